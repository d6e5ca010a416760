#!/bin/sh
# A week and the Monday after it, in one replay that carries its state: swings through the nights, a position that is rolled, an
# expiry Friday with what is sold, what nobody buys and what lives on, an assignment over the weekend. Each evening nothing is
# doubled, lost, abandoned or invented, and ledger and broker have the same positions, cash and fees.
. test/tap.sh
. test/paper.sh
. test/market.sh
. test/still_market.sh
. test/exits.sh
broker_database
HOME=$work
export HOME
start_cash=100000
paper --synth 1 --day 2026-01-26 --days 6 --start-cash $start_cash || exit 1
clock 2026-01-26T14:36:05Z
# the rules of the premium would leave nothing for the Friday
# shellcheck disable=SC2046 # one word per parameter
opt-params set -q --yes-raise-risk --why 'this week is about time' exit_premium_stop=0 \
	exit_credit_stop=0 exit_credit_target=0 exit_credit_days=0 \
	$(opt-params list --json | jq -r '.name | select(test("^exit_(trailing|reversal|volume|spread)$")) + "=0"')

# A position bought ten days before, of which rule 11 sells what little time is left. Its signal comes again, and opt-dispatch
# opens it with more days.
opt-params set -q --yes-raise-risk --why 'this week is about time' exit_roll=1 gate_trades_per_day=1000 gate_open_positions=1000 \
	large_delta_pct=1000 large_theta_pct=100 large_vega_pct=100 large_open_risk_pct=25 contract_score_min=0 contract_volume_min=0 \
	contract_spread_max_pct=50 cost_of_trade_pct=100 order_spread_share=0.5 signal_cooldown_min=0
buy DIS260130C00110000 1 swing_trade 3 2026-01-16T15:00:00Z 14
settle
# its mark of Friday, for the loss of the day; that of the look before its entry was set back to then does not count
sql "delete from position_marks m using active_positions p where p.id = m.position_id and p.ticker = 'DIS'"
sql "insert into position_marks (position_id, ts, bid, ask, mid, underlying_price)
	select id, '2026-01-23T20:59:00Z', .29, .31, .30, entry_underlying_price from active_positions where ticker = 'DIS'"
for minute in 37 38 39; do
	clock "2026-01-26T14:$minute:05Z"
	opt-posmon -q
done
opt-universe -q
opt-universe -q --track DIS
opt-bars --daily -q
opt-bars -q
opt-features -q
sql "select setval(pg_get_serial_sequence('dispatch_recommendations', 'id'), 1000)" >/dev/null
news DIS 0.8 60
rolled=$(recommend DIS CALL swing_trade)
opt-dispatch -q
opt-posmon -q
is "$(sql "select status || coalesce(' ' || failure_reason, '') from dispatch_recommendations where id = $rolled")" EXECUTED 'a signal that still stands'
is "$(sql "select string_agg(close_reason, ' '), bool_and(p.expiration_date = '2026-01-30') from active_positions p join position_events e
		on e.position_id = p.id and e.type = 'rolled' and e.data ->> 'recommendation_id' = '$rolled'")" 'theta|t' 'rolls what rule 11 sold'
is "$(sql "select p.status, p.quantity > 0, p.expiration_date - date '2026-01-26' between 30 and 45 from active_positions p
	join dispatch_executions x on x.execution_id = p.execution_id where x.recommendation_id = $rolled")" 'open|t|t' 'to 30 to 45 days'

clock 2026-01-26T14:40:05Z
buy AAPL260130C00240000 2 swing_trade 3
buy AAPL260130P00235000 3 swing_trade 4
buy NVDA260206C00190000 2 swing_trade 5
buy F260130C00015000 5 swing_trade .6
buy T260206P00025000 4 conservative .5
buy SPY260130C00720000 1 day_trade 4
buy INTC 50 day_trade .5
# a spread that is closed on Friday, and one whose long leg has no market: it cannot be closed by one order
buy_spread credit_spread 2 NVDA260130P00187500 NVDA260130P00185000 20
buy_spread credit_spread 1 AAPL260130P00232500 AAPL260130P00205000 20
settle
quote AAPL260130P00205000 0 0

# evening: one line per evening, each number what only one side has, of positions, orders and fills; what was sent twice; what
# nobody works on any more; and the differences of cash and fees of the day in dollars. What expired today is at the ledger until
# the broker reports it, the next day.
cat >"$work/evening" <<'SH'
key=$(cat "$OPT_KEY_ID_FILE") secret=$(cat "$OPT_SECRET_KEY_FILE") today=${OPT_NOW%%T*}
ask() { curl -sS -H "APCA-API-KEY-ID: $key" -H "APCA-API-SECRET-KEY: $secret" "$OPT_BROKER_URL$1"; }
psql -XAtqF ' ' -c "select coalesce(l.option_symbol, p.option_symbol, p.ticker),
		case coalesce(l.side, p.side) when 'short' then -1 else 1 end * coalesce(l.quantity, p.quantity)
	from active_positions p left join position_legs l on l.position_id = p.id and p.strategy_type like '%spread'
	where p.status <> 'closed' and coalesce(l.quantity, p.quantity) <> 0 and p.expiration_date is distinct from '$today'" | sort >ours
