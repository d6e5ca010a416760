#!/bin/sh
# Days that were made for the exits: a crash, a melt-up, a market that goes nowhere, and one on which every rule fires. Their
# options are bought by hand and closed by opt-posmon alone, minute by minute. Each exit is the one that an independent oracle
# (test/exit_oracle.awk) finds in the same marks: rule, quantity and minute.
. test/tap.sh
. test/paper.sh
. test/still_market.sh
broker_database
HOME=$work
export HOME
day=2026-01-26

cat >"$work/contracts" <<'LIST'
CRSH260127C00101000 plain
CRSH260127P00099000 plain
CRSH260130C00100000 plain
CRSH260130P00100000 plain
CRSH260206C00105000 plain
CRSH260206P00097000 plain
MELT260127C00101000 plain
MELT260127P00099000 plain
MELT260130C00100000 plain
MELT260130P00100000 plain
MELT260206C00103000 plain
MELT260206P00095000 plain
CHOP260126C00100000 plain
CHOP260127C00100000 plain
CHOP260127P00100000 plain
CHOP260130C00101000 plain
CHOP260206P00099000 plain
EVRY260126C00097000 plain
EVRY260127C00100000 plain
EVRY260130C00100000 plain
EVRY260206C00099000 plain
EVRY260206C00100000 crush
EVRY260206C00101000 spike
EVRY260206C00102000 slow
EVRY260206P00100000 wide
EVRY260206P00099000 thin
EVRY260202C00101000 plain
EVRY260220C00100000 plain
EARN260220C00100000 plain
LIST
mkdir -p "$work/market"
awk -v dir="$work/market" -v day=$day -v open=14:30 -f test/made_days.awk "$work/contracts"
paper --recording "$work/market" --day $day --now ${day}T14:30:30Z --start-cash 1000000 || exit 1
echo "EARN,2026-01-27,before_open" >"$work/earnings.csv"

# buy SYMBOL QUANTITY STRATEGY ATR [SINCE DAYS]: buys at the ask; the stop and the target are two and four ATR away. SINCE is an
# earlier time of the entry, DAYS the days to the expiry then.
bought=0 entry_limit=200 entry_levels='null, null'
buy() {
	bought=$((bought + 1))
	enter $bought "$1" "$2" "$3"
	printf '%s\n' "$bought $4 ${5:-} ${6:-}" >>"$work/bought"
}
# settle: the monitor books what was bought, then the facts that opt-dispatch would have stored with it
settle() {
	exits 0 'what was bought is booked' opt-posmon
	while read -r execution atr since days; do
		# shellcheck disable=SC2016 # not an expression
		printf "update active_positions p set stop_atr = %s, entry_underlying_price = u.price,
			stop = u.price - %s * u.sign, target = u.price + %s * u.sign, entry_spread = u.spread%s%s
			from (select m.underlying_price as price, m.ask - m.bid as spread, case when q.instrument_type = 'PUT' then -1 else 1 end as sign, q.id
				from position_marks m join active_positions q on q.id = m.position_id) u
			where u.id = p.id and p.execution_id = '00000000-0000-4000-8000-%012x';\n" "$atr" "$(echo "2 * $atr" | bc)" "$(echo "4 * $atr" | bc)" \
			"${since:+, entry_time = '$since'}" "${days:+, entry_days_to_expiry = $days}" "$execution"
	done <"$work/bought" >"$work/settle.sql"
	psql -Xq1 -v ON_ERROR_STOP=1 -f "$work/settle.sql"
	: >"$work/bought"
}

# replay FROM TO: the minutes of the day, with the exits alone
printf '* * * * * opt-posmon --deadline 50\n' >"$work/crontab"
replay() {
	exits 0 "the looks from $1 to $2" opt-replay --continue --from "${day}T$1:00Z" --to "${day}T$2:00Z" --log "$work/replay.log" "$work/crontab"
}

clock ${day}T14:31:05Z
for symbol in CRSH260127C00101000 CRSH260127P00099000 MELT260127C00101000 MELT260127P00099000 CHOP260127C00100000 CHOP260127P00100000; do
	buy $symbol 3 day_trade .6
done
for symbol in CRSH260130C00100000 CRSH260130P00100000 MELT260130C00100000 MELT260130P00100000 CHOP260130C00101000; do
	buy $symbol 4 swing_trade 1.8
done
for symbol in CRSH260206C00105000 CRSH260206P00097000 MELT260206C00103000 MELT260206P00095000 CHOP260206P00099000; do
	buy $symbol 5 conservative 9
done
for symbol in CRSH MELT CHOP; do
	buy $symbol 10 day_trade .7
