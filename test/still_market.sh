# Sourced after paper.sh: a small recorded market of Monday 2026-01-26, AAPL at 100 and two of its contracts at 2.50.
# No price moves until a test changes it.
# shellcheck shell=sh disable=SC2034,SC2154 # tests use these; tap.sh sets work, clock sets OPT_NOW
swing=AAPL260206C00100000
today=AAPL260126C00100000

# record_market: writes a recording with a quote and a bar for each minute of the session
record_market() {
	mkdir -p "$work/market"
	echo 'symbol,name,exchange,options_enabled
AAPL,Apple Inc.,NASDAQ,true' >"$work/market/assets.csv"
	echo "symbol,as_of,open_interest
$swing,2026-01-26,1000
$today,2026-01-26,1000" >"$work/market/option_contracts.csv"
	awk -v dir="$work/market" -v contracts="$swing $today" 'BEGIN {
		quotes = "symbol,ts,bid,bid_size,ask,ask_size"
		bars = "symbol,ts,open,high,low,close,volume"
		print quotes > (dir "/stock_quotes.csv"); print quotes > (dir "/option_quotes.csv")
		print bars > (dir "/stock_bars.csv"); print bars > (dir "/option_bars.csv")
		n = split(contracts, contract, " ")
		for (c = 0; c <= n; c++)
			for (m = 570; m < 960; m++) {
				ts = sprintf("2026-01-26T%02d:%02d:00Z", (m + 300) / 60, m % 60)
				if (c == 0) {
					print "AAPL," ts ",99.99,100,100.01,100" > (dir "/stock_quotes.csv")
					print "AAPL," ts ",100,100.1,99.9,100,1000" > (dir "/stock_bars.csv")
				} else {
					print contract[c] "," ts ",2.45,50,2.55,50" > (dir "/option_quotes.csv")
					print contract[c] "," ts ",2.5,2.6,2.4,2.5,10" > (dir "/option_bars.csv")
				}
			}
	}'
}

# still_market TIME: starts opt-paper with this market
still_market() {
	record_market
	paper --recording "$work/market" --day 2026-01-26 --now "$1" || exit 1
	clock "$1"
}

# enter N SYMBOL QUANTITY STRATEGY: stores the rows that opt-dispatch leaves behind after an accepted order, and sends it; at
# the limit entry_limit, if set; entry_levels are its stop and target, of an underlying at 100
enter() {
	id=opt-e$(printf '%020x' "$1")-a1
	uuid=00000000-0000-4000-8000-$(printf '%012x' "$1")
	account=$(ask GET /v2/account | jq -r .account_number)
	intent=buy_to_open option="'$2'" strike=100 expiry=$(printf '%s' "$2" | sed "s/^[A-Z]*\(..\)\(..\)\(..\).*/'20\1-\2-\3'/")
	instrument=CALL limit=${entry_limit:-2.55} ticker=$(printf '%s' "$2" | sed 's/[0-9].*//')
	case $2 in
	*[0-9]C*) ;;
	*[0-9]P*) instrument=PUT ;;
	*) intent='' option=null strike=null expiry=null instrument=STOCK limit=${entry_limit:-100.01} ;;
	esac
	body=$(jq -nc --arg s "$2" --arg q "$3" --arg l "$limit" --arg c "$id" --arg i "$intent" '{symbol: $s, qty: $q,
		side: "buy", type: "limit", time_in_force: "day", limit_price: $l, client_order_id: $c}
		+ if $i == "" then {} else {position_intent: $i} end')
	sql "
	insert into dispatch_recommendations (id, ts, bar_ts, ticker, action, instrument_type, strategy_type, confidence, reason,
		features_snapshot, sentiment_snapshot, lineage, params_version, status, created_at, processed_at)
	overriding system value
	values ($1, '$OPT_NOW', timestamptz '$OPT_NOW' - interval '$1 us', '$ticker', 'BUY', '$instrument', '$4', .8, '{}', '{}', '{}', '$OPT_NOW', 1,
		'EXECUTED', '$OPT_NOW', '$OPT_NOW');
	insert into dispatch_executions (execution_id, recommendation_id, dispatcher_run_id, account, execution_mode, ticker,
		action, instrument_type, strategy_type, decision_ts, features_snapshot, sentiment_snapshot, risk_json,
		client_order_id, qty, option_symbol, strike_price, expiration_date, notional, underlying_price, stop_loss_price,
		take_profit_price, params_version, created_at)
	values ('$uuid', $1, '$uuid', '$account', 'paper', '$ticker', 'BUY', '$instrument', '$4', '$OPT_NOW', '{}', '{}', '{}',
		'$id', $3, $option, $strike, $expiry, 500, 100, ${entry_levels:-98, 104}, 1, '$OPT_NOW');
	insert into broker_orders (client_order_id, account, purpose, recommendation_id, execution_id, attempt, ticker, symbol,
		side, position_intent, order_type, qty, limit_price, request, quote_snapshot, status, intent_run_id, trade_day,
		created_at, sent_at, updated_at)
	values ('$id', '$account', 'entry', $1, '$uuid', 1, '$ticker', '$2', 'buy', nullif('$intent', ''), 'limit', $3, $limit,
		'$body', '{\"bid\": 2.45, \"ask\": 2.55}', 'sending', '$uuid', '${OPT_NOW%%T*}', '$OPT_NOW', '$OPT_NOW', '$OPT_NOW')"
	ask POST /v2/orders "$body" >"$work/entered"
}

# falls BID ASK [SYMBOL]: the premium falls alone, and opt-posmon looks a first time; a minute later, when the test goes on,
# the market has the last word. The test defines next, which sets the clock to the next minute.
falls() {
	quote "${3:-$swing}" "$1" "$2"
	opt-posmon -q 2>/dev/null
	next
}
