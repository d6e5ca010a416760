#!/bin/sh
# More orders at the broker than fit on a page: the one that explains a holding is found on any of them.
. test/tap.sh
. test/paper.sh
. test/still_market.sh
broker_database
still_market 2026-01-26T15:00:05Z

# many N: places N orders that rest, and moves the clock between them
many() {
	n=0
	while [ $n -lt "$1" ]; do
		printf 'next\nurl = "%s/v2/orders"\nheader = "APCA-API-KEY-ID: %s"\nheader = "APCA-API-SECRET-KEY: %s"\noutput = "/dev/null"\n' \
			"$url" "$APCA_API_KEY_ID" "$APCA_API_SECRET_KEY"
		printf 'data = "{\\"symbol\\": \\"AAPL\\", \\"qty\\": \\"1\\", \\"side\\": \\"buy\\", \\"type\\": \\"limit\\", \\"limit_price\\": \\"1\\", \\"time_in_force\\": \\"day\\"}"\n'
		n=$((n + 1))
	done >"$work/many"
	curl -sS -K "$work/many"
}
many 300
clock 2026-01-26T15:01:05Z
many 200
clock 2026-01-26T15:02:05Z
enter 1 "$swing" 2 swing_trade
is "$(stats '.orders | length')" 501 'O58 501 orders at the broker'
sql 'truncate fills, position_events, position_marks, position_history, broker_activities, broker_orders, active_positions,
	dispatch_executions, dispatch_recommendations, shadow_fills, position_legs, alert_outbox restart identity cascade'
clock 2026-01-26T15:03:05Z
exits 0 'O58 a ledger that lost everything' opt-posmon --reconcile-only
is "$(printf '%s\n' "$out" | jq -r 'select(.event == "reconcile") | .class + " " + .symbol')" "orphan $swing" \
	'O58 the order on the second page explains the holding'
is "$(sql 'select option_symbol, quantity, status from active_positions')" "$swing|2|open" 'O58 it is adopted'
ask DELETE /v2/orders >/dev/null
books_agree O58
finish