done
buy CHOP260126C00100000 2 swing_trade 9
buy EVRY260126C00097000 3 swing_trade 9
buy EVRY260130C00100000 3 swing_trade .05
buy EVRY260206C00099000 1 swing_trade .07
for symbol in EVRY260206C00100000 EVRY260206C00101000 EVRY260206C00102000 EVRY260206P00100000 EVRY260206P00099000; do
	buy $symbol 2 swing_trade 9
done
buy EVRY260220C00100000 2 swing_trade 9 2026-01-09T15:00:00Z 42
buy EVRY260202C00101000 2 swing_trade 9 2026-01-20T15:00:00Z 20
buy EARN260220C00100000 1 swing_trade 9
settle
replay 14:32 15:42
replay 18:30 18:33
clock ${day}T19:30:05Z
buy EVRY260127C00100000 2 day_trade 9
settle
replay 19:43 19:49
replay 20:43 20:51

# facts: writes what the oracle may know: no mark of the look that booked the entry, because the rest was stored after it
facts() {
	opt-params list --json | jq -r '"param \(.name) \(.value | if . == true then 1 elif . == false then 0 else . end)"'
	opt-calendar 2026-01-02 2026-02-27 | jq -r '"session \(.date) \(.open | fromdate) \(.close | fromdate)"'
	awk -F , '{ print "report", $1, $2, $3 }' "$work/earnings.csv"
	sql "select 'position', p.id, ticker, coalesce(option_symbol, ticker), instrument_type, strategy_type, original_quantity, entry_price,
			extract(epoch from entry_time)::bigint, coalesce(entry_spread::text, '-'), coalesce(stop::text, '-'), coalesce(target::text, '-'),
			coalesce(stop_atr::text, '-'), coalesce(expiration_date::text, '-'), coalesce(entry_days_to_expiry::text, '-')
		from active_positions p order by id" | tr '|' ' '
	sql "select 'sale', position_id, extract(epoch from filled_at)::bigint, qty from fills where side = 'sell' order by filled_at" | tr '|' ' '
	awk -F , 'NR > 1 { print "bar", $1, $2, $7 }' "$work/market/option_bars.csv" | sed "s/${day}T\(..\):\(..\):00Z/\1 \2/" |
		awk -v start="$(date -ud $day +%s)" '{ print $1, $2, start + $3 * 3600 + $4 * 60, $5 }'
	sql "select 'mark', position_id, extract(epoch from ts)::bigint, coalesce(bid::text, '-'), coalesce(ask::text, '-'),
			coalesce(underlying_price::text, '-'), coalesce(extract(epoch from underlying_ts)::bigint::text, '-'),
			coalesce(extract(epoch from quote_ts)::bigint::text, '-'), coalesce(model_value::text, '-')
		from (select *, row_number() over (partition by position_id order by ts) as look from position_marks) m
		where look > 1 order by position_id, ts" | tr '|' ' '
}
facts >"$work/facts"
awk -f test/exit_oracle.awk "$work/facts" >"$work/expected" || exit 1
sql "select e.position_id, e.data->>'rule', o.qty, extract(epoch from e.ts)::bigint
	from position_events e join broker_orders o on o.position_id = e.position_id and o.created_at = e.ts and o.attempt = 1
	where e.type = 'exit_decided' order by 1, e.ts" | tr '|' ' ' >"$work/decided"
# name FILE: the lines of FILE with the symbol and New York's time
sql "select id, coalesce(option_symbol, ticker) from active_positions" | tr '|' ' ' >"$work/symbols"
name() {
	awk 'NR == FNR { symbol[$1] = $2; next } { t = int(($4 - 18000) / 60) % 1440; printf "%s: rule %s sells %s at %02d:%02d\n", symbol[$1], $2, $3, t / 60, t % 60 }' \
		"$work/symbols" "$1" | sort
}
for ticker in CRSH MELT CHOP EVRY EARN; do
	is "$(name "$work/decided" | grep "^$ticker")" "$(name "$work/expected" | grep "^$ticker")" "$ticker: each exit is the oracle's"
done
# the rules of this day; 12 is of spreads
for row in 1:expiry 2:end_of_day 3:stop 4:premium_stop 5:target 6:reversal 7:trailing 8:volume 9:spread 10:max_hold 11:theta 13:earnings; do
	grep -q "^param exit_${row#*:} 1$" "$work/facts" && echo "${row%%:*}"
done >"$work/rules"
is "$(awk '{ print $2 }' "$work/decided" | sort -un)" "$(cat "$work/rules")" 'every rule that exists fired'
[ -n "${SHOW:-}" ] && name "$work/decided" >&2
books_agree 'at the end of the day'
finish
