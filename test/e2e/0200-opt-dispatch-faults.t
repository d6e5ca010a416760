#!/bin/sh
# opt-dispatch against a broker that fails in every way (test/SCENARIOS, O..): no order is sent twice, no fill is lost, and
# an unknown outcome is never taken as known.
. test/tap.sh
. test/paper.sh
. test/market.sh
trading_market AMD BA CRM DIS GE INTC JPM KO MU NFLX ORCL PLTR UBER WMT XOM
any_entry gate_clock_skew_max_s=60

# entry TICKER: stores news and a recommendation of a swing_trade; sets id
entry() {
	news "$1" 0.8 60
	id=$(recommend "$1" CALL swing_trade)
}
taken="new|accepted|pending_new|filled"

# order FIELD: prints a field of the newest order
order() {
	sql "select $1 from broker_orders order by created_at desc, client_order_id desc limit 1"
}
# recommendation FIELD: prints a field of the newest recommendation
recommendation() {
	sql "select $1 from dispatch_recommendations where id = $id"
}

entry AAPL
exits 0 "a plain entry" opt-dispatch
is "$(printf '%s' "$out" | jq -r 'select(.recommendation_id).status')" EXECUTED "it is executed"
like "$(order status)" "^($taken)$" "its order is at the broker"
is "$(recommendation status)" EXECUTED "the recommendation says so"

clock 2026-01-26T15:01:05Z
entry AMD
fault '{"fault":"drop_after_accept","path":"/v2/orders","count":1}'
exits 0 "O01 accepted, the connection closed before the reply" opt-dispatch -v
like "$(order status)" "^($taken)$" "O01 a look-up finds it at once"
is "$(stats ".posts[\"$(order client_order_id)\"]")" 1 "O01 O02 POST count 1: the library sends nothing again on a kept connection"

clock 2026-01-26T15:02:05Z
entry BA
fault '{"fault":"drop_after_accept","path":"/v2/orders","count":1}'
fault '{"fault":"lookup_404","count":2}'
run opt-dispatch
is "$status" 0 "O03 accepted, not found twice: the run ends"
is "$(order status)" unknown "O03 it stays unknown"
is "$(recommendation status)" PROCESSING "O03 and its recommendation is PROCESSING"
clock 2026-01-26T15:02:45Z
exits 0 "O03 the next run" opt-dispatch
like "$(order status)" "^($taken)$" "O03 the third look-up adopts it"
is "$(stats ".posts[\"$(order client_order_id)\"]")" 1 "O03 POST count 1"
is "$(recommendation status)" EXECUTED "O03 the recommendation is executed"

clock 2026-01-26T15:03:05Z
entry CRM
fault '{"fault":"status","path":"/v2/orders","method":"POST","status":502,"body":"<html>bad gateway</html>","place":true,"count":1}'
exits 0 "O07 502 with HTML after the order was accepted" opt-dispatch
like "$(order status)" "^($taken)$" "O07 unknown, then found by a look-up"

clock 2026-01-26T15:04:05Z
entry DIS
fault '{"fault":"status","path":"/v2/orders","method":"POST","status":500,"count":1}'
run opt-dispatch
is "$(order status)" unknown "O08 500, not placed: unknown"
clock 2026-01-26T15:04:25Z
entry GE
exits 75 "O08 while the order is doubtful there are no new entries" opt-dispatch
is "$(recommendation status)" PENDING "O08 the next recommendation waits"
clock 2026-01-26T15:05:05Z
exits 0 "O08 after three misses and the waiting time" opt-dispatch
is "$(sql "select status from broker_orders where ticker = 'DIS'")" dropped "O08 it is dropped"
is "$(sql "select status from dispatch_recommendations where ticker = 'DIS'")" FAILED "O08 its recommendation failed"
is "$(stats '[.orders[] | select(.symbol | startswith("DIS"))] | length')" 0 "O08 and the broker never had it"
is "$(recommendation status)" EXECUTED "O08 the recommendation that waited is executed"

clock 2026-01-26T15:06:05Z
entry INTC
fault '{"fault":"truncate","path":"/v2/orders","method":"POST","count":1}'
exits 0 "O16 200 with half a body" opt-dispatch
like "$(order status)" "^($taken)$" "O16 the body is not trusted, a look-up finds the order"

clock 2026-01-26T15:07:05Z
entry JPM
fault '{"fault":"status","path":"/v2/orders","method":"POST","status":403,"body":{"code":40310000,"message":"insufficient options buying power (required: 1, available: 0)"},"count":1}'
exits 0 "O12 403, insufficient buying power" opt-dispatch
is "$(order status)" rejected "O12 rejected"
is "$(recommendation status)" FAILED "O12 the recommendation failed"
like "$(recommendation failure_reason)" "insufficient options buying power" "O12 with the message of the broker"
is "$(sql "select count(*) from active_positions where ticker = 'JPM'")" 0 "O12 there is no position"

clock 2026-01-26T15:08:05Z
entry MU
fault '{"fault":"reject","count":1}'
exits 0 "O18 accepted, then rejected" opt-dispatch
is "$(order status)" rejected "O18 the ledger says rejected"
is "$(recommendation status)" FAILED "O18 and so does the recommendation"
is "$(sql "select count(*) from active_positions where ticker = 'MU'")" 0 "O18 there is no position"

