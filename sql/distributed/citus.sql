-- Distributes the market series over several nodes with the Citus extension. The owner runs it once on the coordinator,
-- after opt-migrate. The database may be empty or filled: rows are moved, and readers wait meanwhile.
--
--	psql -v ON_ERROR_STOP=1 -f sql/distributed/citus.sql
--
-- The four series are distributed by symbol, and so are the partitions of later months. All other tables, above all those
-- of trades, stay on the coordinator. The programs do not change: they connect to the coordinator. test/series.sh checks
-- that their statements can be sent to the nodes.

create extension if not exists citus;

select create_distributed_table('lane_telemetry', 'ticker', shard_count => 32);
select create_distributed_table('lane_features', 'ticker', colocate_with => 'lane_telemetry');
select create_distributed_table('iv_surface', 'ticker', colocate_with => 'lane_telemetry');
-- not colocated: no statement joins the bars of a stock with the bars of its options
select create_distributed_table('option_bars', 'symbol', shard_count => 32, colocate_with => 'none');

-- The coordinator takes part in joins of series with local tables such as the universe and the watchlist.
select citus_set_coordinator_host('localhost', current_setting('port')::integer)
where not exists (select from pg_dist_node where groupid = 0);

-- A series is merged from a temporary table of the session, which is local; the key decides to which node a row goes.
alter system set citus.enable_local_execution = on;
alter system set citus.local_table_join_policy = 'auto';
select pg_reload_conf();
