#!/bin/sh
# Scenes of the broker, with numbers: it fails in the middle of an exit; its market data fails.
. test/tap.sh
. test/paper.sh
. test/still_market.sh
. test/scene.sh
broker_database
contract=AAPL260220C00100000 day=2026-01-26
scene_market 2026-01-26T15:00:00Z $contract AAPL260220C00105000

# --- The broker fails ---
hold 3 swing_trade 4.20 4.30 100 4.30 95 110 15:01:05
look 15:03:05 1.50 1.54
is "$(shown .price_source)" model 'the broker 1: a premium stop is near'
market "$OPT_NOW" 1.50 1.54 100
fault '{"fault": "partial_fill", "fraction": 0.7}'
fault '{"fault": "drop_after_accept", "method": "POST", "path": "/v2/orders"}'
look 15:03:40
is "$(sql "select quantity from active_positions where id = $id")|$(sales 'qty, filled_qty')" '1|3 2' \
	'the broker 1: no answer to the POST; a look-up finds 2 of 3 filled'
look 15:04:15 1.40 1.44
is "$(ended)|$(sales 'qty, filled_qty')" 'closed|premium_stop|3 2, 1 1' 'the broker 1: 1 more is sold'
is "$(ask GET /v2/positions)" '[]' 'the broker 1: nothing is short'

hold 2 swing_trade 4.20 4.30 100 4.30 95 110 15:10:05
sql "update active_positions set target = 99 where id = $id"
look 15:11:05 4.20 4.30
is "$(sales)" 'limit 1 4.2500 new' 'the broker 2: a patient exit rests'
market "$OPT_NOW" 4.00 4.10 100
fault '{"fault": "status", "status": 503, "method": "GET", "path": "/v2/orders*", "count": 1000}'
posts=$(stats '[.posts[]] | add')
for minute in 12 13 14 15 16 17 18 19 20 21; do look 15:$minute:05; done
is "$(stats '[.posts[]] | add') $(sales 'qty, status')" "$posts 1 new" 'the broker 2: the cancel is accepted, then 503 for 10 minutes: no new order'
is "$(sql "select count(*) from alert_outbox where dedupe_key like 'stuck_exit:%'")" 1 'the broker 2: one alert'
look 15:22:05 4.00 4.10
is "$(sales 'qty, status')" '1 canceled, 1 filled' 'the broker 2: the first answer settles it, then the exit goes on'
ask DELETE "/v2/positions/$contract" >/dev/null
for time in 15:23:05 15:24:05; do look $time; done
is "$(ended)" 'closed|liquidated' 'the broker 2: the rest is sold by hand'

hold 2 swing_trade 4.20 4.30 100 4.30 95 110 15:30:05
swing_id=$id contract=AAPL260220C00105000
hold 2 day_trade 2.00 2.04 100 2.04 95 110 15:30:35
look 15:31:05
market "$OPT_NOW" 1.30 1.34 100 # what nobody sees
fault '{"fault": "status", "path": "/v1beta1/*", "count": 1000}'
fault '{"fault": "status", "path": "/v2/stocks/*", "count": 1000}'
for minute in 32 33 34 35 36; do look 15:$minute:05; done
is "$(ended) $(sales)" 'open|- ' 'the broker 3: no market data for 4 minutes'
look 15:37:05
is "$(ended) $(sales)" 'closing|- limit 2 1.6100 new' 'the broker 3: after 5 a day trade is offered at .8 of its last value'
look 15:37:15
look 15:37:25
is "$(ended) $(sales)" 'closed|underlying_stop limit 2 1.6100 canceled, limit 2 1.4100 canceled, limit 2 1.2100 filled' \
	'the broker 3: and then in steps'
is "$(sql "select status from active_positions where id = $swing_id")" open 'the broker 3: a swing is not sold'
is "$(sql "select count(*) from alert_outbox where dedupe_key like 'not_evaluable:$swing_id:%'")" 1 'the broker 3: but told'
clear_faults
books_agree 'the broker fails'

finish
