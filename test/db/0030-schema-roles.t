#!/bin/sh
# The rights of each role on each table, compared with the rights that sql/roles.sql should grant.
. test/tap.sh
new_database
# rights on the database itself are not copied from its template
psql -Xq1 -v ON_ERROR_STOP=1 -f sql/roles.sql

# role, table and rights: S(elect) I(nsert) U(pdate) D(elete), s and u for some columns only. There are no others.
cat >"$work/want" <<'MATRIX'
opt_alert account_snapshots s
opt_alert active_positions S
opt_alert alert_conditions SIUD
opt_alert alert_deliveries SI
opt_alert alert_messages SIu
opt_alert alert_outbox SIu
opt_alert broker_orders S
opt_alert capture_contracts S
opt_alert capture_progress S
opt_alert dispatch_executions S
opt_alert dispatch_recommendations S
opt_alert feed_state s
opt_alert inbound_events_raw s
opt_alert lane_features s
opt_alert lane_telemetry s
opt_alert pipeline_runs SIU
opt_alert position_history S
opt_alert position_legs S
opt_alert schema_migrations S
opt_alert stage_leases SIU
opt_alert trading_halts S
opt_alert trading_params S
opt_alert watchlist_state s
opt_decide active_positions S
opt_decide alert_outbox SI
opt_decide corporate_actions S
opt_decide dispatch_recommendations SIu
opt_decide inbound_events_classified S
opt_decide inbound_events_raw S
opt_decide iv_history S
opt_decide iv_history_known S
opt_decide iv_surface S
opt_decide lane_daily S
opt_decide lane_features S
opt_decide lane_features_daily S
opt_decide lane_telemetry S
opt_decide macro_events S
opt_decide pipeline_freshness S
opt_decide pipeline_runs SIU
opt_decide schema_migrations S
opt_decide stage_leases SIU
opt_decide ticker_universe S
opt_decide trading_halts S
opt_decide trading_params S
opt_decide watchlist_state SIUD
opt_ingest alert_outbox SI
opt_ingest corporate_actions SI
opt_ingest feed_state SIUD
opt_ingest inbound_events_classified SIU
opt_ingest inbound_events_raw SIU
opt_ingest iv_history SIU
opt_ingest iv_history_known S
opt_ingest iv_history_replaced SI
opt_ingest iv_surface SIU
opt_ingest lane_atr_state SIU
opt_ingest lane_daily SIU
opt_ingest lane_features SIU
opt_ingest lane_features_daily SIU
opt_ingest lane_telemetry SIU
opt_ingest macro_events SIU
opt_ingest option_bars SIU
opt_ingest pipeline_freshness S
opt_ingest pipeline_runs SIU
opt_ingest schema_migrations S
opt_ingest stage_leases SIU
opt_ingest ticker_facts_replaced SI
opt_ingest ticker_universe SIU
opt_ingest trading_halts S
opt_ingest trading_params S
opt_ingest watchlist_state S
opt_prune schema_migrations S
opt_prune stage_leases S
opt_prune trading_params S
opt_trade account_snapshots SI
opt_trade active_positions SIU
opt_trade alert_outbox SIu
opt_trade broker_activities SIu
opt_trade broker_capabilities SI
opt_trade broker_orders SIu
opt_trade capture_contracts S
opt_trade capture_progress SIU
opt_trade capture_rate_daily S
opt_trade capture_sessions SI
opt_trade corporate_actions S
opt_trade dispatch_executions SIU
opt_trade dispatch_recommendations Su
opt_trade fills SIu
opt_trade gate_verdicts S
opt_trade inbound_events_classified S
opt_trade inbound_events_raw S
opt_trade iv_history S
opt_trade iv_history_known S
opt_trade iv_surface S
opt_trade lane_daily S
opt_trade lane_features S
opt_trade lane_features_daily S
opt_trade lane_telemetry S
opt_trade learning_recommendations S
opt_trade macro_events S
opt_trade option_bars SIU
opt_trade order_legs SIu
opt_trade pipeline_freshness S
opt_trade pipeline_runs SIU
opt_trade position_events SI
opt_trade position_history SIuD
opt_trade position_legs SIU
opt_trade position_marks SI
opt_trade schema_migrations S
opt_trade shadow_fills SI
opt_trade skipped_outcomes S
opt_trade stage_leases SIU
opt_trade ticker_earnings_known S
opt_trade ticker_sectors_known S
opt_trade ticker_universe S
opt_trade trading_halts SI
opt_trade trading_params S
opt_trade watchlist_state S
MATRIX

