#!/bin/sh
# The sending of an order is protected by the lease, the halts and the deadline of its sender; an order that was edited at the
# broker, or given up too early, is followed. The numbers are those of test/SCENARIOS.
. test/tap.sh
. test/paper.sh
. test/still_market.sh
broker_database
still_market 2026-01-26T15:00:05Z
altered || exit 1
minute=0

# next: sets the clock one minute later and runs opt-posmon
next() {
	minute=$((minute + 1))
	clock "$(printf '2026-01-26T%02d:%02d:05Z' $((15 + minute / 60)) $((minute % 60)))"
	run opt-posmon -q
}
order() {
	sql "select status || ' ' || filled_qty || ' of ' || qty from broker_orders where client_order_id = '$id'"
}
position() {
	sql "select coalesce((select status || ' ' || quantity from active_positions
		where execution_id = '$uuid'), 'none')"
}
alerts() {
	sql "select count(*) from alert_outbox where dedupe_key like '$1:$id:%'"
}
# edit JSON: edits the entry on the screen of the broker
edit() {
	ask PATCH "/v2/orders/$(ask GET "/v2/orders:by_client_order_id?client_order_id=$id" | jq -r .id)" "$1" >"$work/edited"
}

# flat: sells what is held
flat() {
	falls 1.00 1.02
	next
	clear_faults
}

# An order that is edited at the broker
quote "$swing" 2.50 2.60
enter 1 "$swing" 2 swing_trade
next
is "$(order) $(position)" 'new 0 of 2 none' 'an entry rests'
edit '{"limit_price": "2.60"}'
next
is "$(order) $(position)" 'filled 2 of 2 open 2' 'its price is edited at the broker: the fill of the successor is booked'
is "$(sql "select broker_order_id || ' ' || cardinality(replaced_ids) from broker_orders where client_order_id = '$id'")" \
	"$(jq -r .id "$work/edited") 1" 'the order in the ledger has the id of its successor'
next
is "$(order) $(position)" 'filled 2 of 2 open 2' 'it is booked once'

flat
quote "$swing" 2.50 2.60
enter 2 "$swing" 2 swing_trade
next
edit '{"qty": "3"}'
quote "$swing" 2.45 2.55
next
is "$(order) $(position)" 'filled 3 of 3 open 3' 'its quantity is edited: the position has what was bought'

flat
fault '{"fault": "partial_fill", "fraction": 0.5}'
enter 3 "$swing" 4 swing_trade
quote "$swing" 2.50 2.60
run opt-posmon -q
is "$(order) $(position)" 'partially_filled 2 of 4 open 2' 'half of an entry is filled'
edit '{"limit_price": "2.60"}'
next
is "$(order) $(position)" 'filled 4 of 4 open 4' 'the rest is edited: both parts are booked'
is "$(sql "select string_agg(qty || '@' || price, ' ' order by price) from fills where client_order_id = '$id'")" \
	'2@2.5500 2@2.6000' 'each at its price'
flat

# Given up, and at the broker after all
enter 4 "$swing" 2 swing_trade
fault '{"fault": "lookup_404", "count": 4}'
next
next
is "$(order) $(position)" 'dropped 0 of 2 none' 'an entry that four look-ups do not find is dropped'
next
is "$(order) $(position) $(alerts order_adopted)" 'filled 2 of 2 open 2 1' \
	'the broker has it after all: it is taken up, one alert'
like "$err" "$id: given up.*taken up again" 'and one warning'

flat

# While the sender may be alive, the other program only observes
enter 5 "$swing" 2 swing_trade
sql "update broker_orders set sender_deadline = clock_timestamp() + interval '60 s',
	sending_run_id = gen_random_uuid() where client_order_id = '$id'"
fault '{"fault": "lookup_404", "count": 100}'
next
next
next
is "$(order) $(sql "select misses from broker_orders where client_order_id = '$id'")" 'sending 0 of 2 0' \
	'look-ups before the deadline of the sender are not counted'
