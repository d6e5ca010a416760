#!/bin/sh
# Every way in which a position ends: sold by us or by others, taken by the broker, expired, exercised, given up. The shares of an
# exercise are ours and are sold at once. Each end is one row of position_history, and all of them are the cash of the broker.
. test/tap.sh
. test/paper.sh
. test/still_market.sh
. test/scene.sh
broker_database
friday=2026-01-30 monday=2026-02-02
scene_market 2026-01-28T14:45:00Z AAPL260220C00210000 AAPL260130C00205000 AAPL260130C00206000 AAPL260130C00240000 AAPL260130C00100000 \
	AAPL260206P00220000 AAPL260206C00204000 AAPL260213C00203000
sed -i 's/,100,100,100,100,/,212,212,212,212,/' "$work/market/stock_bars.csv" # what options expire by
paper --recording "$work/market" --day 2026-01-28 --now 2026-01-28T14:45:00Z --start-cash 45000 || exit 1
clock 2026-01-28T14:45:00Z
opt-params -q set --why test --yes-raise-risk exit_stop=0 exit_target=0 exit_trailing=0 exit_premium_stop=0 exit_expiry=0 exit_theta=0 \
	exit_end_of_day=0 gate_equity_gap_usd=1 gate_equity_gap_pct=0 >/dev/null || exit 1

# outside SIDE QUANTITY SYMBOL: another client of the account trades at the market
outside() {
	case $3 in *[0-9]) intent=", \"position_intent\": \"$1_to_close\"" ;; *) intent='' ;; esac
	ask POST /v2/orders "{\"symbol\": \"$3\", \"qty\": \"$2\", \"side\": \"$1\", \"type\": \"market\", \"time_in_force\": \"day\"$intent}" >/dev/null
}
# held: the positions at the broker
held() {
	ask GET /v2/positions | jq -r '[.[] | .symbol + " " + .qty] | sort | join(", ")'
}
# ours: the positions of the ledger
ours() {
	sql "select coalesce(string_agg(concat_ws(' ', coalesce(option_symbol, ticker), case side when 'short' then -quantity else quantity end),
		', ' order by coalesce(option_symbol, ticker)), '') from active_positions where status <> 'closed'"
}
# end SYMBOL: the row of the newest position in it, and the price of its last sound marks
end() {
	sql "select concat_ws('|', h.exit_reason, coalesce(h.exit_price::text, 'null'), coalesce(h.pnl::text, 'null'), coalesce(h.win_loss_label, 'null'),
			h.quantity, h.holding_minutes, coalesce(round(h.mfe)::text, 'null'), coalesce(round(h.mae)::text, 'null'))
		from position_history h where coalesce(h.option_symbol, h.ticker) = '$1' order by h.position_id desc limit 1"
}
# cash_agrees NAME: the cash is what the ledger won; what it cannot know is in $elsewhere. The fees of a day are rounded together
# with those of the trades of others: cents
elsewhere=0
cash_agrees() {
	is "$(sql "select case when abs(gap) <= .02 then 'agrees' else gap::text end
			from (select $(stats .cash) - 45000 - coalesce(sum(pnl), 0)::numeric(12, 2) - ($elsewhere) as gap from position_history) g")" agrees \
		"$1: the cash is that of the ledger"
}
no_gap() {
	opt-dispatch -q 2>/dev/null
	is "$(sql "select count(*) || coalesce(' ' || min(reason), '') from trading_halts where cause = 'equity_gap'")" 0 "$1: no gap between the cash and the ledger"
}

day=2026-01-28
# --- Sold by hand through opt-posmon ---
contract=AAPL260220C00210000
hold 2 swing_trade 5.00 5.10 212 5.10 200 230 15:00:05
look 15:05:05 6.00 6.10
look 15:06:05 4.50 4.60
opt-posmon -q --close $contract 2>/dev/null
for time in 15:06:20 15:06:35; do look $time; done
is "$(end $contract)" 'manual|4.5000|-120.24|loss|2|6|190|-110' 'sold: at our fill; the best and the worst mark'
cash_agrees sold

# --- Others sell it, in several fills; a part is gone and nobody knows how ---
hold 5 swing_trade 5.00 5.10 212 5.10 200 230 15:10:05
market 2026-01-28T15:11:05Z 6.00 6.10 212
outside sell 2 $contract
market 2026-01-28T15:12:05Z 4.00 4.10 212
outside sell 2 $contract
for time in 15:12:35 15:13:05; do look $time; done
is "$(ours) $(sql "select exit_price, realised_pnl from active_positions where status <> 'closed'")" "$contract 1 5.0000|-40.47" \
	'sold elsewhere: four in two fills, each at its price'
