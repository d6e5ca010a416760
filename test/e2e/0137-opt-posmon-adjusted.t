#!/bin/sh
# Splits and renames: the contract is linked to its successor, told each session, and no order is sent for it.
. test/tap.sh
. test/paper.sh
. test/still_market.sh
. test/scene.sh
broker_database
contract=AAPL260220C00100000 day=2026-01-26
scene_market 2026-01-26T15:00:00Z $contract AAPL260220C00050000 AAPL1260220C00100000 META260220C00100000
minute=0
pass() {
	minute=$((minute + 1))
	clock "$(printf '%sT15:%02d:05Z' $day $minute)"
	run opt-posmon "$@"
}

# succeeded NAME FAULT SUCCESSOR QUANTITY [RUNS [ACTION]]: two contracts are held, their stop is due, and FAULT replaces them. The link
# is there after one run, or two with AGAIN.
succeeded() {
	minute=$((minute + 1))
	hold 2 swing_trade 4.20 4.30 100 4.30 95 110 "$(printf '15:%02d:05' $minute)"
	pass
	fault "$2"
	market "$OPT_NOW" 4.20 4.30 50 # the stop of 95 is crossed
	[ "$1" != 'a split 2 for 1' ] || opt-universe -q --actions AAPL
	posts=$(stats '[.posts[]] | add')
	pass
	[ -z "${5:-}" ] || pass
	is "$(sql "select status, adjusted_to, quantity from active_positions where id = $id")" "open|$3|2" "$1: linked to its successor"
	like "$err" "${6:-a split or a rename}: the broker holds $4 of $3 instead" "$1: told"
	pass --reconcile-only
	is "$(printf '%s\n' "$out" | jq -c '[.class, .symbol, .ledger_quantity, .broker_quantity]')" "[\"adjusted\",\"$contract\",2,$4]" \
		"$1: its class is adjusted, and nothing is foreign"
	fault '{"fault": "status", "path": "/v2/positions", "count": 1}'
	pass
	is "$(stats '[.posts[]] | add')" "$posts" "$1: no order, though its stop is due, nor when the list of positions fails"
	is "$(sql "select count(*) from alert_outbox where dedupe_key = 'position_adjusted:$id:$day'")" 1 "$1: one alert"
}

# over NAME: the successor is sold by hand, and the operator ends the position
over() {
	symbol=$(ask GET /v2/positions | jq -r '.[].symbol')
	quote "$symbol" 1 1.1
	ask DELETE "/v2/positions/$symbol" >/dev/null
	pass
	exits 0 "$1: when the successor is gone, the operator ends the position" opt-posmon --forget "$id" --why 'sold by hand'
}

succeeded 'a split 2 for 1' '{"fault": "split", "symbol": "AAPL"}' AAPL260220C00050000 4 '' 'the split of 2 for 1 of 2026-01-26'
day=2026-01-27 minute=0
pass
is "$(sql "select count(*) from alert_outbox where dedupe_key like 'position_adjusted:$id:%'")" 2 'told again in the next session'
over 'a split 2 for 1'

succeeded 'a split 3 for 2' '{"fault": "split", "symbol": "AAPL", "ratio": 1.5}' AAPL1260220C00100000 2
over 'a split 3 for 2'

succeeded 'a new name' '{"fault": "rename", "symbol": "AAPL", "to": "META"}' META260220C00100000 2 again
fault '{"fault": "rename", "symbol": "META", "to": "AAPL"}'
quote "$contract" 1.00 1.04
pass
pass
is "$(sql "select status, close_reason, adjusted_to from active_positions where id = $id")" 'closed|underlying_stop|' \
	'the old name again: it is watched again, and sold'
books_agree 'in the end'
finish
