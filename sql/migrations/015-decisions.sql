-- What decisions need: our own profit over time, the direction of a trade, and an end state for "sent, nothing filled".
alter table account_snapshots add column total_pnl numeric(16,2);
comment on column account_snapshots.total_pnl is
	'our own profit since the beginning: of all closed positions and of what is held; money paid in or out is no part of it';

-- 1: gains when the underlying rises, -1: when it falls. A credit spread sells what its instrument names (lib/market/instrument.h).
alter table dispatch_executions add column direction smallint not null generated always as (
	case when (instrument_type = 'PUT') <> (strategy_type = 'credit_spread' and instrument_type <> 'STOCK')
		then -1 else 1 end) stored;
alter table active_positions add column direction smallint not null generated always as (
	case when (instrument_type = 'PUT') <> (strategy_type = 'credit_spread' and instrument_type <> 'STOCK')
		then -1 else 1 end) stored;

alter table dispatch_recommendations drop constraint dispatch_recommendations_status_check;
alter table dispatch_recommendations add constraint dispatch_recommendations_status_check
	check (status in ('PENDING', 'PROCESSING', 'EXECUTED', 'UNFILLED', 'SKIPPED', 'FAILED', 'EXPIRED'));