sql "
select r || ' ' || t.relname || ' ' || concat(
	case when has_table_privilege(r, t.oid, 'select') then 'S'
		when has_any_column_privilege(r, t.oid, 'select') then 's' end,
	case when has_table_privilege(r, t.oid, 'insert') then 'I' end,
	case when has_table_privilege(r, t.oid, 'update') then 'U'
		when has_any_column_privilege(r, t.oid, 'update') then 'u' end,
	case when has_table_privilege(r, t.oid, 'delete') then 'D' end,
	case when has_table_privilege(r, t.oid, 'truncate, references, trigger') then '!' end)
from unnest(array['opt_alert', 'opt_ingest', 'opt_decide', 'opt_prune', 'opt_trade']) r, pg_class t
where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p', 'v', 'm')
	and (has_table_privilege(r, t.oid, 'select, insert, update, delete, truncate, references, trigger')
		or has_any_column_privilege(r, t.oid, 'select, insert, update, references'))
order by r, t.relname" >"$work/got"
run diff "$work/want" "$work/got"
is "$out" '' 'the rights of the programs'
is "$(sql "
select count(*) filter (where not has_table_privilege('opt_read', oid, 'select')),
	count(*) filter (where has_table_privilege('opt_read', oid, 'insert, update, delete, truncate, references, trigger')
		or has_any_column_privilege('opt_read', oid, 'insert, update'))
from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')")" '0|0' \
	'opt_read reads everything and writes nothing'
is "$(sql "
select count(*) filter (where not has_table_privilege('opt_report', oid, 'select')),
	string_agg(relname || case when has_table_privilege('opt_report', oid, 'update, delete, truncate, references, trigger') then '!' else '' end, ' ')
		filter (where has_table_privilege('opt_report', oid, 'insert, update, delete, truncate, references, trigger')
		or has_any_column_privilege('opt_report', oid, 'insert, update'))
from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')")" '0|shadow_fills' \
	'opt_report reads everything, and writes the shadow fills alone'
is "$(sql "select string_agg(relname, ' ') from pg_class where relnamespace = 'public'::regnamespace
	and relkind in ('r', 'p', 'v', 'm') and relowner <> 'opt_owner'::regrole")" '' 'opt_owner owns all tables and views'

# role and function: the same for the functions opt_*
cat >"$work/want" <<'MATRIX'
opt_alert opt_lease_check
opt_alert opt_lease_take
opt_alert opt_may_run
opt_alert opt_role_of
opt_alert opt_run_begin
opt_alert opt_run_end
opt_decide opt_lease_check
opt_decide opt_lease_take
opt_decide opt_may_run
opt_decide opt_role_of
opt_decide opt_run_begin
opt_decide opt_run_end
opt_ingest opt_lease_check
opt_ingest opt_lease_take
opt_ingest opt_may_run
opt_ingest opt_partition_ensure
opt_ingest opt_partition_ensure_all
opt_ingest opt_role_of
opt_ingest opt_run_begin
opt_ingest opt_run_end
opt_prune opt_lease_check
opt_prune opt_lease_take
opt_prune opt_may_run
opt_prune opt_partition_ensure_all
opt_prune opt_prune_count
opt_prune opt_prune_partition
opt_prune opt_prune_slice
opt_prune opt_role_of
opt_prune opt_run_begin
opt_prune opt_run_end
opt_read opt_read_check
opt_read opt_read_fetch
opt_read opt_read_open
opt_trade opt_lease_check
opt_trade opt_lease_take
opt_trade opt_may_run
opt_trade opt_order_release
opt_trade opt_partition_ensure
opt_trade opt_partition_ensure_all
opt_trade opt_role_of
opt_trade opt_run_begin
opt_trade opt_run_end
MATRIX
sql "select r || ' ' || p.proname
from unnest(array['opt_alert', 'opt_ingest', 'opt_decide', 'opt_trade', 'opt_prune', 'opt_report', 'opt_read', 'pg_monitor']) r, pg_proc p
where p.pronamespace = 'public'::regnamespace and has_function_privilege(r, p.oid, 'execute')
order by r, p.proname" >"$work/got"
run diff "$work/want" "$work/got"
is "$out" '' 'the functions that each role may call'
is "$(sql "select string_agg(proname, ' ') from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
	and (proowner <> case when starts_with(proname, 'opt_read_') then 'opt_read' else 'opt_owner' end::regrole or proconfig::text !~ '^.\"?search_path=pg_catalog, public, pg_temp')")" '' \
	'functions with the rights of their owner: that is opt_owner, or opt_read for statements, and their search path is fixed'

