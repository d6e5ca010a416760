#!/bin/sh
# opt-paper over HTTP: the API of the broker, the simulated clock, faults, feeds, a restart.
. test/tap.sh

pid=
stop_paper() {
	[ -z "$pid" ] || kill "$pid" 2>/dev/null
	[ -z "$pid" ] || wait "$pid" 2>/dev/null
	pid=
}
trap 'stop_paper; rm -rf "$work"' EXIT

# start_paper OPTION...: starts opt-paper and waits for the ready line; sets pid and url
start_paper() {
	rm -f "$work/port.json"
	env -u APCA_API_KEY_ID -u APCA_API_SECRET_KEY opt-paper -q --port-file "$work/port.json" "$@" 2>"$work/paper.err" &
	pid=$!
	tries=0
	while [ ! -s "$work/port.json" ] && [ "$tries" -lt 100 ] && kill -0 "$pid" 2>/dev/null; do
		sleep .05
		tries=$((tries + 1))
	done
	url=$(jq -r .url "$work/port.json")
}

# call METHOD PATH [CURL OPTION...]: sends a request; sets code and out
call() {
	method=$1
	path=$2
	shift 2
	code=$(curl -sS -m 10 -o "$work/out" -D "$work/headers" -w '%{http_code}' -X "$method" \
		-H "APCA-API-KEY-ID: $key" -H "APCA-API-SECRET-KEY: $secret" "$@" "$url$path" 2>"$work/err") || code="curl-$?"
	out=$(cat "$work/out" 2>/dev/null)
	: >>"$work/out"
}

# get PATH FILTER: sends a GET and prints the response through a jq filter
get() {
	call GET "$1"
	printf '%s' "$out" | jq -r "$2"
}

# clock TIME: sets the simulated clock
clock() {
	call POST /sim/clock -d "{\"now\":\"$1\"}"
}

# order JSON: posts an order; sets code, out
order() {
	call POST /v2/orders -d "$1"
}

# fault JSON: arms a fault
fault() {
	call POST /sim/fault -d "$1"
}

# option SIDE ID QTY [LIMIT] [INTENT]: posts an order for $contract
option() {
	type=market
	[ -z "${4:-}" ] || type=limit
	order "$(jq -nc --arg s "$contract" --arg side "$1" --arg id "$2" --arg q "$3" --arg l "${4:-}" --arg t $type --arg i "${5:-}" \
		'{symbol:$s, side:$side, qty:$q, type:$t, time_in_force:"day", client_order_id:$id}
		+ (if $l == "" then {} else {limit_price:$l} end) + (if $i == "" then {} else {position_intent:$i} end)')"
}

key=PAPERKEY
secret=PAPERSECRET

# --- the command line ---
exits 0 'help' opt-paper --help
like "$out" '^usage: opt-paper' 'is on standard output'
exits 0 'version' opt-paper -V
is "${out%% (*}" "opt-paper ${VERSION:-0.1.0}" 'is that of the suite'
exits 64 'neither a seed nor a recording' opt-paper
exits 64 'a seed and a recording' opt-paper --synth 1 --recording .
exits 64 'an unknown option' opt-paper --synth 1 --frob
exits 64 'an argument' opt-paper --synth 1 now
exits 64 'not a date' opt-paper --synth 1 --day 2026-02-30
exits 64 'a Sunday' opt-paper --synth 1 --day 2026-01-25
exits 64 'not a port' opt-paper --synth 1 --port 70000
exits 64 'a news edge beyond the limit' opt-paper --synth 1 --news-edge 5.1
exits 64 'a news edge of a recording' opt-paper --recording "$work" --news-edge 0
exits 64 'history before a generated market' opt-paper --synth 1 --warmup-synth
exits 78 'a folder without a recording' opt-paper --recording "$work"
printf 'symbol,ts,open,high,low,close,volume\nAAPL,2026-01-26T15:00:00Z,1,2,x,1,5\n' >"$work/stock_bars.csv"
exits 65 'a row that does not parse' opt-paper --log-format json --recording "$work"
is "$(printf '%s' "$err" | jq -r .message)" "$work/stock_bars.csv:2: not a price: \"x\"" 'is named with file and line'

