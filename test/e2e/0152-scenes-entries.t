#!/bin/sh
# Scenes of a market, with numbers, that opt-dispatch must refuse to enter.
. test/tap.sh
. test/paper.sh
. test/market.sh
broker_database
paper --synth 7 --start-cash 10000000 || exit 1
altered || exit 1
clock 2026-01-26T14:36:05Z
opt-universe -q
opt-bars --daily -q
opt-bars -q
opt-features -q
opt-params -q set --why test --yes-raise-risk gate_orders_per_min=200 large_delta_pct=1000 large_theta_pct=100 large_vega_pct=100 \
	contract_score_min=0 contract_volume_min=0 cost_of_trade_pct=100 \
	signal_feature_age_max_s=3600 signal_bar_age_max_s=3600 >/dev/null

# entry TICKER: opt-dispatch decides a recommendation
entry() {
	news "$1" 0.8 60
	recommend "$1" CALL swing_trade >/dev/null
	run opt-dispatch
}
# chain BID ASK: every option is quoted so, and traded last at 1.00
chain() {
	alter "[{\"method\": \"GET\", \"path\": \"^/v1beta1/options/snapshots\",
		\"jq\": \".snapshots |= map_values(if .latestQuote then .latestQuote.bp = $1 | .latestQuote.ap = $2 else . end |
			if .latestTrade then .latestTrade.p = 1 else . end)\"}]"
}

chain 0.90 1.10
entry AAPL
is "$(printf '%s\n' "$out" | jq -r 'select(.recommendation_id) | .status')" SKIPPED 'the open 3: at 09:36 every candidate is .90/1.10: refused'
like "$(printf '%s\n' "$out" | jq -r 'select(.recommendation_id) | .reason')" 'no contract passes' 'the open 3: no contract passes'
chain 0.98 1.02
clock 2026-01-26T14:37:05Z
entry AAPL
is "$(printf '%s\n' "$out" | jq -r 'select(.recommendation_id) | .status')" EXECUTED 'the open 3: at .98/1.02 it is not'
alter '[]'

# gate NAME: prints the verdict of a gate and its reason
gate() {
	printf '%s\n' "$out" | jq -r "select(.recommendation_id) | .gates[] | select(.gate == \"$1\") | \"\(.verdict): \(.reason)\""
}
printf 'ticker,next_earnings\nAMD,2026-02-20\n' >"$work/earnings.csv"
opt-universe -q --earnings "$work/earnings.csv"
opt-params -q set --why test --yes-raise-risk gate_earnings_strict=1 >/dev/null
export OPT_EXECUTION_MODE=live OPT_LIVE_ACCOUNT=PA0000000001 OPT_LIVE_WITHOUT_READINESS=PA0000000001
clock 2026-01-26T14:38:05Z
entry MSFT
is "$(printf '%s\n' "$out" | jq -r 'select(.recommendation_id) | .status')" SKIPPED 'a report 3: live, a ticker that the calendar does not list is refused'
is "$(gate earnings)" 'fail: the next earnings report is not known' 'a report 3: by gate_earnings_strict'
books_agree "in the end"
finish