# as ROLE STATEMENT
as() {
	sql "set role $1; $2"
}
denied() {
	run as "$2" "$3"
	like "$err" 'permission denied' "$1"
}
denied 'opt-rss cannot read positions' opt_ingest 'select * from active_positions'
denied 'opt-signal cannot insert an order' opt_decide "insert into broker_orders (client_order_id) values ('x')"
denied 'opt_read cannot write' opt_read "update trading_halts set reason = 'x'"
denied 'opt-dispatch cannot insert a recommendation' opt_trade \
	"insert into dispatch_recommendations (ticker) values ('AAPL')"
denied 'opt-dispatch cannot change the intent of an order' opt_trade "update broker_orders set side = 'sell'"
denied 'opt-alert cannot change a position' opt_alert 'update active_positions set quantity = 0'
denied 'opt-posmon cannot clear a halt' opt_trade "update trading_halts set cleared_at = '2026-01-01'"
denied 'opt-posmon cannot delete a fill' opt_trade 'delete from fills'
for role in opt_alert opt_ingest opt_decide opt_trade opt_prune opt_read; do
	denied "$role cannot create tables" "$role" 'create table mine (n int)'
done
denied 'opt_read cannot create temporary tables' opt_read 'create temporary table mine (n int)'
denied 'opt_decide cannot create partitions' opt_decide "select opt_partition_ensure('iv_surface', '2026-01-01', '2026-01-01')"
is "$(as opt_ingest "select opt_partition_ensure('iv_surface', '2030-01-01', '2030-01-01')")" 1 'opt_ingest creates partitions'
exits 0 'opt_trade updates the outcome of an order' as opt_trade "update broker_orders set status = 'rejected'"
exits 0 'opt_ingest creates a temporary table' as opt_ingest 'create temporary table mine (n int)'

# A function with the rights of its owner must not use the search path of the caller.
run as opt_ingest "create temporary table pg_class (n int); set search_path = pg_temp, public;
	select opt_partition_ensure('iv_surface', '2030-02-01', '2030-02-01')"
is "$status $out" '0 1' "the search path of the caller has no effect"
# --- runs and leases: each role has those of its own programs ---

# PROGRAM ROLE of the programs that have runs, from the source
sed -nE 's/^\t\.name = "(.*)",$/n \1/p; s/^\t\.role = "(.*)",$/r \1/p; s/^\t\.needs = (.*),$/w \1/p' tools/opt-*.c |
	awk '$1 == "n" { name = $2; role = "" } $1 == "r" { role = $2 } $1 == "w" { needs = $0; list[name] = needs }
		$1 == "r" || $1 == "w" { if (role != "" && list[name] ~ /NEEDS_(RUN|LEASE)/) print name, role }' | sort -u >"$work/programs"
while read -r program role; do
	is "$(sql "select opt_role_of('$program')")" "$role" "$program has the role of its source"
done <"$work/programs"
is "$(wc -l <"$work/programs")" 12 'the programs that have runs'

one=11111111-1111-1111-1111-111111111111
two=22222222-2222-2222-2222-222222222222
three=33333333-3333-3333-3333-333333333333
# begin ROLE PROGRAM RUN [DEAD FENCE]
begin() {
	as "$1" "select opt_run_begin('$2', '-', '$3', 'host', 1, 1, 50, '0.1.0', '2026-01-26', true, ${4:--1}, 1)"
}
is "$(begin opt_trade opt-posmon $one)" 1 'opt_trade takes the lease of opt-posmon'
# denied_all NAME COUNT: passes when each of the COUNT lines of the file "statements", ROLE and a statement, is refused
denied_all() {
	sed -E 's/^([^ ]+) (.*)$/set role \1; \2;/' "$work/statements" | psql -XAtq 2>&1 |
		grep -Ec 'ERROR: +(permission denied|role opt_[a-z]+ has no runs of|new row violates row-level security policy)' >"$work/got"
	is "$(cat "$work/got") of $(wc -l <"$work/statements")" "$2 of $2" "$1"
}
for role in opt_ingest opt_decide opt_read; do
	for table in pipeline_runs stage_leases; do
		printf '%s\n' "$role insert into $table (stage) values ('opt-posmon')" "$role delete from $table" "$role truncate $table"
	done
done >"$work/statements"
printf '%s\n' "opt_trade update stage_leases set stage = 'opt-rss'" "opt_trade update pipeline_runs set stage = 'opt-rss'" \
	"opt_trade delete from pipeline_runs" "opt_trade truncate stage_leases" >>"$work/statements"
denied_all 'no role writes runs and leases of programs of others by itself' 22
for role in opt_ingest opt_decide; do
	is "$(as $role "select count(*) from (select from stage_leases for update) l; update stage_leases set holder = null returning 1;
		update pipeline_runs set status = 'lost' returning 1")" 0 "$role cannot lock them either"
