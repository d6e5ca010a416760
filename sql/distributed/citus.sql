-- The market series over several nodes, with the Citus extension: run once, by the owner, on the coordinator, after
-- opt-migrate, on an empty database or a filled one (rows are moved, reads wait meanwhile):
--
--	psql -v ON_ERROR_STOP=1 -f sql/distributed/citus.sql
--
-- The four series are spread by symbol; their partitions of later months follow by themselves. Everything else, the
-- ledger first, stays on the coordinator as it is. The programs do not change: they connect to the coordinator, and
-- test/series.sh keeps their statements to what can be sent to the nodes.

create extension if not exists citus;

select create_distributed_table('lane_telemetry', 'ticker', shard_count => 32);
select create_distributed_table('lane_features', 'ticker', colocate_with => 'lane_telemetry');
select create_distributed_table('iv_surface', 'ticker', colocate_with => 'lane_telemetry');
-- its contracts are its own: AAPL's bars and those of its options meet in no statement
select create_distributed_table('option_bars', 'symbol', shard_count => 32, colocate_with => 'none');

-- The coordinator takes part in joins of series with local tables (the universe, the watchlist).
select citus_set_coordinator_host('localhost', current_setting('port')::integer)
where not exists (select from pg_dist_node where groupid = 0);

-- What a series is merged from is a temporary table of the session, hence local: its rows go to the nodes by the key.
alter system set citus.enable_local_execution = on;
alter system set citus.local_table_join_policy = 'auto';
select pg_reload_conf();
