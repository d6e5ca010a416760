#!/bin/sh
# 1,000 positions, 50 of them due, and a row of each odd kind in the broker's list: every exit goes out in one run, within the
# broker's limit of requests. POSITIONS and DUE set other numbers.
. test/tap.sh
. test/paper.sh
. test/many.sh
broker_database

many_positions "${POSITIONS:-1000}" "${DUE:-50}"
is "$(sql "select count(*) filter (where stop > 100), count(*) from active_positions")" "$due|$positions" 'the positions'

fault '{"fault": "odd_row", "count": 99, "body": [
	{"symbol": "MSFT", "asset_class": "us_equity", "qty": "0.123456789", "qty_available": "0.123456789"},
	{"symbol": "BTCUSD", "asset_class": "crypto", "qty": "1e-9", "qty_available": "0E-9"},
	{"symbol": "TSLA", "asset_class": "us_equity", "side": "short", "qty": "-100", "qty_available": "-100"},
	{"symbol": "PFE", "qty": null}, {"symbol": "KO", "qty": "many"}, {"symbol": "GE", "qty": "1", "market_value": {"usd": 5}},
	{"symbol": "T", "qty": "1234567890123456789012345678901234567890"}, {}]}'
began=$(date +%s%N)
exits 1 'a run with odd rows among them' opt-posmon
ended=$(date +%s%N)
echo "# $positions positions, $due due: $(((ended - began) / 1000000)) ms, requests: $(stats '.requests | tostring')"
echo "# $(stats '"\([.requests | to_entries[] | select(.key | contains("/v2/stocks") or contains("/v1beta1") or contains("/sim") | not) | .value] | add) trading, \(.refused) refused"')"
is "$(sql "select count(*) from active_positions where status = 'closed' and close_reason = 'underlying_stop'")" "$due" 'every exit went out'
is "$(sql "select count(*) from active_positions where status = 'open'")" "$((positions - due))" 'and no other'
is "$(stats '.requests."GET /v1beta1/options/snapshots"')" $(((positions + 99) / 100)) 'one request per 100 contracts'
is "$(sql "select (counts->>'exits_ms')::int <= (counts->>'pass_ms')::int and (counts->>'requests')::int > $due * 2
	from pipeline_runs where stage = 'opt-posmon'")" t 'the row of the run has the time of the pass and its requests'
is "$(sql "select positions, tier, delta_limit, delta_dollars is null from portfolio_greeks")" "$((positions - due))|large|200000000|t" \
	'the portfolio is stored; contracts without a volatility make its Greeks unknown'
is "$(stats .refused)" 0 'within the limit of 200 requests a minute of both hosts'
is "$(stats '[.posts[]] | length, add' | tr '\n' ' ')" "$due $due " 'one order for each'
is "$(sql 'select count(*) from position_marks')" "$positions" 'every position has its mark'
is "$(sql "select count(*) from alert_outbox where dedupe_key like 'odd_row:positions:%'")" 5 'the odd rows are told'
finish
