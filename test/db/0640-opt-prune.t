#!/bin/sh
# opt-prune: which rows go and which stay, at the limit of each age and beyond it; whole partitions; a table that cannot be pruned
# costs only itself; a killed run loses one batch; files of rows.
. test/tap.sh
new_database
psql -Xq1 -v ON_ERROR_STOP=1 -f sql/roles.sql # rights on the database itself are not copied from its template
OPT_NOW=2026-06-15T05:00:00Z
export OPT_NOW
psql -Xq1 -v ON_ERROR_STOP=1 <<'END'
select opt_partition_ensure_all('2025-03-01', '2026-06-30') \g /dev/null

-- A position and an unfilled order of May 2025, an undecided recommendation of a year ago. MSFT was held, AMD was nearly bought, GE is undecided.
set session_replication_role = replica;
insert into active_positions (id, account, ticker, instrument_type, strategy_type, option_symbol, strike_price, expiration_date,
	side, quantity, original_quantity, entry_price, entry_time, status, closed_at, close_reason, created_at)
overriding system value
values (8, 'PA1', 'MSFT', 'CALL', 'day_trade', 'MSFT250516C00200000', 200, '2025-05-16', 'long', 0, 2, 2.55, '2025-05-08 15:00Z', 'closed',
	'2025-05-08 16:00Z', 'time_stop', '2025-05-08 15:00Z');
insert into position_legs (position_id, leg, option_symbol, option_type, strike_price, expiration_date, side, quantity)
values (8, 1, 'MSFT250516C00210000', 'CALL', 210, '2025-05-16', 'short', 0);
insert into dispatch_recommendations (id, ts, bar_ts, ticker, action, instrument_type, strategy_type, confidence, reason,
	features_snapshot, sentiment_snapshot, lineage, params_version, status, created_at, processed_at, dispatcher_run_id, claimed_at)
overriding system value
values (1, '2025-05-08 15:00Z', '2025-05-08 15:00Z', 'AMD', 'BUY', 'CALL', 'day_trade', .8, '{}', '{}',
		'{"articles": [{"raw_event_id": 3}, {"raw_event_id": "x"}, {}]}', '2025-05-08 15:00Z', 1, 'UNFILLED', '2025-05-08 15:00Z',
		'2025-05-08 15:00Z', null, null),
	(2, '2025-05-20 15:00Z', '2025-05-20 15:00Z', 'GE', 'BUY', 'CALL', 'day_trade', .8, '{}', '{}', '{}', '2025-05-20 14:00Z', 1,
		'PROCESSING', '2025-05-20 15:00Z', null, gen_random_uuid(), '2025-05-20 15:00Z');
insert into dispatch_executions (execution_id, recommendation_id, dispatcher_run_id, account, execution_mode, ticker, action,
	instrument_type, strategy_type, decision_ts, features_snapshot, sentiment_snapshot, risk_json, client_order_id, qty, option_symbol,
	strike_price, expiration_date, notional, params_version, created_at)
values (gen_random_uuid(), 1, gen_random_uuid(), 'PA1', 'paper', 'AMD', 'BUY', 'CALL', 'day_trade', '2025-05-08 15:00Z', '{}', '{}', '{}',
	'opt-e1', 1, 'AMD250516C00100000', 100, '2025-05-16', 100, 1, '2025-05-08 15:00Z');
insert into order_legs (client_order_id, leg, option_symbol, side, position_intent)
values ('opt-e1', 0, 'F250516C00010000', 'buy', 'buy_to_open');

-- Bars: a year is from 2025-06-15 00:00 UTC on. The name of a row says whether it goes.
insert into lane_telemetry (ts, ticker, open, high, low, close, volume, feed, known_at)
select t, k, 1, 1, 1, 1, 1, 'iex', t
from (values
	('2025-06-14 23:59:59.999999Z'::timestamptz, 'GO'), ('2025-06-15 00:00Z', 'STAY'), ('2025-04-01 15:00Z', 'GO'), ('2025-05-05 15:00Z', 'GO'),
	('2025-05-07 14:59Z', 'MSFT'), ('2025-05-07 15:00Z', 'MSFT'), ('2025-05-09 15:59Z', 'MSFT'), ('2025-05-09 16:00Z', 'MSFT'),
	('2025-05-07 14:59Z', 'AMD'), ('2025-05-07 15:00Z', 'AMD'), ('2025-05-09 14:59Z', 'AMD'), ('2025-05-09 15:00Z', 'AMD'),
	('2025-05-19 13:59Z', 'GE'), ('2025-05-19 14:00Z', 'GE'), ('2025-06-14 15:00Z', 'GE')) as b (t, k);
