-- Views people query. None of them reads a clock: ages are for whoever knows what time it is.

create view active_options_positions as
select p.id, p.account, p.ticker, p.instrument_type, p.strategy_type, p.option_symbol, p.strike_price,
	p.expiration_date, p.side, p.quantity, p.original_quantity, p.entry_price, p.entry_time,
	p.current_price, p.current_underlying_price, p.current_pnl_dollars, p.current_pnl_percent,
	p.peak_price, p.stop, p.target, p.trailing_stop, p.status, p.last_checked_at,
	e.execution_id, e.delta as entry_delta, e.implied_volatility as entry_iv,
	e.bars_captured_count, e.last_bar_ts
from active_positions p
left join dispatch_executions e on e.execution_id = p.execution_id
where p.status <> 'closed' and p.instrument_type <> 'STOCK';

create view options_performance_by_strategy as
select account, strategy_type, instrument_type,
	count(*) as trades,
	count(*) filter (where pnl is null) as unknown_exits,
	count(*) filter (where win_loss_label = 'win') as wins,
	count(*) filter (where win_loss_label = 'loss') as losses,
	count(*) filter (where win_loss_label = 'win')::float8 / nullif(count(pnl), 0) as win_rate,
	sum(pnl) as pnl,
	avg(pnl) as mean_pnl,
	avg(pnl_percent) as mean_pnl_percent,
	avg(r_multiple) as mean_r_multiple,
	sum(pnl) filter (where pnl > 0) / nullif(-sum(pnl) filter (where pnl < 0), 0) as profit_factor,
	avg(holding_minutes) as mean_holding_minutes,
	sum(fees) as fees
from position_history
where instrument_type <> 'STOCK'
group by account, strategy_type, instrument_type;

-- day is New York's.
create view daily_options_summary as
with entered as (
	select account, (entry_time at time zone 'America/New_York')::date as day,
		count(*) as opened, sum(original_quantity) as contracts,
		sum(entry_price * original_quantity * 100)::numeric(16,2) as premium
	from active_positions
	where instrument_type <> 'STOCK'
	group by 1, 2
), left_ as (
	select account, (exit_time at time zone 'America/New_York')::date as day,
		count(*) as closed,
		count(*) filter (where win_loss_label = 'win') as wins,
		count(*) filter (where win_loss_label = 'loss') as losses,
		count(*) filter (where pnl is null) as unknown_exits,
		sum(pnl) as pnl, sum(fees) as fees,
		max(pnl) as best, min(pnl) as worst
	from position_history
	where instrument_type <> 'STOCK'
	group by 1, 2
)
select account, day, coalesce(opened, 0) as opened, coalesce(contracts, 0) as contracts,
	coalesce(premium, 0) as premium, coalesce(closed, 0) as closed, coalesce(wins, 0) as wins,
	coalesce(losses, 0) as losses, coalesce(unknown_exits, 0) as unknown_exits, pnl, fees, best, worst
from entered
full join left_ using (account, day);

create view dispatcher_runs as
select run_id, account, version, host, pid, now_at, params_version, started_at, finished_at,
	finished_at - started_at as duration, status, exit_status,
	(counts ->> 'claimed')::bigint as claimed,
	(counts ->> 'executed')::bigint as executed,
	(counts ->> 'skipped')::bigint as skipped,
	(counts ->> 'failed')::bigint as failed,
	counts, error
from pipeline_runs
where stage = 'opt-dispatch';

-- newest: market time of the newest fact; last_ok: when its stage last ended well.
create view pipeline_freshness as
with newest (item, stage, newest) as (
	select 'news', 'opt-rss', (select max(known_at) from inbound_events_raw)
	union all
	select 'classified', 'opt-classify', (select max(created_at) from inbound_events_classified)
	union all
	select 'bars', 'opt-bars', (select max(ts) from lane_telemetry)
	union all
	select 'features', 'opt-features', (select max(ts) from lane_features)
	union all
	select 'watchlist', 'opt-watchlist', (select max(computed_at) from watchlist_state)
	union all
	select 'recommendations', 'opt-signal', (select max(created_at) from dispatch_recommendations)
	union all
	select 'executions', 'opt-dispatch', (select max(decision_ts) from dispatch_executions)
	union all
	select 'positions', 'opt-posmon', (select min(last_checked_at) from active_positions where status <> 'closed')
	union all
	select 'option_bars', 'opt-posmon', (
		select max(b.ts)
		from active_positions p
		join option_bars b on b.symbol = p.option_symbol and b.ts >= p.entry_time
		where p.status <> 'closed')
)
select n.item, n.stage, n.newest,
	max(r.now_at) filter (where r.status = 'ok') as last_ok,
	max(r.started_at) as last_started
