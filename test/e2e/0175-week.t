#!/bin/sh
# A week and the Monday after it, in one replay that carries its state: swings through the nights, an expiry Friday with what
# is sold, what nobody buys and what lives on, the activities of the weekend. Each evening ledger and broker have the same
# positions, orders and cash.
. test/tap.sh
. test/paper.sh
. test/still_market.sh
. test/exits.sh
broker_database
HOME=$work
export HOME
start_cash=100000
paper --synth 1 --day 2026-01-26 --days 6 --start-cash $start_cash || exit 1
clock 2026-01-26T14:40:05Z
# the rules of the premium would leave nothing for the Friday
# shellcheck disable=SC2046 # one word per parameter
opt-params set -q --yes-raise-risk --why 'this week is about time' exit_premium_stop=0 \
	exit_credit_stop=0 exit_credit_target=0 exit_credit_days=0 \
	$(opt-params list --json | jq -r '.name | select(test("^exit_(trailing|reversal|volume|spread)$")) + "=0"')

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

# evening: one line per evening: the positions and orders that only one side has, what was sent twice, and the
# difference of the cash in dollars. What expired today is at the ledger until the broker reports it, the next day.
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
twice=$(ask /sim/stats | jq '[.posts[] | select(. > 1)] | length')
cash=$(psql -XAtq -c "select sum(case side when 'buy' then -1 else 1 end * qty * price * case when length(symbol) > 10 then 100 else 1 end - fee) from fills")
gap=$(ask /v2/account | jq "((.cash | tonumber) - $START_CASH - $cash) * 100 | round | if . == 0 then 0 else . / 100 end")
echo "$today positions $(comm -3 ours theirs | wc -l) orders $(comm -3 our_orders their_orders | wc -l) twice $twice cash $gap" >>evenings
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
exits 0 'four sessions, a weekend and a Monday' opt-replay --day 2026-01-27 --sessions 5 --log "$work/log" "$work/crontab"
is "$(printf '%s\n' "$out" | jq -c 'select(.spans) | [.spans, .minutes]')" '[5,2005]' 'in one replay'
is "$(cat "$work/evenings")" "$(printf '2026-01-%s positions 0 orders 0 twice 0 cash 0\n' 26 27 28 29 30
	echo '2026-02-02 positions 0 orders 0 twice 0 cash 0')" 'each evening ledger and broker agree'
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
judge 2026-01-02 2026-02-27
is "$(cat "$work/decided")" "$(cat "$work/expected")" "each exit is the oracle's"
books_agree 'in the end'
finish