# --- access ---
start_paper --synth 7 --state "$work/state.json"
is "$(jq -c '[.account, .day, .now]' "$work/port.json")" '["PA0000000001","2026-01-26","2026-01-26T14:00:00Z"]' 'the ready line'
secret=wrong
call GET /v2/account
secret=PAPERSECRET
is "$code $out" '401 {"message":"unauthorized"}' 'a wrong secret at the trading host'
key=
call GET '/v2/stocks/bars?symbols=AAPL&timeframe=1Min'
key=PAPERKEY
is "$code $out" '403 {"message":"forbidden."}' 'a wrong key at the data host'
call GET /v2/nothing
is "$code $out" '404 {"code":40410000,"message":"endpoint not found"}' 'an unknown path'
call PUT /v2/orders
is "$code" 405 'a method that the path does not have'
call GET /v2/account
like "$(cat "$work/headers")" '^X-RateLimit-Remaining: [0-9]+' 'the response has the rate limit'
like "$(cat "$work/headers")" '^X-Request-ID: [0-9a-f]{32}' 'and the request id'
like "$(cat "$work/headers")" '^Date: Mon, 26 Jan 2026 14:00:00 GMT' 'the Date is simulated'
is "$(get /v2/account '[.cash, .equity, .options_buying_power, .status] | join(" ")')" '100000 100000 100000 ACTIVE' 'the account'

# --- the clock ---
is "$(get /v2/clock '[.is_open, .next_open, .next_close] | map(tostring) | join(" ")')" \
	'false 2026-01-26T09:30:00-05:00 2026-01-26T16:00:00-05:00' 'before the open'
is "$(get '/v2/calendar?start=2025-11-26&end=2025-11-28' 'map(.date + " " + .close) | join(",")')" \
	'2025-11-26 16:00,2025-11-28 13:00' 'the calendar has the holiday and the early close'
clock 2026-01-26T15:00:05Z
is "$code" 200 'the clock moves'
clock 2026-01-26T15:00:04Z
is "$code" 409 'but not backward'
clock soon
is "$code" 400 'and not to a time that does not parse'
is "$(get /v2/clock .is_open)" true 'the market is open'

# --- stock data ---
is "$(get '/v2/stocks/bars?symbols=SPY,AAPL&timeframe=1Min&start=2026-01-26T14:58:00Z' '[.bars | to_entries[] | .key + ":" + (.value | map(.t[11:16]) | join("+"))] | join(" ")')" \
	'AAPL:14:58+14:59 SPY:14:58+14:59' 'a minute appears when it is over'
call GET '/v2/stocks/bars?symbols=AAPL,MSFT&timeframe=1Min&start=2026-01-26&limit=45'
token=$(printf '%s' "$out" | jq -r .next_page_token)
is "$(printf '%s' "$out" | jq -c '.bars | map_values(length)')" '{"AAPL":30,"MSFT":15}' 'the limit counts over all symbols'
call GET '/v2/stocks/bars?timeframe=1Min&start=2026-01-26&limit=45' -G --data-urlencode "page_token=$token" -d 'symbols=AAPL,MSFT'
is "$(printf '%s' "$out" | jq -c '[(.bars | map_values(length)), .next_page_token]')" '[{"MSFT":15},null]' 'the next page begins where the first ended'
is "$(get '/v2/stocks/bars?symbols=AAPL&timeframe=1Day&start=2024-01-01&limit=10000' '.bars.AAPL | length > 260')" true 'more than 260 days'
call GET '/v2/stocks/bars?symbols=ZZZZ&timeframe=1Min'
is "$out" '{"bars":{},"next_page_token":null}' 'an unknown symbol has no bars'
call GET '/v2/stocks/bars?symbols=aapl&timeframe=1Min'
is "$code $out" '400 {"message":"invalid symbol: aapl"}' 'not a symbol'
call GET '/v2/stocks/bars?symbols=AAPL&timeframe=1Min&page_token=bogus'
is "$code" 400 'an unknown page token'
is "$(get '/v2/stocks/snapshots?symbols=AAPL,ZZZZ' '[.ZZZZ, (.AAPL | keys | join(","))] | map(tostring) | join(" ")')" \
	'null dailyBar,latestQuote,latestTrade,minuteBar,prevDailyBar' 'snapshots are one object with a member per symbol'

