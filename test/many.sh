# Sourced after paper.sh: a ledger with many positions, as opt-dispatch leaves it behind, and the broker that holds them.
# shellcheck shell=sh disable=SC2154 # work, by tap.sh

# many_positions COUNT DUE [MINUTES]: starts opt-paper at 15:00:35 of 2026-01-26 with COUNT positions of which DUE have reached
# their stop. There are quotes of MINUTES (1), all the same.
many_positions() {
	positions=$1 due=$2
	# Ten stocks at 100; the contracts have strikes from 70.00 to 119.50 and are worth 2.50.
	mkdir -p "$work/market"
	awk -v dir="$work/market" -v n="$positions" -v minutes="${3:-1}" 'BEGIN {
		quotes = "symbol,ts,bid,bid_size,ask,ask_size"
		print quotes > (dir "/stock_quotes.csv"); print quotes > (dir "/option_quotes.csv")
		print "symbol,as_of,open_interest" > (dir "/option_contracts.csv")
		print "symbol,ts,open,high,low,close,volume" > (dir "/stock_bars.csv")
		for (i = 0; i < 10; i++) {
			stock = sprintf("S%c", 65 + i)
			for (m = 0; m < minutes; m++)
				printf "%s,2026-01-26T15:%02d:00Z,99.99,100,100.01,100\n", stock, m > (dir "/stock_quotes.csv")
			print stock ",2026-01-26T14:59:00Z,100,100.1,99.9,100,1000" > (dir "/stock_bars.csv")
		}
		for (i = 0; i < n; i++) {
			contract = sprintf("S%c260206C%08d", 65 + i % 10, 70000 + int(i / 10) * 500)
			print contract > (dir "/contracts")
			print contract ",2026-01-26,1000" > (dir "/option_contracts.csv")
			for (m = 0; m < minutes; m++)
				printf "%s,2026-01-26T15:%02d:00Z,2.45,50,2.55,50\n", contract, m > (dir "/option_quotes.csv")
		}
	}'
	sort -o "$work/market/contracts" "$work/market/contracts"
	jq -Rn '{version: 1, account: "PA0000000001", seed: 0, now: "2026-01-26T14:30:00Z", cash: 1000000000000, last_equity: 1000000000000,
		close_equity: 1000000000000, serials: 1, orders: [], activities: [], posts: [],
		positions: [inputs | {symbol: ., qty: 2, cost: 5000000, day_cost: 5000000, last_close: null}]}' "$work/market/contracts" >"$work/state"
	paper --recording "$work/market" --day 2026-01-26 --state "$work/state" --enforce-rate-limit --data-limit 200 || exit 1
	clock 2026-01-26T15:00:35Z

	# The ledger as opt-dispatch leaves it behind. A stop above the price of the stock is due.
	psql -XAtq -v ON_ERROR_STOP=1 >"$work/filled" <<END
create temporary table c (n bigint generated always as identity, symbol text);
\\copy c (symbol) from '$work/market/contracts'
insert into dispatch_recommendations (id, ts, bar_ts, ticker, action, instrument_type, strategy_type, confidence, reason,
	features_snapshot, sentiment_snapshot, lineage, params_version, status, created_at, processed_at)
overriding system value
select n, '2026-01-23T15:00:00Z', timestamptz '2026-01-23T15:00:00Z' - n * interval '1 minute', left(symbol, 2), 'BUY', 'CALL', 'swing_trade', .8, '{}', '{}', '{}',
	'2026-01-23T15:00:00Z', 1, 'EXECUTED', '2026-01-23T15:00:00Z', '2026-01-23T15:00:00Z' from c;
insert into dispatch_executions (execution_id, recommendation_id, dispatcher_run_id, account, execution_mode, ticker, action,
	instrument_type, strategy_type, decision_ts, features_snapshot, sentiment_snapshot, risk_json, client_order_id, qty,
	option_symbol, strike_price, expiration_date, notional, underlying_price, stop_loss_price, take_profit_price,
	params_version, created_at)
select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, n, '00000000-0000-4000-8000-000000000000', 'PA0000000001',
	'paper', left(symbol, 2), 'BUY', 'CALL', 'swing_trade', '2026-01-23T15:00:00Z', '{}', '{}', '{}',
	'opt-e' || lpad(to_hex(n), 20, '0') || '-a1', 2, symbol, right(symbol, 8)::numeric / 1000, '2026-02-06', 500, 100, 98, 104, 1,
	'2026-01-23T15:00:00Z' from c;
insert into active_positions (execution_id, account, ticker, instrument_type, strategy_type, option_symbol, strike_price,
	expiration_date, side, quantity, original_quantity, entry_price, entry_time, entry_underlying_price, stop, target, created_at)
select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'PA0000000001', left(symbol, 2), 'CALL', 'swing_trade', symbol,
	right(symbol, 8)::numeric / 1000, '2026-02-06', 'long', 2, 2, 2.5, '2026-01-23T15:00:00Z', 100,
	case when n % ($positions / greatest($due, 1)) = 0 and $due > 0 then 101 else 90 end, 110, '2026-01-23T15:00:00Z' from c;
insert into broker_orders (client_order_id, account, purpose, recommendation_id, execution_id, position_id, attempt, ticker,
	symbol, side, position_intent, order_type, qty, limit_price, filled_qty, booked_qty, filled_avg_price, request,
	quote_snapshot, status, intent_run_id, trade_day, created_at, sent_at, updated_at)
select 'opt-e' || lpad(to_hex(n), 20, '0') || '-a1', 'PA0000000001', 'entry', n, p.execution_id, p.id, 1, p.ticker, c.symbol, 'buy',
	'buy_to_open', 'limit', 2, 2.55, 2, 2, 2.5, '{}', '{}', 'filled', '00000000-0000-4000-8000-000000000000', '2026-01-23',
	'2026-01-23T15:00:00Z', '2026-01-23T15:00:00Z', '2026-01-23T15:00:00Z'
from c join active_positions p on p.option_symbol = c.symbol;
analyze
END
}
