#!/bin/sh
# O14: a part of the requests that the broker allows a minute is left to exits. In real time, against 200 trading requests a
# minute of which 40 are reserved.
. test/tap.sh
. test/paper.sh
. test/market.sh
. test/still_market.sh
broker_database
record_market
paper --recording "$work/market" --day 2026-01-26 --now 2026-01-26T15:10:01Z --live --enforce-rate-limit || exit 1
OPT_NOW=2026-01-26T15:10:01Z
enter 1 "$swing" 2 swing_trade
quote "$today" 3.00 3.10
OPT_NOW=2026-01-26T15:10:02Z
enter 2 "$today" 1 day_trade # rests
unset OPT_NOW

# left: the trading requests that are left in this minute, after this one
left() {
	curl -sS -o "$work/clock" -D - -H "APCA-API-KEY-ID: $APCA_API_KEY_ID" -H "APCA-API-SECRET-KEY: $APCA_API_SECRET_KEY" \
		"$url/v2/clock" | tr -d '\r' | awk 'tolower($1) == "x-ratelimit-remaining:" { print $2 }'
}
exits 1 'a position and a working entry' opt-posmon -q
is "$(sql "select status from broker_orders where purpose = 'entry' order by client_order_id" | tr '\n' ' ')" 'filled new ' \
	'one is filled, one rests'

# other programs use the limit up, all but 41
n=$(left)
curl -sS -o "$work/clock" -H "APCA-API-KEY-ID: $APCA_API_KEY_ID" -H "APCA-API-SECRET-KEY: $APCA_API_SECRET_KEY" \
	"$url/v2/clock?[1-$((n - 41))]"
OPT_NOW=$(jq -r .timestamp "$work/clock")
sql "alter table dispatch_recommendations alter column id restart with 1000" # enter counts from 1
news AAPL 0.8 60
recommend AAPL CALL swing_trade >/dev/null
behind=$(($(date +%s) - $(date -d "$OPT_NOW" +%s)))
unset OPT_NOW
posts=$(stats '.posts | length')
# opt-dispatch has nothing to do while the market is closed, so its clock must show the time of the broker
if command -v faketime >/dev/null; then
	for run in 1 2 3; do
		run env DONT_FAKE_MONOTONIC=1 faketime -f "-${behind}s" opt-dispatch -q -v
		like "$status" '^(1|75)$' "opt-dispatch $run does not finish"
		like "$err" "the requests that are left are the exits'" "opt-dispatch $run says why"
	done
	is "$(stats '.posts | length')" "$posts" 'it sent nothing'
	n=$(left)
	[ "$n" -ge 36 ] && [ "$n" -le 40 ]
	ok $? "it left the reserve: $n of 40, less the first request of each run"
else
	skip 'no faketime'
	curl -sS -o "$work/clock" -H "APCA-API-KEY-ID: $APCA_API_KEY_ID" -H "APCA-API-SECRET-KEY: $APCA_API_SECRET_KEY" "$url/v2/clock?[1-3]"
	n=$(left)
fi

# the exit goes; what is not about exits waits
exits 1 'opt-posmon sells' opt-posmon -q --close "$swing"
is "$(sql "select status || ' ' || close_reason from active_positions")" 'closed manual' 'the position is sold within the reserve'
like "$err" '1 of 1 orders are not looked up yet' 'the working entry is not looked up'
is "$(stats .refused)" 0 'no request was refused'
[ "$(left)" -lt "$n" ]
ok $? 'all within one minute'
books_agree "in the end"
finish