# --- option data ---
spot=$(get '/v2/stocks/quotes/latest?symbols=AAPL' .quotes.AAPL.bp)
lo=$(jq -n "$spot*.99")
hi=$(jq -n "$spot*1.01")
call GET "/v1beta1/options/snapshots/AAPL?type=call&strike_price_gte=$lo&strike_price_lte=$hi&expiration_date=2026-01-30"
contract=$(printf '%s' "$out" | jq -r '.snapshots | keys[0]')
like "$contract" '^AAPL260130C' 'a filtered chain'
is "$(printf '%s' "$out" | jq '[.snapshots[] | .latestQuote.ap > .latestQuote.bp and .impliedVolatility > .1 and .greeks.delta > .2 and .greeks.theta < 0 and .dailyBar.v > 0] | all')" \
	true 'a chain has quotes, Greeks and volume'
is "$(printf '%s' "$out" | jq '[.snapshots[] | has("openInterest")] | any')" false 'a chain has no open interest'
is "$(get "/v2/options/contracts/$contract" '[.root_symbol, .type, .tradable, (.open_interest | tonumber > 0)] | map(tostring) | join(" ")')" \
	'AAPL call true true' 'the contract has the open interest'
call GET /v2/options/contracts/AAPL260130C00000001
is "$code" 404 'an unknown contract'
call GET "/v1beta1/options/quotes/latest?symbols=$(seq -f 'AAPL260130C%08.0f' -s , 1000 1000 101000)"
is "$code $out" '400 {"message":"symbol limit is 100"}' 'more than 100 symbols'
call GET '/v1beta1/options/bars?symbols=AAPL260130C00250000,NOPE&timeframe=1Min'
like "$code $out" '^400 .*does not match' 'one malformed symbol fails the whole request'
call GET '/v1beta1/options/snapshots/AAPL?limit=3'
page1=$(printf '%s' "$out" | jq -r '.snapshots | keys | join(",")')
next=$(printf '%s' "$out" | jq -r .next_page_token)
call GET "/v1beta1/options/snapshots/AAPL?limit=3" -G --data-urlencode "page_token=$next"
is "$(printf '%s' "$out" | jq -r --arg p "$page1" '.snapshots | keys | length == 3 and (map(. as $k | $p | contains($k)) | any | not)')" true 'the next page has other contracts'
sum=$(get "/v1beta1/options/bars?symbols=$contract&timeframe=1Min&start=2026-01-26&limit=10000" "[.bars[][].v] | add")
is "$(get "/v1beta1/options/snapshots?symbols=$contract" '.snapshots[].dailyBar.v')" "$sum" 'the volume of the day is the sum of its minutes'

# --- orders ---
call GET "/v1beta1/options/quotes/latest?symbols=$contract"
ask=$(printf '%s' "$out" | jq -r '.quotes[].ap')
bid=$(printf '%s' "$out" | jq -r '.quotes[].bp')
option buy buy-1 2 "$ask" buy_to_open
is "$code $(printf '%s' "$out" | jq -r '[.status, .client_order_id, .filled_qty, .position_intent, .order_class] | join(" ")')" \
	'200 pending_new buy-1 0 buy_to_open simple' 'a limit order at the ask is accepted'
id=$(printf '%s' "$out" | jq -r .id)
is "$(get "/v2/orders/$id" '[.status, .filled_qty, (.filled_avg_price | tonumber == '"$ask"')] | map(tostring) | join(" ")')" 'filled 2 true' 'the order is filled at the ask'
is "$(get '/v2/orders:by_client_order_id?client_order_id=buy-1' .id)" "$id" 'the order is found by the client id'
option buy buy-1 2 "$ask"
is "$code $out" '422 {"code":40010001,"message":"client_order_id must be unique"}' 'the same client order id a second time'
is "$(get "/v2/positions/$contract" '[.qty, .side, .asset_class, (.cost_basis | tonumber * 100 | round) == ('"$ask"' * 20000 | round)] | map(tostring) | join(" ")')" \
	'2 long us_option true' 'a position'