insert into option_bars (ts, symbol, open, high, low, close, volume, feed, known_at)
select t, k, 1, 1, 1, 1, 1, 'iex', t
from (values ('2025-06-14 23:59:59.999999Z'::timestamptz, 'GO250620C00010000'), ('2025-06-15 00:00Z', 'STAY250620C00010000'),
	('2025-04-01 15:00Z', 'GO250620C00010000'), ('2025-05-01 15:00Z', 'MSFT250516C00200000'), ('2025-05-01 15:00Z', 'MSFT250516C00210000'),
	('2025-05-01 15:00Z', 'MSFT250516C00220000'), ('2025-05-01 15:00Z', 'AMD250516C00100000'),
	('2025-05-01 15:00Z', 'F250516C00010000')) as b (t, k);
-- Features: 90 days are from 2026-03-17 on.
insert into lane_features (ts, ticker, bar_ts, close, bars, feed, computed_at, known_at)
select t, k, t, 1, 20, 'iex', t, t
from (values ('2026-03-16 23:59Z'::timestamptz, 'GO'), ('2026-03-17 00:00Z', 'STAY'), ('2025-03-10 15:00Z', 'GO'),
	('2025-05-08 15:00Z', 'MSFT')) as f (t, k);
insert into lane_atr_state (ticker, session, feed, buckets, seeded_at, updated_at)
values ('GO', '2026-03-16', 'iex', 0, '2026-03-16', '2026-03-16'), ('STAY', '2026-03-17', 'iex', 0, '2026-03-17', '2026-03-17');
-- Days: two years are from 2024-06-15 on.
insert into lane_daily (ticker, day, open, high, low, close, volume, feed, known_at)
select k, d, 1, 1, 1, 1, 1, 'iex', d from (values ('GO', '2024-06-14'::date), ('STAY', '2024-06-15')) as b (k, d);
insert into lane_features_daily (ticker, day, close, bars, feed, computed_at, known_at)
select ticker, day, 1, 200, 'iex', day, day from lane_daily;
insert into iv_history (ticker, day, source, known_at, computed_at) select ticker, day, 'chain', day, day from lane_daily;
insert into iv_history_replaced (ticker, day, known_at, implied_volatility) select ticker, day, day, .3 from lane_daily;
-- Volatilities: all strikes for 30 days, from 2026-05-16 on, the one at the money for a year.
insert into iv_surface (ticker, ts, expiration_date, strike_price, option_type, symbol, underlying_price, feed, known_at)
select k, t, '2026-12-18', s, o, x, u, 'indicative', t
from (values
	('A', '2026-05-15 23:59Z'::timestamptz, 95, 'call', 'GO1', 100), ('A', '2026-05-15 23:59Z', 100.5, 'call', 'STAY1', 100),
	('A', '2026-05-15 23:59Z', 101, 'call', 'GO2', 100), ('A', '2026-05-15 23:59Z', 105, 'call', 'MSFT250516C00210000', 100),
	('A', '2026-05-15 23:59Z', 99, 'put', 'STAY2', 100), ('A', '2026-05-15 23:59Z', 101, 'put', 'GO3', 100),
	('A', '2026-05-15 23:59Z', 110, 'put', 'GO4', 100),
	('B', '2026-05-15 23:59Z', 90, 'put', 'STAY3', null), ('B', '2026-05-15 23:59Z', 91, 'put', 'STAY4', null),
	('A', '2026-05-16 00:00Z', 90, 'call', 'STAY5', 100), ('A', '2026-05-16 00:00Z', 100, 'call', 'STAY6', 100),
	('A', '2025-06-14 23:59Z', 100, 'call', 'GO5', 100), ('A', '2025-06-15 00:00Z', 100, 'call', 'STAY7', 100),
	('A', '2025-06-14 23:59Z', 100, 'put', 'MSFT250516C00200000', 100)) as v (k, t, s, o, x, u);