done
is "$(as opt_trade "update stage_leases set host = 'there' where stage = 'opt-posmon' returning 1;
	update pipeline_runs set host = 'there' where stage = 'opt-posmon' returning 1" | xargs)" '1 1' \
	'C18 the release before writes those of its own programs'
while read -r program owner; do
	for role in opt_alert opt_ingest opt_decide opt_trade opt_prune opt_read; do
		[ "$role" = "$owner" ] || printf '%s\n' "$role select opt_run_begin('$program', '-', gen_random_uuid(), 'host', 1, 1, 50,
			'0.1.0', '2026-01-26', true, 1, 1)" | tr '\n' ' ' && echo
	done
done <"$work/programs" | grep . >"$work/statements"
denied_all 'no role begins a run of a program of another role' 60
run begin opt_ingest opt-posmon $two 1
like "$err" 'role opt_ingest has no runs of opt-posmon' 'the lease of opt-posmon cannot be taken over as if its holder were dead'
denied 'a function of the owner is no way round' opt_ingest "select opt_check_program('opt-posmon')"
run as opt_ingest "select opt_lease_take('opt-posmon', 'PA1', '$one', '-', 1, 1, 'x')"
like "$err" 'role opt_ingest has no runs of opt-posmon' 'nor the lease of its account'
run as opt_ingest "select opt_lease_check('opt-posmon', '-', '$one', 1, null, null)"
like "$err" 'role opt_ingest has no runs of opt-posmon' 'nor can it be locked'
is "$(as opt_ingest "select opt_run_end('$one', 'ok', 0::smallint, '{}', null)")" f 'nor can the run be ended'
is "$(sql 'select stage, holder from stage_leases')" "opt-posmon|$one" 'opt-posmon still has its lease'
is "$(sql 'select stage, status from pipeline_runs')" 'opt-posmon|running' 'and its run'
run begin opt_trade opt-unknown $two
like "$err" 'has no runs of opt-unknown' 'a program that does not exist has no runs'

# a user with rights of his own, without SET ROLE, and a search path that leads to other tables
sql "create role feeds_$$ login; grant opt_ingest to feeds_$$; grant connect on database $PGDATABASE to feeds_$$"
# shellcheck disable=SC2317 # run calls it
as_user() {
	psql -XAtq -v ON_ERROR_STOP=1 -c "set session authorization feeds_$$" -c "$1"
}
run as_user "select opt_run_begin('opt-posmon', '-', '$two', 'h', 1, 1, 50, '0.1.0', '2026-01-26', true, 1, 1)"
like "$err" "role feeds_$$ has no runs of opt-posmon" 'a member of opt_ingest has the rights of that role only'
run as_user "set role opt_trade"
like "$err" 'permission denied to set role' 'and cannot set the role of opt-posmon'
run as_user "create temporary table stage_leases (stage text); set search_path = pg_temp, public;
	select opt_run_begin('opt-features', '-', '$two', 'h', 1, 1, 1e9, '0.1.0', '2026-01-26', true, -1, 1)"
is "$status $out" '0 1' 'his own programs run, whatever his search path'
is "$(sql "select expires_at < clock_timestamp() + interval '25 hours' from stage_leases where stage = 'opt-features'")" t \
	'a lease lasts a day at most'
sql "drop owned by feeds_$$; drop role feeds_$$"

# C02: the run of a killed program is lost at the next run of that program, and of no other
is "$(begin opt_trade opt-posmon $three 1)" 2 'C02 the next run takes the lease of a dead holder over'
is "$(sql "select status, exit_status is null, error from pipeline_runs where run_id = '$one'")" \
	'lost|t|the run was killed, or its host stopped' 'C02 the killed run is lost'
is "$(as opt_trade "select count(*) from opt_lease_check('opt-posmon', '-', '$one', 1, null, null)")" 0 'it has no lease'
is "$(as opt_trade "select opt_run_end('$one', 'unfinished', 75::smallint, '{}', 'late')")" t 'when it ends after all'
is "$(sql "select r.status, l.holder = '$three' from pipeline_runs r, stage_leases l
	where run_id = '$one' and l.stage = 'opt-posmon'")" 'unfinished|t' 'its row is completed, and the lease stays'
is "$(as opt_trade "select opt_run_end('$one', 'ok', 0::smallint, '{}', null)")" f 'a run that has ended stays as it is'

exits 0 'running the roles again changes nothing' psql -Xq1 -v ON_ERROR_STOP=1 -f sql/roles.sql
finish
