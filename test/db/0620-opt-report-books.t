#!/bin/sh
# The books of opt-report: the lots of --lots and the journal of --ledger, from rows that are written here. hledger finds that each
# transaction balances and that the cash is that of the broker; SQL counts the same money by the fills alone.
. test/tap.sh
. test/books.sh
new_database
OPT_NOW=2026-12-31T21:00:00Z
export OPT_NOW

exits 0 'lots of an empty database' opt-report --lots 2026
is "$out" '' 'are none'
exits 0 'its journal' opt-report --ledger
printf '%s\n' "$out" >"$work/journal"
exits 0 'is one that hledger takes' hledger -f "$work/journal" check --strict
exits 0 'its CSV' opt-report --csv
is "$(printf '%s\n' "$out" | wc -l)" 1 'is a header'

snapshot PA1 '2026-01-05 14:30Z' 100000
# bought in two parts, sold in two parts, at a loss; bought again within 30 days by the other account
position 1 PA1 AAPL AAPL260130C00240000 long 0 3 day_trade premium_stop
fill 1 PA1 AAPL260130C00240000 buy 2 4.90 .10 '2026-01-05 15:00Z'
fill 1 PA1 AAPL260130C00240000 buy 1 5.00 .05 '2026-01-05 15:05Z'
fill 1 PA1 AAPL260130C00240000 sell 1 3.00 .06 '2026-01-06 15:00Z'
fill 1 PA1 AAPL260130C00240000 sell 2 2.50 .12 '2026-01-06 16:00Z'
position 2 PA2 AAPL AAPL260220C00250000 long 1 1 swing_trade ''
fill 2 PA2 AAPL260220C00250000 buy 1 2.00 .05 '2026-02-02 15:00Z'
# one expired by the activity of the broker, one by nothing but its reason, one was given up
position 3 PA1 F F260130C00015000 long 0 5 swing_trade expired
fill 3 PA1 F260130C00015000 buy 5 .60 .25 '2026-01-07 15:00Z'
activity expiry PA1 OPEXP F260130C00015000 -5 '' 2026-01-30 3
position 4 PA1 T T260130P00025000 long 0 2 conservative expired
fill 4 PA1 T260130P00025000 buy 2 .50 .10 '2026-01-07 15:00Z'
position 5 PA1 GM GM260130P00050000 long 0 1 conservative forgotten
fill 5 PA1 GM260130P00050000 buy 1 .75 .05 '2026-01-07 15:00Z'
# an assignment that was booked with its shares, before the activities came; they were sold
position 6 PA1 NVDA NVDA260130P00187500 short 0 1 credit_spread assigned
leg 6 0 NVDA260130P00187500 short 0 assigned
leg 6 1 NVDA260130P00185000 long 0 expired
fill 6 PA1 NVDA260130P00187500 sell 1 3.00 .05 '2026-01-08 15:00Z'
fill 6 PA1 NVDA260130P00185000 buy 1 2.00 .05 '2026-01-08 15:00Z'
position 7 PA1 NVDA '' long 0 100 day_trade assigned
fill 7 PA1 NVDA buy 100 187.5 0 '2026-02-02 14:30Z' assigned:6:NVDA260130P00187500
fill 7 PA1 NVDA sell 100 180 .39 '2026-02-02 14:31Z'
activity assignment PA1 OPASN NVDA260130P00187500 1 '' 2026-01-30 ''
activity shares PA1 OPTRD NVDA 100 -18750 2026-01-30 ''
# both legs became shares over the night, which cancel each other: only the activities tell it
position 8 PA1 MSFT MSFT260130P00450000 short 0 2 credit_spread assigned
leg 8 0 MSFT260130P00450000 short 0 assigned
leg 8 1 MSFT260130P00440000 long 0 exercised
fill 8 PA1 MSFT260130P00450000 sell 2 6.00 .10 '2026-01-08 15:00Z'
fill 8 PA1 MSFT260130P00440000 buy 2 4.00 .10 '2026-01-08 15:00Z'
activity assigned8 PA1 OPASN MSFT260130P00450000 2 '' 2026-01-30 8
activity exercised8 PA1 OPEXC MSFT260130P00440000 -2 '' 2026-01-30 8
activity bought8 PA1 OPTRD MSFT 200 -90000 2026-01-30 ''
activity sold8 PA1 OPTRD MSFT -200 88000 2026-01-30 ''
# half of a spread is open
position 9 PA1 KO KO261218C00070000 long 1 2 debit_spread ''
leg 9 0 KO261218C00070000 long 1 ''
leg 9 1 KO261218C00075000 short 1 ''
fill 9 PA1 KO261218C00070000 buy 2 3.00 .10 '2026-01-09 15:00Z'
fill 9 PA1 KO261218C00075000 sell 2 1.00 .11 '2026-01-09 15:00Z'
fill 9 PA1 KO261218C00070000 sell 1 4.00 .06 '2026-01-12 15:00Z'
fill 9 PA1 KO261218C00075000 buy 1 1.50 .05 '2026-01-12 15:00Z'
# cash that is not a trade; the fees of trades are those of the fills
activity deposit PA1 CSD '' '' 500 2026-01-13 ''
activity dividend PA1 DIV KO '' 12.34 2026-01-14 ''
sql "insert into broker_activities (id, account, activity_type, activity_sub_type, net_amount, activity_date, data, known_at)
	values ('fees', 'PA1', 'FEE', 'ORF', -.40, '2026-01-05', '{}', '2026-01-06'), ('wire', 'PA1', 'FEE', 'WIRE', -25, '2026-01-15', '{}', '2026-01-15')"