-- Articles: 90 days since they were known. 3 was the reason of a recommendation, 4 is claimed, 5 has no date of its own, 6 neither,
-- but its feed was removed.
insert into feed_state (feed_url, fetch_url, added_at) values ('http://a/', 'http://a/', '2025-01-01');
insert into inbound_events_raw (id, event_uid, feed_url, title, title_key, story_uid, published_at, published_source, fetched_at, known_at,
	claimed_by, claim_expires_at)
overriding system value
select n, lpad(n::text, 64, '0'), f, t, t, lpad(n::text, 64, '0'), '2026-03-01', p, k, k, c, case when c is not null then k end
from (values (1, 'GO', 'http://a/', 'item', '2026-03-16 23:59Z'::timestamptz, null::uuid), (2, 'STAY', 'http://a/', 'item', '2026-03-17 00:00Z', null),
	(3, 'STAY', 'http://a/', 'item', '2025-05-08 14:00Z', null), (4, 'STAY', 'http://a/', 'item', '2026-03-01', gen_random_uuid()),
	(5, 'STAY', 'http://a/', 'missing', '2026-03-01', null), (6, 'GO', 'http://b/', 'missing', '2026-03-01', null)) as a (n, t, f, p, k, c);
insert into inbound_events_classified (raw_event_id, tickers, sentiment_label, sentiment_score, p_positive, p_neutral, p_negative, engine, model,
	event_type, urgency, created_at)
select id, '{}', 'neutral', 0, 0, 1, 0, 'lexicon', '1', 'other', 'low', known_at from inbound_events_raw;
-- Runs: 30 days. The account says whether the run goes.
insert into pipeline_runs (run_id, stage, account, version, host, pid, now_at, started_at, finished_at, status, exit_status, counts)
select gen_random_uuid(), s, 'a', case when go then 'GO' else 'STAY' end, 'here', 1, t, t, t, o, 0, c::jsonb
from (values ('opt-bars', true, '2026-05-15 23:59Z'::timestamptz, 'ok', '{}'), ('opt-bars', true, '2026-05-15 23:58Z', 'ok', '{"bars": 0}'),
	('opt-bars', false, '2026-05-15 23:57Z', 'ok', '{"bars": 0, "rows": 1}'), ('opt-bars', false, '2026-05-15 23:56Z', 'failed', '{}'),
	('opt-bars', false, '2026-05-15 23:55Z', 'lost', '{}'), ('opt-bars', false, '2026-05-15 23:54Z', 'partial', '{}'),
	('opt-bars', false, '2026-05-16 00:00Z', 'ok', '{}'), ('opt-bars', false, '2026-06-15 04:59Z', 'ok', '{}'),
	('opt-universe', true, '2026-03-01', 'ok', '{}'), ('opt-universe', false, '2026-03-02', 'ok', '{}')) as r (s, go, t, o, c);
-- Alerts: 30 days. A message waits, two outages are not over, one is.
insert into alert_outbox (dedupe_key, channel, subject, body, created_at, sent_at)
select d, 'email', x, '', t, s::timestamptz
from (values ('a', 'GO', '2026-05-15 23:59Z'::timestamptz, '2026-05-16'), ('b', 'STAY', '2026-05-16 00:00Z', '2026-05-16'),
	('c', 'STAY', '2026-05-15', null), ('d', 'GO', '2026-05-15', null), ('foreign:PA1:X', 'STAY', '2026-05-15', '2026-05-16'),
	('outage:1', 'STAY', '2026-05-15', '2026-05-16'), ('outage:2', 'GO', '2026-05-15', '2026-05-16'),
	('recovered:2', 'GO', '2026-05-15', '2026-05-16')) as o (d, x, t, s);
insert into alert_messages (message_id, channel, severity, subject, body, alerts, created_at, next_try, sent_at, given_up_at)
values ('m1', 'email', 'info', 'GO', '', 1, '2026-05-15 23:59Z', '2026-05-16', '2026-05-16', null),
	('m2', 'email', 'info', 'STAY', '', 1, '2026-05-15', '2026-05-16', null, null),
	('m3', 'email', 'info', 'GO', '', 1, '2026-05-15', '2026-05-16', null, '2026-05-16'),
	('m4', 'email', 'info', 'STAY', '', 1, '2026-05-15', '2026-05-16', '2026-05-16', null);