fault '{"fault": "status", "status": 200, "body": [], "path": "/v2/positions", "count": 100}'
for time in 15:14:05 15:15:05; do
	clock "${day}T${time}Z"
	opt-posmon -q 2>/dev/null
done
is "$(ours)" "$contract 1" 'sold elsewhere: nothing explains the fifth: it stays open'
opt-posmon -q --forget "$(sql "select id from active_positions where status <> 'closed'")" --why test 2>/dev/null
is "$(end $contract | cut -d'|' -f1-5)" 'forgotten|null|null|null|5' 'given up: price, result and label are unknown'
is "$(sql "select unknown_exits, trades from options_performance_by_strategy")" '1|2' 'given up: and it is counted as unknown'
market 2026-01-28T15:16:05Z 4.00 4.10 212
outside sell 1 $contract
# 4 * 5.10 were paid more than the ledger tells, 2 * 6 + 2 * 4 + 4 came in, and fees of five contracts both ways
elsewhere='2 * 600 + 2 * 400 + 400 - 5 * 510 - .58'
cash_agrees 'given up'

# --- A call that somebody exercises by hand, before its expiry ---
contract=AAPL260206C00204000
hold 1 swing_trade 8.90 9.00 212 9.00 200 230 15:20:05
ask POST "/v2/positions/$contract/exercise" >/dev/null
is "$(held)" 'AAPL 100' 'exercised: the call became shares'
look 15:21:05
is "$(ours)" "$contract 1" 'exercised: one look does not tell'
look 15:22:05
is "$(end $contract)" 'exercised|8.0000|-100.05|loss|1|2|0|-5' 'exercised: at what it was worth by the price of the shares, without a fee'
is "$(end AAPL)" 'exercised|211.9900|-1.03|loss|100|0|0|0' 'exercised: the shares are sold in the same look'
is "$(held) $(sql "select string_agg(concat_ws(' ', side, qty, price), ', ' order by side, price) from fills where symbol = 'AAPL'")" \
	' buy 100 204.0000, sell 100 211.9900' 'exercised: the cash moved by the strike and by the sale'
cash_agrees exercised

# --- The same while somebody else holds shares in the account: the activity of the next day tells which are ours ---
market 2026-01-28T15:30:05Z 8.90 9.00 212
outside buy 50 AAPL
elsewhere="$elsewhere - 50 * 212.01"
contract=AAPL260213C00203000
hold 1 swing_trade 9.90 10.00 212 10.00 200 230 15:31:05
ask POST "/v2/positions/$contract/exercise" >/dev/null
look 15:32:05
look 15:33:05
is "$(ours) $(held)" "$contract 1 AAPL 150" 'exercised beside shares of others: today nothing explains it'
is "$(sql "select count(*) from alert_outbox where dedupe_key like 'position_unexplained:%' and body like '%$contract%'")" 1 \
	'exercised beside shares of others: it is told'
day=2026-01-29
look 14:36:05 9.90 10.00 212
look 14:36:20
is "$(end $contract) $(held)" "exercised|9.0000|-100.06|loss|1|$((390 - 61 + 6))|0|-5 AAPL 50" \
	'exercised beside shares of others: OPEXC and OPTRD tell; ours are sold, theirs stay'
cash_agrees 'exercised beside shares of others'
no_gap 'exercised beside shares of others'

outside sell 50 AAPL
elsewhere="$elsewhere + 50 * 211.99"

# --- The day of expiry: one is exercised, one is worthless, and the broker liquidates what the account cannot exercise ---
day=$friday contract=AAPL260130C00240000
hold 1 swing_trade 0.50 0.54 212 0.54 200 230 15:00:05
contract=AAPL260130C00205000
hold 1 swing_trade 7.00 7.10 212 7.10 200 230 15:01:05
contract=AAPL260130C00206000
hold 3 swing_trade 6.00 6.10 212 6.10 200 230 15:02:05
clock ${friday}T20:31:05Z
is "$(held)" 'AAPL260130C00205000 1, AAPL260130C00240000 1' 'expiry: the broker sold what the account cannot exercise'
look 20:31:35
look 20:32:05
is "$(end $contract)" 'liquidated|6.0000|-30.35|loss|3|327|0|-15' 'liquidated: at the fill of the broker'
sql "insert into lane_telemetry (ts, ticker, open, high, low, close, volume, feed, known_at)
	values ('${friday}T20:59Z', 'AAPL', 212, 212, 212, 212, 100, 'iex', '${friday}T21:00Z')"