sql "update broker_orders set sender_deadline = clock_timestamp() - interval '1 s' where client_order_id = '$id'"
next
next
is "$(order)" 'dropped 0 of 2' 'after it they are'
clear_faults
next
is "$(order) $(position)" 'filled 2 of 2 open 2' 'and the order is found again'
books_agree 'edited and dropped orders'

# Between "sending" and the POST
sql "create table test_between (what text);
	create function test_between() returns trigger language plpgsql security definer set search_path = public as \$\$
	begin
		if exists (select from test_between where what = 'halt') then
			insert into trading_halts (scope, cause, reason, set_by, set_at)
			values ('all', 'operator', 'test', 'test', new.sent_at);
		elsif exists (select from test_between where what = 'lease') then
			update stage_leases set holder = gen_random_uuid(), fence = fence + 1, host = 'elsewhere',
				expires_at = clock_timestamp() + interval '2 s'
			where stage = 'opt-posmon' and holder is not null;
		end if;
		return new;
	end \$\$;
	create trigger test_between after update on broker_orders for each row
		when (new.status = 'sending' and old.status <> 'sending') execute function test_between()"
posts() {
	stats '[.posts[]] | add'
}
# between WHAT STATUS NAME: a stop is due, and WHAT happens after the intent to sell is stored
between() {
	sql "insert into test_between values ('$1')"
	before=$(posts)
	next
	printf '%s\n' "$err" | sed 's/^/# /'
	is "$status $(posts) $(sql "select string_agg(distinct status, ',') from broker_orders where purpose = 'exit' and created_at = '$OPT_NOW'")" \
		"$2 $before canceled" "$3: no POST, the intents are cancelled"
	is "$(sql "select count(*) from active_positions where status = 'closing'")" 0 "$3: the positions are open"
	sql "delete from test_between; update trading_halts set cleared_at = now(), cleared_by = 'test' where cleared_at is null"
}
quote "$swing" 1.00 1.02
next
between halt 0 'O48 everything is halted right before the POST'
between lease 75 'O46 another run takes the lease right before the POST'
sleep 2
next
is "$(sql "select count(*) from active_positions where status <> 'closed'") $(order)" '0 filled 2 of 2' 'then they are sold'
books_agree 'between sending and the POST'

# One account under two names
account_number=$(ask GET /v2/account | jq -r .account_number)
sql "insert into stage_leases (stage, account, holder, host, pid, acquired_at, expires_at, fence)
	values ('opt-posmon', '$account_number', gen_random_uuid(), 'elsewhere', 1, now(), clock_timestamp() + interval '1 min', 1)
	on conflict (stage, account) do update set holder = excluded.holder, host = excluded.host,
		expires_at = excluded.expires_at, fence = stage_leases.fence + 1"
next
is "$status" 75 'O46 another host runs the same account under another name'
sql "update stage_leases set holder = null, expires_at = null"
next
is "$status" 0 'the lease is free again'
is "$(sql 'select count(*) from stage_leases where holder is not null')" 0 'and both leases are given back'

# Slow look-ups
opt-params -q set --why test settle_budget_s=1 >/dev/null
clear_faults
enter 6 "$swing" 2 swing_trade
next
quote "$today" 2.90 3.00
for n in 7 8 9 10; do
	next
	enter $n "$today" 1 day_trade
done
next
falls 1.00 1.02
# Entries in a ticker with a position are looked up before its exit, which cannot go beside them, but not for long.
alter '[{"method": "GET", "path": "by_client_order_id", "delay": 0.6}]'
next
like "$err" '[23] of 4 urgent orders are not looked up yet' 'look-ups of 0.6 s spend the budget'
is "$(sql "select status || ' ' || close_reason from active_positions where execution_id::text like '%000000000006'")" \
	'closed premium_stop' 'the exit is sent'
is "$(sql "select min(updated_at) = '$OPT_NOW' from broker_orders where symbol = '$today'")" t 'the rest is looked up after it'
alter '[]'
finish
