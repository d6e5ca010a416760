-- The time of the day of the next earnings report; null is unknown, and a day at an unknown time blocks longest.
alter table ticker_universe add column next_earnings_time text
	check (next_earnings_time in ('before_open', 'after_close', 'unknown'));
comment on column ticker_universe.next_earnings_time is 'before_open, after_close or unknown, on the day next_earnings';

-- order_reprice_cap_pct is not a parameter any more: the ask that was seen first is the cap of the later attempts.
update trading_params set params = params - 'order_reprice_cap_pct' where params ? 'order_reprice_cap_pct';

-- The direction of a recommendation, as that of executions and positions; a SELL is of a stock, and bearish.
alter table dispatch_recommendations add column direction smallint not null generated always as (
	case when action = 'SELL'
		or (instrument_type = 'PUT') <> (strategy_type = 'credit_spread' and instrument_type <> 'STOCK')
		then -1 else 1 end) stored;

-- The counts that opt-dispatch has; unfilled: recommendations whose orders all ended without a fill.
create or replace view dispatcher_runs as
select run_id, account, version, host, pid, now_at, params_version, started_at, finished_at,
	finished_at - started_at as duration, status, exit_status,
	(counts ->> 'recommendations')::bigint as claimed,
	(counts ->> 'executed')::bigint as executed,
	(counts ->> 'skipped')::bigint as skipped,
	(counts ->> 'failed')::bigint as failed,
	counts, error,
	(counts ->> 'unfilled')::bigint as unfilled
from pipeline_runs
where stage = 'opt-dispatch';