clock 2026-01-26T15:09:05Z
entry NFLX
fault '{"fault":"status","path":"/v2/orders","method":"POST","status":401,"body":{"message":"unauthorized."},"count":1}'
exits 77 "O15 401" opt-dispatch
is "$(recommendation status)" FAILED "O15 the recommendation is not tried again"
is "$(sql "select count(*) from alert_outbox where dedupe_key like 'not_permitted:%'")" 1 "O15 one alert"

clock 2026-01-26T15:10:05Z
entry ORCL
printf 'entries\n' >"$OPT_HALT_FILE"
exits 0 "a halt file" opt-dispatch
like "$(recommendation failure_reason)" "gate halt" "refuses entries"
rm "$OPT_HALT_FILE"

clock 2026-01-26T15:11:05Z
entry PLTR
sql "insert into trading_halts (scope, reason, set_by, set_at) values ('all', 'test', 'test', '$OPT_NOW')"
exits 0 "O49 HALTED" opt-dispatch
is "$(recommendation status)" SKIPPED "O49 entries are denied"
sql "update trading_halts set cleared_at = '$OPT_NOW', cleared_by = 'test'"

clock 2026-01-26T15:12:05Z
entry UBER
fault '{"fault":"status","path":"/v2/positions","status":500,"count":1}'
exits 1 "O27 the positions at the broker are unknown" opt-dispatch
is "$(recommendation status)" SKIPPED "O27 nothing is entered"
is "$(sql "select count(*) from active_positions where status = 'closed'")" 0 "O27 no position is closed"

clock 2026-01-26T15:13:05Z
# JPM and MU were the first two rejections. NFLX does not count: the broker refused the keys, not the order.
entry UBER
fault '{"fault":"status","path":"/v2/orders","method":"POST","status":403,"body":{"code":40310000,"message":"account not eligible"},"count":1}'
exits 0 "O13 a third rejection in a row" opt-dispatch -q
exits 0 "O13 and the next run" opt-dispatch -q
is "$(sql "select scope || ' ' || (expires_at = '2026-01-27T14:30:00Z') from trading_halts where cause = 'consecutive_rejects'")" \
	"entries true" "O13 halt entries until the next session"
is "$(sql "select count(*) from alert_outbox where dedupe_key like 'halt:consecutive_rejects:%'")" 1 "O13 told once"
entry WMT
exits 0 "O13 a fourth signal" opt-dispatch -q
is "$(recommendation status)" SKIPPED "O13 is denied"
exits 0 "O13 opt-posmon continues" opt-posmon -q
sql "update trading_halts set cleared_at = '$OPT_NOW', cleared_by = 'test'"
sql "update broker_orders set status = 'canceled' where status = 'rejected' and ticker in ('UBER', 'JPM', 'MU')"

# A limit at the mid rests.
opt-params -q set --why test order_spread_share=0 >/dev/null
clock 2026-01-26T15:14:05Z
for ticker in KO XOM; do
	entry $ticker
done
exits 0 "two limits at the mid" opt-dispatch -q
is "$(sql "select count(*) from broker_orders where status = 'new'")" 2 "rest"

# Working entries are tried again: half-way to the ask, then at the ask. Their fills become positions.
clock 2026-01-26T15:15:05Z
exits 0 "entries that did not fill" opt-dispatch -q
is "$(sql "select count(*) from broker_orders where attempt = 1 and is_open")" 0 "are cancelled"
is "$(sql "select count(*) from broker_orders where attempt = 2 and reason = 'reprice'")" 2 "and tried again"
is "$(sql "select bool_and(b.limit_price > a.limit_price and b.limit_price <= (a.quote_snapshot ->> 'ask')::numeric)
		from broker_orders a join broker_orders b using (recommendation_id) where a.attempt = 1 and b.attempt = 2")" t \
	"nearer to the ask, not above the one that was seen first"
clock 2026-01-26T15:16:05Z
exits 0 "what did not fill then" opt-dispatch -q
is "$(sql "select count(*) from broker_orders where attempt = 2 and is_open")" 0 "is cancelled, too"
clock 2026-01-26T15:17:05Z
exits 0 "the third attempts" opt-dispatch -q
clock 2026-01-26T15:18:05Z
exits 0 "are given up, too" opt-dispatch -q
is "$(sql "select count(*) from broker_orders where attempt > 3")" 0 "there is no fourth"
is "$(sql "select count(*) from broker_orders where is_open")" 0 "and nothing is left working"
is "$(sql "select sum(quantity) from active_positions where status = 'open'")" \
	"$(sql "select sum(filled_qty) from broker_orders where purpose = 'entry'")" "every fill is in a position"
is "$(sql "select sum(qty) from fills")" "$(sql "select sum(filled_qty) from broker_orders")" "and in the fills"
is "$(sql "select count(*) from active_positions where stop >= entry_underlying_price or target <= entry_underlying_price")" 0 \
	"the stop of a call is below its entry, the target above"
is "$(sql "select count(*) from dispatch_recommendations r where status = 'EXECUTED'
		and not exists (select from broker_orders o where o.recommendation_id = r.id and o.filled_qty > 0)")" 0 \
	"a recommendation without any fill is not EXECUTED any more"

books_agree "after all"
finish
