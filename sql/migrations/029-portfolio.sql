-- What the monitor knows of the portfolio after each run: the Greeks next to their limits, and how many results are not known.
-- The release before leaves the new columns empty.
alter table account_snapshots add column delta_limit float8;
alter table account_snapshots add column vega_limit float8;
alter table account_snapshots add column theta_limit float8;
alter table account_snapshots add column stress_dollars float8;
alter table account_snapshots add column stress_limit float8;
comment on column account_snapshots.delta_limit is 'the most that the tier allows of abs(delta_dollars) after an entry';
comment on column account_snapshots.vega_limit is 'the most that the tier allows of abs(vega_dollars) after an entry';
comment on column account_snapshots.theta_limit is 'the most that the tier allows to be lost by theta_dollars after an entry';
comment on column account_snapshots.stress_dollars is 'the loss by our model in the worst case of the stress';
comment on column account_snapshots.stress_limit is 'the most that the tier allows of stress_dollars after an entry';

-- The newest snapshot of each account: its Greeks in dollars and what its tier allows.
create view portfolio_greeks as
select distinct on (account) account, ts, execution_mode, tier, equity, last_equity, positions, open_risk, delta_dollars, delta_limit,
	gamma_dollars, theta_dollars, theta_limit, vega_dollars, vega_limit, stress_dollars, stress_limit
from account_snapshots
order by account, ts desc;

-- Closed positions, stocks too. A result or an excursion that is not known counts in unknown_results and unknown_excursions
-- and in no average.
create view trade_results as
select account, strategy_type, instrument_type, exit_reason,
	count(*) as trades,
	count(*) filter (where exit_price is null) as unknown_results,
	count(*) filter (where mfe is null) as unknown_excursions,
	count(*) filter (where win_loss_label = 'win') as wins,
	count(*) filter (where win_loss_label = 'loss') as losses,
	sum(pnl) as pnl,
	avg(pnl_percent) as mean_pnl_percent,
	avg(r_multiple) as mean_r_multiple,
	avg(mfe_percent) as mean_mfe_percent,
	avg(mae_percent) as mean_mae_percent,
	avg(holding_minutes) as mean_holding_minutes
from position_history
group by account, strategy_type, instrument_type, exit_reason;
