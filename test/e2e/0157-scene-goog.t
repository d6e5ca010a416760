#!/bin/sh
# GOOG on 2015-12-24, as recorded: the market closes early, at 13:00. In the minute before 12:58 the quote of a call is 1.10
# by 2.00, between 1.85 by 2.10 and 1.65 by 1.95. A position that this middle would stop is not sold.
. test/tap.sh
. test/paper.sh
. test/still_market.sh
recording=../shared/data/recordings/2015-12-24-goog
contract=GOOG151231C00757500
if [ ! -d "$recording" ]; then
	skip 'no recording'
	finish
fi
broker_database
paper --recording "$recording" --day 2015-12-24 --now 2015-12-24T17:04:00Z --warmup-synth || exit 1

clock 2015-12-24T17:05:05Z
entry_limit=3.50
enter 1 "$contract" 1 swing_trade
opt-posmon -q 2>/dev/null
# held overnight: its stop and target are those of a day, not of the minutes
sql 'update active_positions set stop = 735, target = 780'
is "$(sql 'select entry_price, quantity, strategy_type from active_positions')" '3.5000|1|swing_trade' 'a swing, bought at 3.50'
for minute in 50 51 52 53 54 55 56 57; do
	clock "2015-12-24T17:$minute:05Z"
	opt-posmon -q 2>/dev/null
done
is "$(sql 'select bid, ask, source from position_marks order by ts desc limit 1')" '1.8500|2.1000|quote' 'at 17:57 the quote is sound'
clock 2015-12-24T17:58:05Z
run opt-posmon
is "$(printf '%s\n' "$out" | jq -c '[.bid, .ask, .source, .decision]')" '[1.1,2,"model",null]' \
	'at 17:58 it is 1.10 by 2.00: the model has the value'
clock 2015-12-24T17:59:05Z
run opt-posmon
is "$(printf '%s\n' "$out" | jq -c '[.bid, .ask, .source, .decision]')" '[1.65,1.95,"quote",null]' 'at 17:59 it is sound again'
clock 2015-12-24T18:02:05Z
opt-posmon -q 2>/dev/null
is "$(sql "select status, (select count(*) from broker_orders where purpose = 'exit') from active_positions")" 'open|0' 'it is not sold'
is "$(sql 'select lowest_price from active_positions')" 1.8000 'and the quote is not its lowest price'
books_agree "in the end"
finish