from newest n
left join pipeline_runs r on r.stage = n.stage
group by n.item, n.stage, n.newest;

-- risk_gate_json is an array of {gate, verdict, observed, threshold, reason}.
create view gate_performance as
select g.gate,
	count(*) as evaluated,
	count(*) filter (where g.verdict = 'pass') as passed,
	count(*) filter (where g.verdict = 'fail') as failed,
	count(*) filter (where g.verdict = 'not_applicable') as not_applicable,
	count(*) filter (where g.observed is null or jsonb_typeof(g.observed) = 'null') as unobserved,
	max(r.created_at) filter (where g.verdict = 'fail') as last_failed_at,
	count(o.pnl) filter (where g.verdict = 'fail') as outcomes,
	-sum(o.pnl) filter (where g.verdict = 'fail' and o.pnl < 0) as money_saved,
	sum(o.pnl) filter (where g.verdict = 'fail' and o.pnl > 0) as money_missed
from dispatch_recommendations r
cross join jsonb_to_recordset(case when jsonb_typeof(r.risk_gate_json) = 'array' then r.risk_gate_json else '[]' end)
	as g (gate text, verdict text, observed jsonb)
left join skipped_outcomes o on o.recommendation_id = r.id
group by g.gate;

-- Ask for one symbol at a time: the condition reaches the scan.
create view option_bar_metrics as
with marks as (
	select distinct on (p.option_symbol, date_trunc('minute', m.ts))
		p.option_symbol as symbol, date_trunc('minute', m.ts) as ts, m.ask - m.bid as spread,
		(m.ask - m.bid) / nullif(m.mid, 0) * 100 as spread_pct
	from active_positions p
	join position_marks m on m.position_id = p.id
	where p.option_symbol is not null and m.bid > 0 and m.ask >= m.bid
	order by p.option_symbol, date_trunc('minute', m.ts), m.ts desc
), bars as (
	select symbol, ts, open, high, low, close, volume, trade_count, vwap, known_at,
		lag(close, 10) over (partition by symbol order by ts) as close_10,
		avg(volume) over (partition by symbol order by ts rows between 20 preceding and 1 preceding) as volume_avg_20,
		count(*) over (partition by symbol order by ts rows between 20 preceding and 1 preceding) as bars_before
	from option_bars
)
select b.symbol, b.ts, b.open, b.high, b.low, b.close, b.volume, b.trade_count, b.vwap, b.known_at,
	(b.close / b.close_10 - 1)::float8 as momentum_10,
	case when b.bars_before = 20 then (b.volume / nullif(b.volume_avg_20, 0))::float8 end as volume_ratio,
	case when b.bars_before = 20 then b.volume / nullif(b.volume_avg_20, 0) > 2 end as volume_surge,
	m.spread, m.spread_pct::float8 as spread_pct
from bars b
left join marks m on m.symbol = b.symbol and m.ts = b.ts;

-- Closed option positions with bars. Only whole bars between entry and exit: the minutes of the entry and
-- of the exit hold prices from outside the trade.
create materialized view option_performance_with_bars as
select h.position_id, h.execution_id, h.account, h.ticker, h.instrument_type, h.strategy_type, h.option_symbol,
	h.quantity, h.entry_price as entry_premium, h.entry_time, h.exit_time, h.exit_price, h.exit_reason,
	h.pnl, h.pnl_percent, h.win_loss_label, h.r_multiple,
	count(*) as bars, max(b.high) as peak_premium, min(b.low) as lowest_premium,
	(max(b.high) / nullif(h.entry_price, 0) - 1)::float8 * 100 as max_gain_pct,
	(min(b.low) / nullif(h.entry_price, 0) - 1)::float8 * 100 as max_loss_pct,
	h.holding_minutes as hold_minutes,
	e.delta as entry_delta, e.implied_volatility as entry_iv,
	e.features_snapshot, e.sentiment_snapshot
from position_history h
join dispatch_executions e on e.execution_id = h.execution_id
join option_bars b on b.symbol = h.option_symbol
	and b.ts >= h.entry_time and b.ts + interval '1 minute' <= h.exit_time
group by h.position_id, e.execution_id;
create unique index option_performance_with_bars_position on option_performance_with_bars (position_id);

-- Refreshing takes the owner, and opt-learn is not.
create function opt_refresh_performance() returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
begin
	refresh materialized view concurrently public.option_performance_with_bars;
end
$$;
revoke all on function opt_refresh_performance() from public;