insert into alert_deliveries (dedupe_key, channel, message_id) values ('a', 'email', 'm1'), ('c', 'email', 'm2'), ('b', 'email', 'm4');
END
dump() {
	pg_dump -a 2>/dev/null | grep -v '^--\|^.restrict\|^.unrestrict' | cksum
}
totals() {
	printf '%s\n' "$out" | jq -c 'select(.rows > 0) | [.table, .action, .object, .rows]'
}

# ---- a dry run ----

before=$(dump)
exits 0 'a dry run' opt-prune -n
is "$(dump)" "$before" 'writes nothing'
cat >"$work/want" <<'END'
["lane_telemetry","dropped","lane_telemetry_2025_04",1]
["lane_telemetry","deleted",null,7]
["option_bars","dropped","option_bars_2025_04",1]
["option_bars","deleted",null,2]
["lane_features","dropped","lane_features_2025_03",1]
["lane_features","deleted",null,1]
["lane_atr_state","deleted",null,1]
["lane_daily","deleted",null,1]
["lane_features_daily","deleted",null,1]
["iv_history","deleted",null,1]
["iv_history_replaced","deleted",null,1]
["iv_surface","deleted",null,1]
["iv_surface","deleted","strikes not at the money",4]
["inbound_events_raw","deleted",null,2]
["pipeline_runs","deleted",null,3]
["alert_outbox","deleted",null,4]
["alert_messages","deleted",null,1]
END
totals >"$work/dry"
run diff "$work/want" "$work/dry"
is "$out" '' 'prints what would go, without the message whose alerts would go before it'
opt-prune -n >"$work/dry.json"
is "$(jq -s 'map(select(.action == "deleted" and .rows > 0 and .bytes < 30 * .rows)) | length' "$work/dry.json")" 0 'with its bytes'
is "$(jq -r 'select(.action == "created") | .object' "$work/dry.json")" '8 partitions' 'and the partitions that are missing'
exits 0 'on a terminal' script -qec 'COLUMNS=150 opt-prune -n' /dev/null
like "$out" '^iv_surface +deleted +strikes not at the money +4 +[0-9]+ +2026-05-16T00:00:00Z' 'a table'

# ---- the run ----

exits 0 'opt-prune' opt-prune
sed 's/\["alert_messages","deleted",null,1\]/["alert_messages","deleted",null,2]/' "$work/want" >"$work/want.run"
totals >"$work/got"
run diff "$work/want.run" "$work/got"
is "$out" '' 'the same goes'
is "$(sql "select string_agg(ticker || to_char(ts, ' MM-DD HH24:MI'), ', ' order by ts, ticker) from lane_telemetry")" \
	'AMD 05-07 15:00, MSFT 05-07 15:00, AMD 05-09 14:59, MSFT 05-09 15:59, GE 05-19 14:00, GE 06-14 15:00, STAY 06-15 00:00' \
	'bars stay from a day before to a day after a position or an order, and while a recommendation is undecided'
is "$(sql "select string_agg(symbol, ' ' order by symbol) from option_bars")" \
	'AMD250516C00100000 F250516C00010000 MSFT250516C00200000 MSFT250516C00210000 STAY250620C00010000' \
	'bars of contracts that were held or ordered stay, those of each leg, too'
is "$(sql "select string_agg(ticker, ' ' order by ticker) from lane_features")" 'MSFT STAY' 'features'
is "$(sql 'select ticker from lane_atr_state union select ticker from lane_daily union select ticker from lane_features_daily
	union select ticker from iv_history union select ticker from iv_history_replaced')" STAY 'state of averages, days'
is "$(sql "select string_agg(symbol, ' ' order by symbol) from iv_surface")" \
	'MSFT250516C00200000 MSFT250516C00210000 STAY1 STAY2 STAY3 STAY4 STAY5 STAY6 STAY7' 'volatilities; of two strikes at the same distance the lower'
is "$(sql "select string_agg(title || id, ' ' order by id) from inbound_events_raw")|$(sql 'select count(*) from inbound_events_classified')" \
	'STAY2 STAY3 STAY4 STAY5|4' 'articles, and with them their classes'