clock ${friday}T21:01:05Z
is "$(held)" 'AAPL 100' 'expiry: the call in the money became shares'
look 21:01:05
look 21:02:05
day=$monday
clock ${monday}T14:25:05Z
fault '{"fault": "status", "status": 200, "body": [], "path": "/v2/account/activities*", "count": 100}'
look 14:25:05
look 14:26:05
is "$(end AAPL260130C00205000 | cut -d'|' -f1-5) $(ours)" \
	'exercised|7.0000|-10.05|loss|1 AAPL 100, AAPL260130C00240000 1' 'expiry: without any activity the shares are ours before the open; of two options they are those of the one in the money'
market ${monday}T14:36:05Z 1 1.1 213
look 14:36:05
look 14:36:20
is "$(end AAPL260130C00205000)" 'exercised|7.0000|-10.05|loss|1|358|0|-5' 'exercised at its expiry: by the last price before it'
is "$(end AAPL)" 'exercised|212.9900|98.97|win|100|6|100|0' 'exercised at its expiry: the shares are sold at the open, with what they gained over the weekend'
is "$(end AAPL260130C00240000)" 'expired|0.0000|-54.07|loss|1|366|0|-2' 'expired: OPEXP books it at 0'
is "$(ours) $(held)" ' ' 'expiry: nothing of it is left'
cash_agrees expiry
no_gap expiry
clear_faults
look 14:40:05
look 14:41:05
is "$(sql 'select count(*) from position_history') $(sql "select count(*) from fills where broker_order_id like 'exercised:%'")" '10 3' 'expiry: the activities come late: nothing is booked twice'
no_gap 'late activities'

# --- A put of ours that is exercised takes shares of ours ---
market ${monday}T15:00:05Z 7.90 8.10 212
contract=AAPL
hold 100 day_trade 211.99 212.01 212 212.01 200 230 15:01:05
contract=AAPL260206P00220000
hold 1 swing_trade 8.40 8.50 212 8.50 230 200 15:02:05
ask POST "/v2/positions/$contract/exercise" >/dev/null
is "$(held)" '' 'delivered: the put took the shares'
look 15:03:05
look 15:04:05
is "$(end $contract) $(end AAPL)" 'exercised|8.0000|-50.07|loss|1|2|0|-5 exercised|212.0000|-1.00|loss|100|3|0|-1' \
	'delivered: both ended, the put at what it was worth'
is "$(ours)" '' 'delivered: nothing is left'
cash_agrees delivered
day=2026-02-03
look 14:40:05 7.90 8.10 212
look 14:41:05
no_gap delivered

# --- A put of ours that is exercised takes shares of somebody else ---
outside buy 100 AAPL
elsewhere="$elsewhere - 100 * 212.01"
hold 1 swing_trade 8.40 8.50 212 8.50 230 200 15:02:05
ask POST "/v2/positions/$contract/exercise" >/dev/null
for time in 15:03:05 15:04:05; do look $time; done
day=2026-02-04
look 14:40:05 7.90 8.10 212
is "$(end $contract | cut -d'|' -f1-3) $(ours) $(sql "select count(*) from broker_orders where purpose = 'exit' and symbol = 'AAPL' and side = 'buy'")" 'exercised|8.0000|-50.07  0' \
	'delivered by others: the put is booked, no share is bought'
like "$err" 'were exercised, but their -100 shares are not, or not all, at the broker' 'delivered by others: it is told'
elsewhere="$elsewhere + 100 * 212" # of their shares the put had its value
cash_agrees 'delivered by others'
no_gap 'delivered by others'

books_agree 'in the end'
is "$(sql "select count(*) from position_history h join active_positions p on p.id = h.position_id where p.status = 'closed'
	and (h.win_loss_label is null) = (h.pnl is null) and h.holding_minutes is not null and (h.mfe is null or h.mfe >= 0) and (h.mae is null or h.mae <= 0)")" \
	"$(sql "select count(*) from active_positions")" 'every position has a row, with a label where its result is known'
finish