is "$(get /v2/account ".cash | tonumber | (. * 100 | round) == ((100000 - $ask * 200 - .12) * 100 | round)")" true 'the cash falls by the price and the fees: 5, 5.37 and .96 cents, each rounded up'
is "$(get /v2/account/activities/FILL '.[0] | [.symbol, .qty, .cum_qty, .leaves_qty, .type] | join(" ")')" "$contract 2 2 0 fill" 'a FILL'
is "$(get /v2/account .accrued_fees) $(get /v2/account/activities/FEE length)" '0.12 0' 'fees are booked at the close'
option sell sell-1 3 "$bid" sell_to_close
is "$code $(printf '%s' "$out" | jq -r '[.code, .available, .existing_qty] | map(tostring) | join(" ")')" '403 40310000 2 2' 'more than the account has is not sold'
option sell sell-2 2 "$(jq -n "$bid + 5")" sell_to_close
rest=$(printf '%s' "$out" | jq -r .id)
is "$(get '/v2/orders?status=open' 'map(.client_order_id) | join(" ")')" 'sell-2' 'an order far from the quote rests'
option sell sell-3 1 "$bid" sell_to_close
is "$code" 403 'a resting order reserves the quantity'
call DELETE "/v2/orders/$rest"
is "$code $out" '204 ' 'the order is cancelled'
call DELETE "/v2/orders/$rest"
is "$code $(printf '%s' "$out" | jq -r .message)" '422 order is already in "canceled" state' 'a second cancel is refused'
call DELETE /v2/orders/11111111-2222-4333-8444-555555555555
is "$code" 404 'an unknown order cannot be cancelled'
call GET /v2/orders/buy-1
is "$code $(printf '%s' "$out" | jq -r .code)" '422 40010001' 'an order id is a UUID'
option sell sell-4 1 "" sell_to_close
is "$(get '/v2/orders:by_client_order_id?client_order_id=sell-4' .status)" filled 'a market order in the session'

