#!/bin/sh
# In real time: 20 recommendations against a broker that takes a second for each answer, runs of 30 to 50 s back to back. None
# is refused because the run that decides it is old. Takes four minutes.
. test/tap.sh
. test/paper.sh
. test/market.sh
. test/faked_time.sh
broker_database
tickers='AAPL AMD AMZN BA BAC COIN CRM CVX DIS GE GM INTC JPM KO META MSFT MU NFLX NVDA ORCL PLTR TSLA UBER WMT XOM'
paper --synth 7 --start-cash 10000000 --now 2026-01-26T15:00:05Z --live || exit 1
fake_time
# shellcheck disable=SC2086 # one word per ticker
{
	faked opt-universe -q
	faked opt-universe -q --track $tickers
	faked opt-bars --daily -q
	faked opt-bars -q
	faked opt-features -q
}
faked opt-params -q set --why test --yes-raise-risk gate_trades_per_day=1000 gate_open_positions=1000 gate_orders_per_min=200 \
	gate_entry_orders_per_day=1000 large_delta_pct=1000 large_theta_pct=100 large_open_risk_pct=25 contract_score_min=0 contract_volume_min=0 \
	contract_spread_max_pct=50 cost_of_trade_pct=100 large_vega_pct=100 \
	order_spread_share=0.5 dispatch_claim=4 dispatch_entries_per_run=4 >/dev/null

# As the crontab does, bars and features follow the market each minute, beside a run that takes longer.
(
	trap 'exit 0' TERM
	while :; do
		faked opt-bars -q 2>/dev/null
		faked opt-features -q 2>/dev/null
		sleep 30 &
		wait $!
	done
) &
feeder=$!
fault '{"fault": "delay", "ms": 1000, "path": "/v2/*", "count": 100000}'
fault '{"fault": "delay", "ms": 1000, "path": "/v1beta1/options/*", "count": 100000}'

# shellcheck disable=SC2086 # one word per ticker
set -- $tickers
made=0 runs=0
while [ $made -lt 20 ]; do
	OPT_NOW=$(faked date -u +%Y-%m-%dT%H:%M:%SZ)
	while [ $made -lt 20 ]; do
		news "$1" 0.8 60
		recommend "$1" CALL swing_trade >/dev/null
		shift
		made=$((made + 1))
		[ $((made % 4)) != 0 ] || break
	done
	began=$(date +%s)
	faked opt-dispatch -q 2>>"$work/dispatch.err"
	runs=$((runs + 1))
	echo "# run $runs: exit $?, $(($(date +%s) - began)) s"
done
kill "$feeder"
wait "$feeder" 2>/dev/null
clear_faults
sed 's/^/# /' "$work/dispatch.err"
sql "select status || ' ' || coalesce(failure_reason, ''), count(*) from dispatch_recommendations group by 1 order by 1" | sed 's/^/# /'
is "$(sql "select count(*) from dispatch_recommendations where status in ('EXECUTED', 'UNFILLED')")" 20 'every recommendation became an order'
is "$(sql "select count(*) from dispatch_recommendations, jsonb_array_elements(risk_gate_json) g
	where g->>'verdict' = 'fail'")" 0 'no gate refused one'
books_agree 'in real time'
finish
