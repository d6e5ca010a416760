#!/bin/sh
# Real days, as recorded: GOOG on 2015-12-24, when the market closed early, at 13:00, and TWX on 2014-06-05 and 06. Positions
# are bought by hand at stated times and closed by opt-posmon alone, looking every 5 or 10 minutes. Each exit is the oracle's,
# at a price that was the bid of a recorded quote. Then a scene of GOOG: in the minute before 12:58 the quote of a call is
# 1.10 by 2.00, between 1.85 by 2.10 and 1.65 by 1.95. A position that this middle would stop is not sold.
. test/tap.sh
. test/paper.sh
. test/still_market.sh
. test/exits.sh
recordings=../shared/data/recordings
for name in 2015-12-24-goog 2014-06-06-twx; do
	[ -d "$recordings/$name" ] && continue
	skip "no recording $name"
	finish
done
HOME=$work
export HOME

# begin RECORDING DAY TIME EVERY: a new database and a broker with RECORDING; opt-posmon will look every EVERY minutes
begin() {
	recording=$recordings/$1
	broker_database
	paper --recording "$recording" --day "$2" --now "${2}T$3Z" --start-cash 1000000 --warmup-synth || exit 1
	clock "${2}T$3Z"
	printf '*/%s * * * * opt-posmon --deadline 50\n' "$4" >"$work/crontab"
}

# closed: the sales, each with the recorded bid that it was filled at: SYMBOL: RULE sold QUANTITY at PRICE, bid of TIME
closed() {
	sql "select coalesce(p.option_symbol, p.ticker), f.qty, f.price, to_char(f.filled_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), o.reason
		from fills f join active_positions p on p.id = f.position_id join broker_orders o on o.client_order_id = f.client_order_id
		where f.side = 'sell' order by f.filled_at, 1" | tr '|' , >"$work/sales"
	awk -F , 'NR == FNR { n++; symbol[n] = $1; qty[n] = $2; price[n] = $3; at[n] = $4; rule[n] = $5; wanted[$1]; next }
		$1 in wanted { for (i = 1; i <= n; i++) if (symbol[i] == $1 && $2 <= at[i] && $2 >= last[i]) { last[i] = $2; bid[i] = $3 } }
		END { for (i = 1; i <= n; i++) printf "%s: %s sold %s at %.2f, %s\n", symbol[i], rule[i], qty[i], price[i],
			bid[i] == price[i] + 0 ? "bid of " substr(last[i], 9, 8) : "not the bid " bid[i] " of " last[i] }' \
		"$work/sales" "$recording/option_quotes.csv" "$recording/stock_quotes.csv"
}

# over NAME FROM TO SALES: checks the exits of the day against the oracle and against SALES, then drops the database. FROM to TO are
# the sessions that the oracle knows.
over() {
	judge "$2" "$3"
	is "$(cat "$work/decided")" "$(cat "$work/expected")" "$1: each exit is the oracle's"
	is "$(closed)" "$4" "$1: each was sold at a bid that was quoted"
	is "$(sql "select count(*) from active_positions where status <> 'closed'")" 0 "$1: nothing is left"
	books_agree "$1: in the end"
	broker_stop
	dropdb -f "$PGDATABASE"
}

begin 2015-12-24-goog 2015-12-24 14:45:05 5
buy GOOG151224C00750000 2 day_trade .8
buy GOOG151224P00750000 2 day_trade .8
buy GOOG151224C00745000 1 swing_trade 4
buy GOOG151224P00757500 3 swing_trade 4
buy GOOG151231P00745000 3 swing_trade 1
buy GOOG160115P00750000 2 conservative 1.4
buy GOOG 10 day_trade 2
settle
exits 0 'GOOG: the looks until the early close' opt-replay --continue --from 2015-12-24T14:50:00Z --to 2015-12-24T17:50:00Z --log "$work/log" "$work/crontab"
over GOOG 2015-12-01 2016-01-29 'GOOG151224P00750000: underlying_stop sold 2 at 1.05, bid of 24T16:04
GOOG151231P00745000: underlying_stop sold 3 at 4.30, bid of 24T16:10
GOOG151224C00745000: expiry sold 1 at 4.30, bid of 24T16:47
GOOG151224C00750000: expiry sold 2 at 0.80, bid of 24T16:49
GOOG151224P00757500: expiry sold 3 at 5.80, bid of 24T16:55
GOOG160115P00750000: underlying_stop sold 2 at 13.20, bid of 24T16:55
GOOG: end_of_day sold 10 at 749.20, bid of 24T17:45'

