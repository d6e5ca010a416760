# Sourced after paper.sh: programs without a pinned clock that see the time of the broker, which runs (opt-paper --live).
# shellcheck shell=sh disable=SC2154 # url, by paper.sh

# fake_time: finds how far the clock of the broker is from that of the host
fake_time() {
	faked_us=$(ask GET /sim/clock | jq -r '.now | sub("[.][0-9]+"; "") | fromdateiso8601')
	faked_s=$((faked_us - $(date +%s)))
}

# faked COMMAND...: runs the command; the clock of the host is that of the broker
faked() {
	env -u OPT_NOW FAKETIME_DONT_FAKE_MONOTONIC=1 faketime -f "${faked_s}s" "$@"
}
