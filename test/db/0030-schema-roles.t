#!/bin/sh
# The rights of each role on each table, compared with the rights that sql/roles.sql should grant.
. test/tap.sh
new_database
# rights on the database itself are not copied from its template
psql -Xq1 -v ON_ERROR_STOP=1 -f sql/roles.sql

# role, table and rights: S(elect) I(nsert) U(pdate) D(elete), u for the update of some columns only. There are no others.
cat >"$work/want" <<'MATRIX'
opt_decide active_positions S
opt_decide alert_outbox SI
opt_decide dispatch_recommendations SIu
opt_decide inbound_events_classified S
opt_decide inbound_events_raw S
opt_decide iv_history S
opt_decide iv_surface S
opt_decide lane_daily S
opt_decide lane_features S
opt_decide lane_features_daily S
opt_decide lane_telemetry S
opt_decide pipeline_freshness S
opt_decide pipeline_runs SIU
opt_decide schema_migrations S
opt_decide stage_leases SIU
opt_decide ticker_universe S
opt_decide trading_halts S
opt_decide trading_params S
opt_decide watchlist_state SIUD
opt_ingest alert_outbox SI
opt_ingest feed_state SIUD
opt_ingest inbound_events_classified SIU
opt_ingest inbound_events_raw SIU
opt_ingest iv_history SIU
opt_ingest iv_surface SIU
opt_ingest lane_atr_state SIU
opt_ingest lane_daily SIU
opt_ingest lane_features SIU
opt_ingest lane_features_daily SIU
opt_ingest lane_telemetry SIU
opt_ingest option_bars SIU
opt_ingest pipeline_freshness S
opt_ingest pipeline_runs SIU
opt_ingest schema_migrations S
opt_ingest stage_leases SIU
opt_ingest ticker_universe SIU
opt_ingest trading_halts S
opt_ingest trading_params S
opt_ingest watchlist_state S
opt_trade account_snapshots SI
opt_trade active_positions SIU
opt_trade alert_outbox SIu
opt_trade broker_activities SIu
opt_trade broker_orders SIu
opt_trade dispatch_executions SIU
opt_trade dispatch_recommendations Su
opt_trade fills SI
opt_trade inbound_events_classified S
opt_trade inbound_events_raw S
opt_trade iv_history S
opt_trade iv_surface S
opt_trade lane_daily S
opt_trade lane_features S
opt_trade lane_features_daily S
opt_trade lane_telemetry S
opt_trade learning_recommendations S
opt_trade option_bars SIU
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
opt_trade ticker_universe S
opt_trade trading_halts SI
opt_trade trading_params S
opt_trade watchlist_state S
MATRIX

sql "
select r || ' ' || t.relname || ' ' || concat(
	case when has_table_privilege(r, t.oid, 'select') then 'S' end,
	case when has_table_privilege(r, t.oid, 'insert') then 'I' end,
	case when has_table_privilege(r, t.oid, 'update') then 'U'
		when has_any_column_privilege(r, t.oid, 'update') then 'u' end,
	case when has_table_privilege(r, t.oid, 'delete') then 'D' end,
	case when has_table_privilege(r, t.oid, 'truncate, references, trigger') then '!' end)
from unnest(array['opt_ingest', 'opt_decide', 'opt_trade']) r, pg_class t
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
is "$(sql "select string_agg(relname, ' ') from pg_class where relnamespace = 'public'::regnamespace
	and relkind in ('r', 'p', 'v', 'm') and relowner <> 'opt_owner'::regrole")" '' 'opt_owner owns all tables and views'

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
denied 'opt-posmon cannot clear a halt' opt_trade "update trading_halts set cleared_at = '2026-01-01'"
denied 'opt-posmon cannot delete a fill' opt_trade 'delete from fills'
for role in opt_ingest opt_decide opt_trade opt_read; do
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
exits 0 'running the roles again changes nothing' psql -Xq1 -v ON_ERROR_STOP=1 -f sql/roles.sql
finish