begin 2014-06-06-twx 2014-06-05 13:45:05 10
buy TWX140621C00070000 3 swing_trade .2
buy TWX140621P00072500 3 swing_trade .3
buy TWX140621P00070000 4 conservative .4
buy TWX140719C00070000 2 day_trade .15
buy TWX140719P00072500 2 day_trade .2
buy TWX 10 day_trade .12
settle
exits 0 'TWX: the looks of the first day' opt-replay --continue --from 2014-06-05T13:50:00Z --to 2014-06-05T20:00:00Z --log "$work/log" "$work/crontab"
clock 2014-06-05T20:04:05Z
exits 0 'TWX: the second day' opt-replay --continue --day 2014-06-06 --log "$work/log" "$work/crontab"
over TWX 2014-06-02 2014-07-31 'TWX: underlying_target sold 5 at 70.93, bid of 05T14:50
TWX140719P00072500: underlying_stop sold 2 at 2.63, bid of 05T14:50
TWX140621P00072500: underlying_stop sold 3 at 1.88, bid of 05T15:30
TWX140719C00070000: underlying_target sold 1 at 2.38, bid of 05T15:42
TWX140621P00070000: underlying_stop sold 4 at 0.53, bid of 05T16:00
TWX140621C00070000: underlying_target sold 1 at 1.84, bid of 05T16:01
TWX: max_hold sold 5 at 71.51, bid of 05T17:50
TWX140719C00070000: max_hold sold 1 at 2.65, bid of 05T18:10
TWX140621C00070000: trailing sold 2 at 1.58, bid of 05T19:40'

entry_levels='' contract=GOOG151231C00757500
begin 2015-12-24-goog 2015-12-24 17:04:00 1
clock 2015-12-24T17:05:05Z
entry_limit=3.50
enter 1 "$contract" 1 swing_trade
opt-posmon -q 2>/dev/null
# held overnight: its stop and target are those of a day, not of the minutes; the spread was that of the quote
sql 'update active_positions set stop = 735, target = 780, entry_spread = .25'
is "$(sql 'select entry_price, quantity, strategy_type from active_positions')" '3.5000|1|swing_trade' 'a swing, bought at 3.50'
for minute in 50 51 52 53 54 55 56 57; do
	clock "2015-12-24T17:$minute:05Z"
	opt-posmon -q 2>/dev/null
done
is "$(sql 'select bid, ask, source from position_marks order by ts desc limit 1')" '1.8500|2.1000|quote' 'at 17:57 the quote is sound'
# seen TIME WANT NAME: checks quote, source and decision of a look at TIME
seen() {
	clock "2015-12-24T$1:05Z"
	run opt-posmon
	is "$(printf '%s\n' "$out" | jq -c '[.bid, .ask, .price_source, .decision]')" "$2" "$3"
}
seen 17:58 '[1.1,2,"model",null]' 'at 17:58 it is 1.10 by 2.00: the model has the value'
seen 17:59 '[1.65,1.95,"quote",null]' 'at 17:59 it is sound again'
clock 2015-12-24T18:02:05Z
opt-posmon -q 2>/dev/null
is "$(sql "select status, (select count(*) from broker_orders where purpose = 'exit') from active_positions")" 'open|0' 'it is not sold'
is "$(sql 'select lowest_price from active_positions')" 1.8000 'and the quote is not its lowest price'
books_agree "in the end"
finish