is "$(sql "select version, count(*) from pipeline_runs where account = 'a' group by 1")" 'STAY|7' 'runs that did something, failed, or are the newest'
is "$(sql "select string_agg(dedupe_key, ' ' order by dedupe_key) from alert_outbox where subject = 'STAY'")|$(sql "select count(*) from alert_outbox")" \
	'b c foreign:PA1:X outage:1|4' 'alerts'
is "$(sql "select string_agg(message_id, ' ' order by message_id) from alert_messages")|$(sql 'select count(*) from alert_deliveries')" 'm2 m4|2' 'messages'
is "$(sql "select string_agg(c.relname, ' ' order by c.relname) from pg_inherits join pg_class c on c.oid = inhrelid
	where c.relname ~ '(2025_0[34]|2026_08)$'")" \
	'iv_surface_2026_08 lane_features_2026_08 lane_telemetry_2026_08 option_bars_2026_08' 'partitions without a row that is needed are gone; two months ahead are there'
is "$(sql "select status, counts ->> 'partitions_dropped' from pipeline_runs where stage = 'opt-prune'")" 'ok|18' 'the run has its row'
exits 0 'again' opt-prune
is "$(totals)" '' 'nothing is left'
exits 0 'the story of the recommendation' opt-explain --json 1
is "$(printf '%s' "$out" | jq -c '[.sources[].raw_event_id]')" '[3]' 'still has the source of its article'
psql -Xq <<'END'
insert into trading_params (version, params, author, reason, created_at)
select max(version) + 1, '{"prune_features_days": 30}', 'me', 'test', '2026-06-15' from trading_params;
END
exits 0 'another age' opt-prune
is "$(totals)" '["lane_features","dropped","lane_features_2026_03",1]
["lane_atr_state","deleted",null,1]' 'is that of the parameter'

# ---- what does not work costs only itself ----

fill() {
	psql -Xq <<-END
		do 'begin perform opt_partition_ensure(''lane_features'', ''2026-02-01'', ''2026-02-28''); end';
		insert into lane_features (ts, ticker, bar_ts, close, bars, feed, computed_at, known_at)
		select t, 'GO', t, 1, 20, 'iex', t, t
		from generate_series(timestamptz '2026-02-01', timestamptz '2026-02-01' + interval '1 minute' * ($1 - 1), interval '1 minute') as t;
		insert into lane_daily (ticker, day, open, high, low, close, volume, feed, known_at)
		values ('GO', '2024-01-02', 1, 1, 1, 1, 1, 'iex', '2024-01-02') on conflict do nothing;
	END
}
# locked STATEMENT: runs it in a transaction that stays open until unlock
locked() {
	mkfifo "$work/session"
	PGOPTIONS='-c lock_timeout=20s' psql -XAtq -v ON_ERROR_STOP=1 <"$work/session" >"$work/locked" 2>&1 &
	session=$!
	exec 9>"$work/session"
	printf 'begin; %s;\nselect $$ready$$;\n' "$1" >&9
	until grep -qs ready "$work/locked" || ! kill -0 "$session"; do sleep .05; done
}
unlock() {
	exec 9>&-
	wait "$session"
	rm "$work/session"
}
fill 10
locked 'lock table lane_daily in exclusive mode'
exits 1 'a table that is locked' opt-prune
unlock
like "$err" 'lane_daily: query prune_slice: canceling statement due to lock timeout' 'is named'
is "$(totals)" '["lane_features","dropped","lane_features_2026_02",10]' 'and the others are pruned'
exits 0 'the next run' opt-prune
is "$(totals)" '["lane_daily","deleted",null,1]' 'prunes it'

fill 10
locked 'select count(*) from lane_features'
opt-prune >"$work/busy" &
prune=$!
# a reader that would wait for a lock for 10 ms would fail
failed=0
for _ in 1 2 3 4 5 6 7 8 9 10; do
	sql "set lock_timeout = '10ms'; select count(*) from lane_features" >/dev/null 2>&1 || failed=$((failed + 1))
	sql "select count(*) from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())" >>"$work/waiting"
done
wait "$prune"
is "$?" 0 'a partition that a stage reads'
unlock
is "$failed|$(sort -u "$work/waiting")" '0|0' 'opt-prune never waits for its lock, and no reader waits behind it'
is "$(jq -c 'select(.rows > 0) | [.table, .action, .object, .rows]' "$work/busy")" '["lane_features","deleted",null,10]
["lane_daily","deleted",null,1]' 'its rows go one by one'

