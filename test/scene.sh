# Sourced after still_market.sh: a market in which every quote is set by the test, for scenes with numbers (option of AAPL).
# shellcheck shell=sh disable=SC2034,SC2154 # work, out, by tap.sh; day, contract, by the test; entry_limit, for enter
entered=0
spot=

# scene_market TIME CONTRACT...: starts opt-paper with AAPL and these contracts
scene_market() {
	scene_start=$1
	shift
	mkdir -p "$work/market"
	printf 'symbol,name,exchange,options_enabled\nAAPL,Apple Inc.,NASDAQ,true\n' >"$work/market/assets.csv"
	printf 'symbol,ts,open,high,low,close,volume\nAAPL,%s,100,100,100,100,1000\n' "$scene_start" >"$work/market/stock_bars.csv"
	{
		echo 'symbol,as_of,open_interest'
		printf '%s,2026-01-20,1000\n' "$@"
	} >"$work/market/option_contracts.csv"
	paper --recording "$work/market" --day "${scene_start%%T*}" --now "$scene_start" || exit 1
	clock "$scene_start"
}

# market TIME BID ASK SPOT: no faults, the quotes of $contract and AAPL, then the clock, in one process. SPOT none: no quote.
market() {
	bid=0 ask=0
	[ "$4" = none ] || bid=$(awk "BEGIN { print $4 - .01 }") ask=$(awk "BEGIN { print $4 + .01 }")
	OPT_NOW=$1
	export OPT_NOW
	curl -sS -o "$work/market.1" -X DELETE "$url/sim/fault" \
		--next -sS -o "$work/market.2" -d "{\"fault\": \"quote\", \"symbol\": \"$contract\", \"bid\": $2, \"ask\": $3}" "$url/sim/fault" \
		--next -sS -o "$work/market.3" -d "{\"fault\": \"quote\", \"symbol\": \"AAPL\", \"bid\": $bid, \"ask\": $ask}" "$url/sim/fault" \
		--next -sS -o "$work/market.4" -d "{\"now\": \"$1\"}" "$url/sim/clock"
	grep -q '"now"' "$work/market.4" || { echo "# could not set the clock to $1: $(cat "$work/market.4")" >&2; exit 1; }
}

# look TIME [BID ASK [SPOT]]: opt-posmon looks at TIME of $day; BID and ASK are of $contract, SPOT is the middle of AAPL. New
# quotes disarm all faults.
look() {
	spot=${4:-$spot}
	if [ $# -gt 1 ]; then
		market "${day}T$1Z" "$2" "$3" "$spot"
	else
		clock "${day}T$1Z"
	fi
	run opt-posmon
}

# hold QUANTITY STRATEGY BID ASK SPOT ENTRY STOP TARGET TIME: $contract is held since TIME, at the price ENTRY, and a first
# look gave its volatility
hold() {
	entered=$((entered + 1)) spot=$5 entry_limit=$4
	market "${day}T${9}Z" "$3" "$4" "$spot"
	enter $entered "$contract" "$1" "$2"
	opt-posmon -q 2>/dev/null
	id=$(sql "update active_positions set entry_price = $6, entry_underlying_price = $5, peak_price = greatest($6, ($3 + $4) / 2),
		lowest_price = least($6, ($3 + $4) / 2), stop = $7, target = $8 where id = (select max(id) from active_positions)
		returning id")
}

# shown FILTER: prints what opt-posmon printed of $contract, through a jq filter
shown() {
	printf '%s\n' "$out" | jq -rs "map(select(.option_symbol == \"$contract\")) | last | $1"
}

# ended: prints status and reason of the position
ended() {
	sql "select status, coalesce(close_reason, '-') from active_positions where id = $id"
}

# sales [FIELDS]: prints the exit orders of the position
sales() {
	sql "select string_agg(concat_ws(' ', ${1:-order_type, qty, limit_price, status}), ', ' order by exit_number, attempt)
		from broker_orders where purpose = 'exit' and position_id = $id"
}