for row in \
	'422 40010001 qty|{"symbol":"AAPL","side":"buy","type":"market","time_in_force":"day"}' \
	'422 42210000 integer|{"symbol":"C","side":"buy","qty":"1.5","type":"limit","limit_price":"1","time_in_force":"day"}' \
	'422 42210000 2 decimal|{"symbol":"C","side":"buy","qty":"1","type":"limit","limit_price":"1.005","time_in_force":"day"}' \
	'422 42210000 sub-penny|{"symbol":"AAPL","side":"buy","qty":"1","type":"limit","limit_price":"100.005","time_in_force":"day"}' \
	'422 40010001 limit price|{"symbol":"C","side":"buy","qty":"1","type":"limit","time_in_force":"day"}' \
	'422 42210000 time_in_force|{"symbol":"C","side":"buy","qty":"1","type":"limit","limit_price":"1","time_in_force":"ioc"}' \
	'422 42210000 mismatch|{"symbol":"C","side":"buy","qty":"1","type":"limit","limit_price":"1","time_in_force":"day","position_intent":"buy_to_close"}' \
	'422 42210000 not found|{"symbol":"ZZZZ","side":"buy","qty":"1","type":"limit","limit_price":"1","time_in_force":"day"}' \
	'422 42210000 not found|{"symbol":"AAPL260130C00000001","side":"buy","qty":"1","type":"limit","limit_price":"1","time_in_force":"day"}' \
	'403 40310000 options buying power|{"symbol":"C","side":"buy","qty":"1000","type":"limit","limit_price":"9.00","time_in_force":"day"}' \
	'403 40310000 insufficient buying power|{"symbol":"AAPL","side":"buy","qty":"100000","type":"limit","limit_price":"900","time_in_force":"day"}' \
	'403 40310000 short|{"symbol":"MSFT","side":"sell","qty":"1","type":"limit","limit_price":"1","time_in_force":"day"}' \
	'422 42210000 complex|{"symbol":"C","side":"buy","qty":"1","type":"market","time_in_force":"day","order_class":"bracket"}'; do
	order "$(printf '%s' "${row#*|}" | sed "s/\"C\"/\"$contract\"/")"
	want=${row%%|*}
	words=${want#* * }
	codes=${want%"$words"}
	like "$code $(printf '%s' "$out" | jq -r '"\(.code) \(.message)"')" "^$codes.*$words" "refused: $words"
done
order '{"symbol":"AAPL","symbol":"MSFT"}'
is "$code" 422 'a body with a member twice is refused'

# --- a spread ---
far=$(get "/v1beta1/options/snapshots/AAPL?type=call&expiration_date=2026-01-30&limit=1000" ".snapshots | keys | .[index(\"$contract\") + 2]")
order "$(jq -nc --arg a "$contract" --arg b "$far" '{order_class:"mleg", type:"limit", limit_price:"9", qty:"1", time_in_force:"day", client_order_id:"spread",
	legs:[{symbol:$a, ratio_qty:"1", side:"buy", position_intent:"buy_to_open"}, {symbol:$b, ratio_qty:"1", side:"sell", position_intent:"sell_to_open"}]}')"
is "$code" 200 'a debit spread is accepted'
is "$(get '/v2/orders:by_client_order_id?client_order_id=spread' '[.status, .symbol, (.legs | map(.filled_qty) | join("+"))] | join(" ")')" 'filled  1+1' 'is filled whole'
is "$(get "/v2/positions/$far" '.qty + " " + .side')" '-1 short' 'its short leg is a position'
order "$(jq -nc --arg a "$far" '{symbol:$a, side:"sell", qty:"9", type:"limit", limit_price:"1", time_in_force:"day"}')"
like "$code $out" '^403 .*covered call' 'an uncovered call is refused'

# --- faults ---
fault '{"fault":"drop_after_accept","method":"POST","path":"/v2/orders"}'
is "$code" 200 'a fault is armed'
option buy lost 1 "$(jq -n "$ask + 5")"
is "$code" curl-52 'the response is lost'
is "$(get '/v2/orders:by_client_order_id?client_order_id=lost' .status)" filled 'the order is not'
is "$(get /sim/stats '.posts | [.lost, ."buy-1"] | map(tostring) | join(" ")')" '1 2' 'posts are counted by our id'
fault '{"fault":"lookup_404","count":2}'
is "$(for _ in 1 2 3; do call GET '/v2/orders:by_client_order_id?client_order_id=lost'; printf '%s ' "$code"; done)" '404 404 200 ' 'two look-ups do not find the order'
fault '{"fault":"status","status":502,"body":"<html>bad gateway</html>","place":true,"method":"POST","path":"/v2/orders"}'
option buy lost-2 1 "$(jq -n "$ask + 5")"
is "$code $out" '502 <html>bad gateway</html>' 'a 502 after the order was accepted'
is "$(get '/v2/orders:by_client_order_id?client_order_id=lost-2' .status)" filled 'the order exists'
fault '{"fault":"status","status":500,"method":"POST","path":"/v2/orders"}'
option buy never 1 "$ask"
call GET '/v2/orders:by_client_order_id?client_order_id=never'
is "$code" 404 'a 500 before the order was accepted'
fault '{"fault":"truncate","path":"/v2/positions"}'
call GET /v2/positions
is "$code $(printf '%s' "$out" | jq . >/dev/null 2>&1; echo $?)" "200 $(printf '[{' | jq . >/dev/null 2>&1; echo $?)" 'half a response'
fault '{"fault":"truncate_wire","path":"/v2/positions"}'
call GET /v2/positions
is "$code" curl-18 'a connection that is cut'
fault '{"fault":"delay","ms":300,"path":"/v2/clock"}'
call GET /v2/clock -m .1
is "$code" curl-28 'a late response'
call GET /v2/clock
is "$code" 200 'does not delay other requests'
fault '{"fault":"duplicate_page","path":"/v2/stocks/bars"}'
call GET '/v2/stocks/bars?timeframe=1Min&start=2026-01-26&limit=45' -G --data-urlencode "page_token=$token" -d 'symbols=AAPL,MSFT'
is "$(printf '%s' "$out" | jq -c '.bars | map_values(length)')" '{"AAPL":30,"MSFT":15}' 'the same page twice'
fault '{"fault":"reject"}'
option buy doomed 1 "$(jq -n "$ask + 5")"
is "$code $(printf '%s' "$out" | jq -r .status)" '200 pending_new' 'an order that is accepted'
is "$(get '/v2/orders:by_client_order_id?client_order_id=doomed' .status)" rejected 'and rejected'
fault '{"fault":"partial_fill","fraction":0.4}'
option buy part 5 "$(jq -n "$ask + 5")"
is "$(get '/v2/orders:by_client_order_id?client_order_id=part' '.status + " " + .filled_qty')" 'partially_filled 2' 'a part is filled'
clock 2026-01-26T15:01:05Z
is "$(get '/v2/orders:by_client_order_id?client_order_id=part' '.status + " " + .filled_qty')" 'filled 5' 'the rest fills when the clock moves'
fault "{\"fault\":\"quote\",\"symbol\":\"$contract\",\"bid\":0,\"ask\":0}"
is "$(get "/v1beta1/options/quotes/latest?symbols=$contract" '.quotes[] | [.bp, .ap] | map(tostring) | join(" ")')" '0 0' 'a quote without a price'
call DELETE /sim/fault
fault '{"fault":"stale_quotes","count":1}'
clock 2026-01-26T15:03:05Z
is "$(get '/v2/stocks/quotes/latest?symbols=AAPL' .quotes.AAPL.t)" 2026-01-26T15:01:05Z 'a quote that does not change'
is "$(get '/v2/stocks/quotes/latest?symbols=AAPL' .quotes.AAPL.t)" 2026-01-26T15:03:05Z 'only once'
fault '{"fault":"frob"}'
is "$code" 400 'an unknown fault'
fault '{"fault":"delay","frob":1}'
is "$code" 400 'an unknown member'

# --- feeds ---
is "$(curl -sS "$url/feeds/" | wc -l)" 3 'three feeds'
like "$(curl -sS "$url/feeds/wire.xml")" '^<rss version="2.0"' 'a feed in RSS'
like "$(curl -sS "$url/feeds/street.xml")" '^<feed xmlns="http://www.w3.org/2005/Atom"' 'a feed in Atom'
etag=$(curl -sS -D - -o /dev/null "$url/feeds/wire.xml" | sed -n 's/^ETag: //p' | tr -d '\r')
is "$(curl -sS -o /dev/null -w '%{http_code}' -H "If-None-Match: $etag" "$url/feeds/wire.xml")" 304 '304 without new items'
items=$(curl -sS "$url/feeds/wire.xml" | grep -c '<item>')
clock 2026-01-26T18:00:05Z
is "$(curl -sS -o /dev/null -w '%{http_code}' -H "If-None-Match: $etag" "$url/feeds/wire.xml")" 200 '200 with new items later'
[ "$(curl -sS "$url/feeds/wire.xml" | grep -c '<item>')" -gt "$items" ]
ok $? 'more items'
is "$(curl -sS -o /dev/null -w '%{http_code}' "$url/feeds/none.xml")" 404 'an unknown feed'

# --- the end of the day, a restart ---
option buy evening 1 0.01
clock 2026-01-26T20:31:00Z
zero=$(get '/v1beta1/options/snapshots/AAPL?expiration_date=2026-01-26&type=call&limit=1' '.snapshots | keys[0]')
order "{\"symbol\":\"$zero\",\"side\":\"buy\",\"qty\":\"1\",\"type\":\"limit\",\"limit_price\":\"99.00\",\"time_in_force\":\"day\"}"
like "$code $out" '^422 .*expires soon' 'no new position in the last half hour of a contract'
accrued=$(get /v2/account .accrued_fees)
clock 2026-01-26T21:00:05Z
is "$(get /v2/account .accrued_fees) $(get /v2/account/activities/FEE 'map(.activity_sub_type) | sort | join(" ")')" '0 CAT OCC ORF TAF' \
	'at the close, those of each kind'
is "$(get /v2/account/activities/FEE "([.[].net_amount | tonumber] | add * -100 | round) == ($accrued * 100 | round)")" true 'their sum was accrued'
is "$(get /v2/account/activities/FEE 'map([.date, has("symbol")] | map(tostring) | join(" ")) | unique | join(" ")')" '2026-01-26 false' 'of the day, of no symbol'
is "$(get '/v2/orders:by_client_order_id?client_order_id=evening' '.status')" expired 'a day order expires with the session'
option buy night 1 ""
like "$code $out" '^422 .*market hours' 'no market order at night'
before=$(get /sim/stats '{orders, positions, cash, posts}' | sha256sum)
stop_paper
start_paper --synth 7 --state "$work/state.json"
is "$(get /sim/stats '{orders, positions, cash, posts}' | sha256sum)" "$before" 'a restart keeps the state'
is "$(get /sim/clock .now)" 2026-01-26T21:00:05Z 'and the time'
clock 2026-01-31T15:00:00Z
is "$(get /v2/positions length)" "$(get /v2/positions 'map(select(.asset_class == "us_equity")) | length')" 'options are gone after their expiry'
is "$(get '/v2/account/activities?activity_types=OPEXP,OPEXC,OPASN' 'length > 0')" true 'an activity of the next day shows the expiry'
stop_paper
exits 65 'the state of another account' opt-paper --synth 7 --state "$work/state.json" --account OTHER

# --- the same market twice ---
snapshot() {
	start_paper --synth 11
	clock 2026-01-26T16:00:05Z
	contract=NVDA260130C00185000
	option buy same 1 99
	get '/v1beta1/options/snapshots/NVDA?limit=1000' .
	get '/v2/stocks/bars?symbols=TSLA,NVDA&timeframe=1Min&start=2026-01-26' .
	get /v2/orders?status=all .
	curl -sS "$url/feeds/daily.xml"
	stop_paper
}
is "$(snapshot | sha256sum)" "$(snapshot | sha256sum)" 'a seed always makes the same market, with the same ids'

# --- a recording ---
recording=${OPT_RECORDINGS:-../shared/data/recordings}/2015-12-24-goog
if [ -d "$recording" ]; then
	mkdir "$work/feeds"
	cat >"$work/feeds/own.xml" <<'XML'
<rss version="2.0"><channel><title>own</title><item><title>early</title><pubDate>Thu, 24 Dec 2015 09:40:00 EST</pubDate></item>
<item><title>late</title><pubDate>Thu, 24 Dec 2015 16:00:00 +0000</pubDate></item></channel></rss>
XML
	start_paper --recording "$recording" --warmup-synth --feeds "$work/feeds"
	is "$(jq -r '[.day, .now] | join(" ")' "$work/port.json")" '2015-12-24 2015-12-24T14:00:00Z' 'the last day of the recording'
	clock 2015-12-24T15:00:05Z
	is "$(get /v2/clock .next_close)" 2015-12-24T13:00:00-05:00 'the early close of that day'
	is "$(curl -sS "$url/feeds/own.xml" | grep -Eo 'early|late')" early 'items of a feed file appear at their times'
	is "$(get '/v2/stocks/bars?symbols=GOOG&timeframe=1Day&start=2014-01-01&limit=10000' '.bars.GOOG | length > 250')" true 'the recording has generated history before it'
	is "$(get /sim/stats '.generated_bars > 7000 and .recorded_bars > 1000')" true 'generated and recorded bars are counted'
	is "$(get '/v1beta1/options/snapshots/GOOG?expiration_date=2015-12-31&strike_price_gte=745&strike_price_lte=755' '[.snapshots[] | .latestQuote.t <= "2015-12-24T15:00:05Z" and .impliedVolatility > 0] | all and length > 4')" \
		true 'recorded quotes have an implied volatility'
	clock 2015-12-24T18:30:05Z
	is "$(get '/v2/stocks/bars?symbols=GOOG&timeframe=1Day&start=2015-12-24' '.bars.GOOG[0].c')" 748.4 'prints after 13:00 are not in the bar of the day'
	is "$(get '/v2/stocks/bars?symbols=GOOG&timeframe=1Min&start=2015-12-24T18:00:00Z' '.bars.GOOG | length > 3')" true 'but they are in bars'
	stop_paper
else
	skip 'there are no recordings here'
fi

# The rate limit of the broker
stop_paper
start_paper --synth 7 --data-limit 3 --enforce-rate-limit
codes=
for _ in 1 2 3 4; do
	call GET '/v2/stocks/bars/latest?symbols=AAPL'
	codes="$codes $code"
done
is "$codes" ' 200 200 200 429' 'three data requests per minute are allowed, the fourth is refused'
like "$(cat "$work/headers")" '^X-RateLimit-Limit: 3' 'and the response has the limit'
is "$(get /sim/stats .refused)" 1 'refused requests are counted'
clock 2026-01-26T14:01:00Z
call GET '/v2/stocks/bars/latest?symbols=AAPL'
is "$code" 200 'the next minute starts a new count'
stop_paper

# --prerender makes the same pages
pages() {
	clock 2026-01-27T18:00:30Z
	token=
	range=$1
	while [ "$token" != null ] && [ -n "$url" ]; do
		call GET "/v2/stocks/bars?symbols=AAPL,AAAA,NONE,ZAAA,SPY&timeframe=1Min&$range${token:+&page_token=$token}"
		printf '%s\n' "$out"
		token=$(printf '%s' "$out" | jq -r .next_page_token)
	done
}
for range in 'start=2026-01-26T14:30:00Z&end=2026-01-27T23:00:00Z&limit=1000' 'start=2026-01-26T09:00:00Z&end=2026-01-26T14:40:00Z' \
	'start=2026-01-26T20:59:59Z&end=2026-01-27T14:30:01Z&limit=1' 'start=2026-01-23T20:50:00Z&end=2026-01-26T14:40:00Z&limit=7' \
	'start=2026-01-27T17:58:00Z&end=2026-01-28T00:00:00Z'; do
	start_paper --synth 7 --symbols 60 --days 2
	plain=$(pages "$range" | cksum)
	stop_paper
	start_paper --synth 7 --symbols 60 --days 2 --prerender
	is "$(pages "$range" | cksum)" "$plain" "the same bytes: $range"
	[ "$range" != 'start=2026-01-27T17:58:00Z&end=2026-01-28T00:00:00Z' ] || break
	stop_paper
done
like "$(jq -r .rendered_bars "$work/port.json")" '^[1-9][0-9]{4}$' 'the ready line has the number of formatted bars'
stop_paper

# odd rows and the running clock
stop_paper
start_paper --synth 7 --now 2026-01-26T15:00:00Z --live
first=$(get /v2/clock .timestamp)
sleep 1.1
second=$(get /v2/clock .timestamp)
like "$first$second" '10:00:0.*10:00:0' '--live starts at --now'
is "$(test "$first" != "$second" && echo moved)" moved 'and the clock of the broker moves by itself'
clock 2026-01-26T16:00:00Z
sleep 1.1
like "$(get /sim/clock .now)" 'T16:00:0[1-9]' 'and runs on from where it was moved to'
fault '{"fault": "odd_row", "body": {"symbol": "PFE", "qty": null}}'
is "$(get /v2/positions '.[] | "\(.symbol) \(.qty)"')" 'PFE null' 'an odd row is added to an empty list'
is "$(get /v2/positions length)" 0 'as often as it was armed'
fault '{"fault": "odd_row", "path": "/v2/stocks/quotes/latest", "symbol": "AAPL", "body": {"t": "yesterday"}}'
is "$(get '/v2/stocks/quotes/latest?symbols=AAPL,MSFT' '.quotes.AAPL.t + " " + (.quotes.MSFT.t | type)')" \
	'yesterday string' 'an odd quote is one of two'
fault '{"fault": "odd_row", "path": "/v2/stocks/bars", "symbol": "AAPL", "body": {"v": 12.75}}'
is "$(get '/v2/stocks/bars?symbols=AAPL&timeframe=1Min&start=2026-01-26T15:00:00Z&limit=3' '[.bars.AAPL[].v | . == 12.75] | tostring')" \
	'[true,false,false]' 'an odd bar is one of three'
fault '{"fault": "odd_row", "body": 5}'
is "$code" 400 'an odd row needs an object'

# corporate actions
call POST /v2/orders -d '{"symbol": "AAPL", "qty": "3", "side": "buy", "type": "market", "time_in_force": "day"}'
held=$(get /v2/positions '[.[] | .symbol, .qty, .cost_basis] | join(" ")')
fault '{"fault": "split", "symbol": "AAPL", "ratio": 4}'
is "$(get /v2/positions '[.[] | .symbol, .qty, .cost_basis] | join(" ")')" "AAPL 12 ${held##* }" 'a split: four times the shares at the same cost'
fault '{"fault": "rename", "symbol": "AAPL", "to": "MSFT"}'
is "$(get /v2/positions '[.[] | .symbol, .qty] | join(" ")')" 'MSFT 12' 'a rename'
fault '{"fault": "split", "symbol": "MSFT", "ratio": 1}'
is "$code" 400 'a split needs a ratio'
call POST /sim/event -d '{"event": "assign", "symbol": "AAPL260130C00250000"}'
is "$code" 404 'an assignment needs a short position'
call POST /sim/event -d '{"event": "assign", "symbol": "AAPL", "qty": 1.5}'
is "$code" 400 'an event has a whole quantity'
call POST /sim/event -d '{"event": "close", "symbol": "MSFT", "qty": 2}'
is "$code $(get /v2/positions/MSFT .qty) $(get '/v2/orders?status=all&limit=1' '.[0] | .side + " " + .type + " " + .qty')" \
	'200 10 sell market 2' 'the broker closes a part of a position by an order of its own'
fault '{"fault": "rename", "symbol": "MSFT", "to": "msft"}'
is "$code" 400 'a rename needs a ticker'
finish