# ---- killed in the third batch ----

fill 25000
psql -Xq <<'END'
create sequence batches;
grant usage on sequence batches to public;
create function hold_third() returns trigger language plpgsql as $$
begin
	if nextval('batches') = 3 then
		perform pg_sleep(60);
	end if;
	return null;
end
$$;
create trigger hold_third after delete on lane_features for each statement execute function hold_third();
END
locked 'select count(*) from lane_features' # so that the partition is not dropped
opt-prune -q &
prune=$!
until [ "$(sql "select count(*) from pg_stat_activity where wait_event = 'PgSleep' and application_name like 'opt-prune%'
	and query like '%opt_prune_slice%'")" = 1 ] || ! kill -0 "$prune" 2>/dev/null; do sleep .1; done
kill -9 "$prune"
wait "$prune" 2>/dev/null
unlock
is "$(sql "select count(*) from lane_features where ticker = 'GO'")" 15001 'two batches of 5000, of which one row stays, are gone, the third is not'
sql 'drop trigger hold_third on lane_features' >/dev/null
exits 0 'the next run' opt-prune
is "$(sql "select count(*) from lane_features where ticker = 'GO'")|$(sql "select count(*) from pipeline_runs where stage = 'opt-prune' and status = 'lost'")" \
	'0|1' 'takes the lease, deletes the rest, and marks the killed run'

# ---- rights ----

# denied NAME STATEMENT
denied() {
	run sql "set role opt_prune; $2"
	like "$err" "${3:-permission denied}" "$1"
}
denied 'the role cannot delete from a table' 'delete from lane_features'
denied 'nor read one' 'select * from fills'
denied 'nor drop one' 'drop table lane_features_2026_06' 'must be owner'
denied 'the functions know only their rules' "select opt_prune_slice('fills', '-infinity', '2030-01-01', 10)" 'no rows'
denied 'a new partition' "select opt_prune_partition('lane_features', 'lane_features_2026_06', '2026-06-15', true)" 'not a partition'
denied 'another table' "select opt_prune_partition('lane_features', 'fills', '2030-01-01', true)" 'not a partition'

# ---- files ----

log=$work/rows.jsonl
printf '{}\n{}\n' >"$log"
printf '{}\n' >"$log.2026-05-15"
printf '{}\n' >"$log.2026-05-16"
printf '{}\n' >"$log.old"
exec 8>>"$log"
exits 0 'files, a dry run' opt-prune -n --rows "$log"
is "$(cd "$work" && echo rows.jsonl*)" 'rows.jsonl rows.jsonl.2026-05-15 rows.jsonl.2026-05-16 rows.jsonl.old' 'changes none'
exits 0 'files' opt-prune --rows "$log"
is "$(printf '%s\n' "$out" | jq -c 'select(.action == "removed" or .action == "set_aside") | [.action, .object, .rows, .bytes]' | sed "s|$work/||g")" \
	'["set_aside","rows.jsonl.2026-06-15",0,0]
["removed","rows.jsonl.2026-05-15",1,3]' 'a file is set aside, one is too old'
echo '{"late":1}' >&8
exec 8>&-
echo '{"new":1}' >>"$log"
is "$(cat "$log.2026-06-15" "$log" | xargs)" '{} {} {late:1} {new:1}' 'no line is lost'
exits 0 'files, later on the day' opt-prune --rows "$log"
is "$(cat "$log" | xargs)" '{new:1}' 'once a day'
is "$(cd "$work" && echo rows.jsonl*)" 'rows.jsonl rows.jsonl.2026-05-16 rows.jsonl.2026-06-15 rows.jsonl.old' 'others stay'
exits 0 'no file, as in a container' opt-prune --rows /dev/stdout
exits 0 'a file that is not there' opt-prune --rows "$work/none.jsonl"
mkfifo "$work/fifo"
exits 1 'a FIFO' opt-prune --rows "$work/fifo"
like "$err" 'not a regular file' 'is refused'
exits 1 'a folder that is not there' opt-prune --rows "$work/none/rows.jsonl"
exits 64 'no file' opt-prune --rows ''
exits 64 'an operand' opt-prune lane_daily
finish
