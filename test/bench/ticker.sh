#!/bin/sh
# Measures the search for companies: 1,000 headlines against the SEC's 10,000 names, from exec to exit, with the reading
# of the universe (the goal is 50 ms); 200,000 headlines with the names and without, whose difference is the search; for
# comparison grep -F of the same names over the same headlines in the same run. Prints one JSON line each; medians of 9.
. test/tap.sh
sec=../shared/data/tickers/company_tickers_exchange.json
[ -f "$sec" ] || { echo "no $sec" >&2 && exit 0; }
grep -v '^#' test/data/headlines_tickers.tsv | cut -f 5 >"$work/ours"
repeat() {
	awk -v n="$1" '{ line[NR] = $0 } END { for (i = 0; i < n; i++) print line[i % NR + 1] }' "$work/ours"
}
repeat 1000 >"$work/thousand"
repeat 200000 >"$work/many"
jq -r '.data[][1]' "$sec" | sort -u >"$work/names"

# timed INPUT COMMAND...: prints the median of the wall times in milliseconds
timed() {
	input=$1
	shift
	for _ in 1 2 3 4 5 6 7 8 9; do
		from=$(date +%s%N)
		"$@" <"$input" >/dev/null
		to=$(date +%s%N)
		echo $(((to - from) / 1000))
	done | sort -n | awk '{ v[NR] = $1 } END { printf "%.1f", v[int((NR + 1) / 2)] / 1000 }'
}
few=$(timed "$work/thousand" opt-classify --text --universe "$sec")
none=$(timed "$work/thousand" opt-classify --text)
grep=$(timed "$work/thousand" grep -F -i -f "$work/names")
printf '{"bench":"1000 headlines, 10000 names","ms":%s,"without_names_ms":%s,"grep_F_ms":%s}\n' "$few" "$none" "$grep"
with=$(timed "$work/many" opt-classify --text --universe "$sec")
without=$(timed "$work/many" opt-classify --text)
awk -v with="$with" -v without="$without" -v start="$few" -v start_without="$none" 'BEGIN {
	match_ns = ((with - start) - (without - start_without)) * 1e6 / 199000
	printf "{\"bench\":\"200000 headlines\",\"ms\":%.1f,\"without_names_ms\":%.1f,\"per_second\":%.0f,\"match_ns\":%.0f}\n",
		with, without, 200000 / with * 1000, match_ns
}'