ask /v2/positions | jq -r '.[] | .symbol + " " + .qty' | sort >theirs
psql -XAtq -c "select client_order_id from broker_orders where sent_at is not null and status <> 'dropped'
	and (status not in ('rejected', 'canceled') or broker_order_id is not null)" | sort >our_orders
ask /sim/stats | jq -r '.orders[].client_order_id | select(startswith("opt-"))' | sort >their_orders
psql -XAtqF ' ' -c "select broker_order_id, sum(qty) from fills where position(':' in broker_order_id) = 0 group by 1" | sort >our_fills
ask /sim/stats | jq -r '.orders[] | (.legs // [.])[] | select((.filled_qty | tonumber) > 0) | "\(.id) \(.filled_qty)"' | sort >their_fills
ask '/v2/orders?status=open&limit=500' | jq -r '.[].client_order_id' | sort >working
psql -XAtq -c "select client_order_id from broker_orders where is_open" | sort >waiting
left=$(psql -XAtq -c "select (select count(*) from dispatch_recommendations r where status = 'PROCESSING')
	+ (select count(*) from active_positions p where status = 'closing' and not exists (select from broker_orders o
		where o.position_id = p.id and o.is_open))")
twice=$(ask /sim/stats | jq '[.posts[] | select(. > 1)] | length')
cash=$(psql -XAtq -c "select sum(case side when 'buy' then -1 else 1 end * qty * price * case when length(symbol) > 10 then 100 else 1 end - fee) from fills")
gap=$(ask /v2/account | jq "((.cash | tonumber) - $START_CASH - $cash) * 100 | round | if . == 0 then 0 else . / 100 end")
fees=$(psql -XAtq -c "select coalesce(sum(fee), 0) from fills where (filled_at at time zone 'America/New_York')::date = '$today'")
fees=$(ask "/v2/account/activities/FEE?date=$today" | jq "([.[].net_amount | tonumber] | add // 0) + $fees | . * 100 | round | if . == 0 then 0 else . / 100 end")
echo "$today positions $(comm -3 ours theirs | wc -l) orders $(comm -3 our_orders their_orders | wc -l) fills $(comm -3 our_fills their_fills | wc -l)" \
	"twice $twice abandoned $(($(comm -3 working waiting | wc -l) + left)) cash $gap fees $fees" >>evenings
SH
cat >"$work/crontab" <<CRON
START_CASH=$start_cash
0 15-19/2 * * * opt-posmon --deadline 50
46,50 20 * * * opt-posmon --deadline 50
45-59/5 19 * * 5 opt-posmon --deadline 50
1,3,5,7 20 * * 5 opt-posmon --deadline 50
2 21 * * * opt-posmon --deadline 50
4 21 * * * sh evening
CRON
exits 0 'the rest of Monday' opt-replay --continue --from 2026-01-26T14:45:00Z --to 2026-01-26T21:05:00Z --log "$work/log" "$work/crontab"
# as if more had been estimated than the broker booked, of what is held and of what was sold: the first run of Tuesday takes over
# what it booked
sql "update fills set fee = fee + .05 where symbol = 'T260206P00025000' or symbol = 'INTC' and side = 'sell';
	update active_positions set fees = fees + .05, open_fees = open_fees + .05 where option_symbol = 'T260206P00025000';
	update active_positions set fees = fees + .05, realised_pnl = realised_pnl - .05 where ticker = 'INTC';
	update position_history set fees = fees + .05, pnl = pnl - .05 where ticker = 'INTC'"
exits 0 'four sessions, a weekend and a Monday' opt-replay --day 2026-01-27 --sessions 5 --log "$work/log" "$work/crontab"
is "$(printf '%s\n' "$out" | jq -c 'select(.spans) | [.spans, .minutes]')" '[5,2005]' 'in one replay'
is "$(cat "$work/evenings")" "$(printf '2026-01-%s positions 0 orders 0 fills 0 twice 0 abandoned 0 cash 0 fees 0\n' 26 27 28 29 30
	echo '2026-02-02 positions 0 orders 0 fills 0 twice 0 abandoned 0 cash 0 fees 0')" 'each evening ledger and broker agree'