# the cash by SQL alone: what was filled, what became shares without a fill (90,000 paid, 88,000 received), and the movements
cash=$(sql "select 100000 + (select sum(case side when 'buy' then -1 else 1 end * qty * price * case when length(symbol) > 10 then 100 else 1 end - fee)
	from fills where account = 'PA1') - 90000 + 88000 + 500 + 12.34 - 25")
snapshot PA1 '2026-02-03 15:00Z' "$cash"

exits 0 'the journal' opt-report --ledger
printf '%s\n' "$out" >"$work/journal"
like "$err" '1 of [0-9]+ transactions are not, or not all, explained' 'what nothing explains is told'
exits 0 'hledger finds that it balances, and that the cash is the broker'"'"'s' hledger -f "$work/journal" check --strict
balance() {
	hledger -f "$work/journal" bal --no-total --flat -O csv "$@" | sed 1d | tr -d '"' | sed 's/USD //'
}
is "$(balance Assets:Broker:Cash:PA1)" "Assets:Broker:Cash:PA1,$(sql "select round($cash, 2)")" 'its balance is that of SQL'
is "$(balance Assets:Broker:Options Assets:Broker:Stocks)" "Assets:Broker:Options:PA1,1 KO261218C00070000, -1 KO261218C00075000
Assets:Broker:Options:PA2,1 AAPL260220C00250000" 'what is held is what the positions hold'
is "$(balance Equity Income:Dividends Expenses)" 'Equity:Opening,-100000.00
Equity:Transfers,-500.00
Equity:Unexplained,75.00
Expenses:Fees:Trades,1.79
Expenses:Fees:Other,25.00
Income:Dividends,-12.34' 'the rest has its accounts'

exits 0 'the lots of the year' opt-report --lots 2026
lots() {
	printf '%s\n' "$out" | jq -r "select(.ticker == \"$1\") | [.description, .date_acquired, .date_sold, .proceeds, .cost_basis, .code // \"-\",
		.adjustment, .gain, .term, .end] | map(tostring) | join(\" \")"
}
is "$(lots AAPL)" '1 AAPL 2026-01-30 240 CALL 2026-01-05 2026-01-06 299.94 490.05 W 190.11 0 short sold
1 AAPL 2026-01-30 240 CALL 2026-01-05 2026-01-06 249.94 490.05 W 240.11 0 short sold
1 AAPL 2026-01-30 240 CALL 2026-01-05 2026-01-06 249.94 500.05 - 0 -250.11 short sold' 'a later purchase replaces a lot, also one of another account'
is "$(lots F)" '5 F 2026-01-30 15 CALL 2026-01-07 2026-01-30 0 300.25 - 0 -300.25 short expired' 'an expiry'
is "$(lots T)" '2 T 2026-01-30 25 PUT 2026-01-07 2026-01-30 0 100.1 - 0 -100.1 short expired' 'an expiry without an activity'
is "$(lots GM)" '1 GM 2026-01-30 50 PUT 2026-01-07 2026-01-30 null 75.05 - 0 null short gone' 'what was given up has no proceeds'
is "$(lots NVDA)" '1 NVDA 2026-01-30 185 PUT 2026-01-08 2026-01-30 0 200.05 - 0 -200.05 short expired
100 sh. NVDA 2026-01-30 2026-02-02 17999.61 18450.05 - 0 -450.44 short sold' 'the premium of an assigned put belongs to its shares'
is "$(lots MSFT)" '200 sh. MSFT 2026-01-30 2026-01-30 87199.9 88800.1 - 0 -1600.2 short assigned' 'shares that cancel each other'
is "$(lots KO)" '1 KO 2026-12-18 70 CALL 2026-01-09 2026-01-12 399.94 300.05 - 0 99.89 short sold
1 KO 2026-12-18 75 CALL 2026-01-12 2026-01-09 99.95 150.05 - 0 -50.1 short bought' 'a short leg is sold before it is acquired'
like "$err" '1 of 11 lots have no gain' 'an unknown gain is counted'
gains=$(printf '%s\n' "$out" | jq -s 'map(select(.account == "PA1" and .gain != null) | .gain_unadjusted) | add * 100 | round')
is "$gains" "$(sql "select round(100 * ($cash - 100000 - 500 - 12.34 + 25 + 75.05 + (300.05 - 99.94)))")" \
	'all gains are what the cash rose by, but for what is open or unknown'
exits 0 'of one account' opt-report --lots 2026 --account PA1 --csv "$work/lots.csv"
is "$(head -n 2 "$work/lots.csv" | cut -d , -f 1-8 | tr -d '\r')" 'description,date_acquired,date_sold,proceeds,cost_basis,code,adjustment,gain
1 AAPL 2026-01-30 240 CALL,2026-01-05,2026-01-06,299.94,490.05,W,190.11,0.00' 'as CSV, with the columns of Form 8949'
exits 0 'another year' opt-report --lots 2025
is "$out" '' 'has no lots'
exits 64 'a year that is none' opt-report --lots 26
exits 64 'lots of a strategy' opt-report --lots 2026 --strategy day_trade
exits 64 'lots and ledger at once' opt-report --lots 2026 --ledger

# one odd row costs only itself
sql "update fills set fee = -1 where symbol = 'F260130C00015000'"
exits 1 'a fill with a negative fee' opt-report --lots 2026
like "$err" 'F260130C00015000 is left out: its fee is unknown or negative' 'is told'
is "$(printf '%s\n' "$out" | jq -r 'select(.ticker == "F") | .cost_basis')" null 'the end of its option has no cost then'
finish