ends() {
	sql "select coalesce(close_reason, 'open'), exit_price > 0, to_char(closed_at at time zone 'America/New_York', 'Dy') from active_positions where $1"
}
is "$(ends "option_symbol = 'AAPL260130P00235000'")" 'expiry|t|Fri' 'on Friday an option is sold in time'
is "$(ends "option_symbol = 'F260130C00015000'")" 'expired|f|Mon' 'nothing is bid for another option: it expires, and is booked by the activity on Monday'
is "$(ends "option_symbol = 'NVDA260130P00187500'")" 'expiry|t|Fri' 'and a spread is closed by one order'
is "$(ends "option_symbol = 'AAPL260130P00232500'")" 'expired|t|Mon' 'a spread that nobody takes ends with its legs'
is "$(sql "select p.exit_price > 0, l.exit_price from active_positions p join position_legs l on l.position_id = p.id and l.leg = 1
	where p.option_symbol = 'AAPL260130P00232500'")" 't|0.0000' 'its short leg at what it was worth, its long leg at nothing'
is "$(ends "ticker = 'AAPL' and instrument_type = 'STOCK'") $(sql "select original_quantity from active_positions where ticker = 'AAPL' and instrument_type = 'STOCK'")" \
	'assigned|t|Mon 100' 'the shares of the assignment are sold on Monday'
is "$(sql "select count(*) > 0 from position_marks m join active_positions p on p.id = m.position_id
	where p.option_symbol = 'NVDA260206C00190000' and m.ts > '2026-02-02'")" t 'a swing is watched over the weekend'
is "$(sql 'select round(sum(fee) * 100) from fills')" \
	"$(ask GET '/v2/account/activities/FEE?page_size=100' | jq 'if length < 100 then [.[].net_amount | tonumber] | add * -100 | round else "too many" end')" \
	'the fees are those of the broker, to the cent'
is "$(sql "select count(*), count(*) filter (where fee_reported_at is null) from fills where filled_at < '2026-02-02' and position(':' in broker_order_id) = 0")" \
	"$(sql "select count(*) from fills where filled_at < '2026-02-02' and position(':' in broker_order_id) = 0")|0" 'it confirmed those of every day before'
is "$(sql "select string_agg(p.id::text, ' ') from active_positions p
	left join position_history h on h.position_id = p.id
	where p.fees <> (select coalesce(sum(f.fee), 0) from fills f where f.position_id = p.id) or p.fees <> h.fees or p.realised_pnl <> h.pnl")" '' \
	'each position has those of its fills'
is "$(sql "select string_agg(h.position_id || ' ' || h.pnl, ', ') from position_history h where h.strategy_type not like '%spread'
	and abs(h.pnl - (select sum(case f.side when 'buy' then -1 else 1 end * f.qty * f.price * h.multiplier - f.fee) from fills f
		where f.position_id = h.position_id)) > .03 and h.exit_reason <> 'assigned'")" '' 'and its result is what its fills and fees come to'
judge 2026-01-02 2026-02-27
is "$(cat "$work/decided")" "$(cat "$work/expected")" "each exit is the oracle's"
books_agree 'in the end'

# The books of the week: hledger confirms the journal, with the cash of the broker and what is held; the lots have the same gains.
exits 0 'the journal of the week' opt-report --ledger "$work/journal"
is "$err" '' 'explains everything'
exits 0 'hledger finds that it balances' hledger -f "$work/journal" check --strict
books() {
	hledger -f "$work/journal" bal --no-total --flat -O csv "$@" | sed 1d | cut -d , -f 2- | tr -d '"' | sed 's/USD //'
}
is "$(books Assets:Broker:Cash)" "$(ask GET /v2/account | jq -r .cash)" 'its cash is that of the broker'
is "$(books Assets:Broker:Options Assets:Broker:Stocks | tr ',' '\n' | awk '{ print $2, $1 }' | sort)" \
	"$(ask GET /v2/positions | jq -r '.[] | .symbol + " " + .qty' | sort)" 'what it holds is what the broker lists'
opt-report --lots 2026 >"$work/lots"
is "$(jq -s 'map(.gain_unadjusted) | add * 100 | round' "$work/lots")" "$(hledger -f "$work/journal" bal -N -O csv --depth 1 Income Expenses |
	sed '1d; s/.*USD \(.*\)"/\1/' | awk -v open="$(sql "select sum(open_fees) from active_positions where status <> 'closed'")" \
	'{ sum += $1 } END { printf "%.0f\n", (open - sum) * 100 }')" 'the gains of its lots are its income less the fees of what was sold'
is "$(jq -r 'select(.from_option != null) | [.from_option, .quantity, .date_acquired, .date_sold, .end] | join(" ")' "$work/lots")" \
	'AAPL260130P00232500 100 2026-01-30 2026-02-02 sold' 'the shares of the assignment bear the premium of their option'
finish
