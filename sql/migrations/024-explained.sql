-- What was decided about a recommendation is stored with it, also when it is skipped, so that opt-explain can decide again.
alter table dispatch_recommendations add column sizing_json jsonb;
alter table dispatch_recommendations add column quality_json jsonb;
alter table dispatch_recommendations add column explain_json jsonb;
comment on column dispatch_recommendations.sizing_json is
	'the size, every limit and the one that bound; null: no size was computed';
comment on column dispatch_recommendations.quality_json is
	'every candidate contract with its score, or why it was rejected; null: none was to be chosen';
comment on column dispatch_recommendations.explain_json is
	'what the gates, the choice and the size were made from: opt-explain(1)';
comment on column dispatch_executions.explain_json is 'as dispatch_recommendations.explain_json';

alter table dispatch_executions add column stop_atr float8;
comment on column dispatch_executions.stop_atr is 'the atr14 that the stop was made from';
comment on column dispatch_executions.slippage_bps is
	'the entry price against the mid when the first order was priced, in 1/100 of a per cent; positive: paid more';

-- Dollars in all until now; the total is notional.
alter table dispatch_executions alter column premium_paid type numeric(14,4);
update dispatch_executions set premium_paid = entry_price where option_symbol is not null and premium_paid is not null;
update dispatch_executions set premium_paid = null where option_symbol is null and premium_paid is not null;
comment on column dispatch_executions.premium_paid is 'of an option: dollars per share, as quoted';

-- 'call' and 'put'. The release before writes, and stored, capitals: rows that have them keep them until they are pruned, and
-- the programs read both.
alter table iv_surface drop constraint iv_surface_option_type_check;
alter table iv_surface add constraint iv_surface_option_type_check check (option_type in ('call', 'put', 'CALL', 'PUT'));
create index iv_surface_expiration on iv_surface (expiration_date);
create index option_bars_ts on option_bars (ts);

-- Gains and losses as ratios of the premium, a loss positive; minutes by the wall clock.
drop materialized view option_performance_with_bars;
create materialized view option_performance_with_bars as
select h.position_id, h.execution_id, h.account, h.ticker, h.instrument_type, h.strategy_type, h.option_symbol,
	h.quantity, h.entry_price as entry_premium, h.entry_time, h.exit_time, h.exit_price, h.exit_reason,
	h.pnl, h.pnl_percent, h.win_loss_label, h.r_multiple,
	count(*) as bars_captured_count, max(b.high) as peak_premium, min(b.low) as lowest_premium,
	((max(b.high) - h.entry_price) / nullif(h.entry_price, 0))::float8 as max_gain_pct,
	((h.entry_price - min(b.low)) / nullif(h.entry_price, 0))::float8 as max_loss_pct,
	(extract(epoch from h.exit_time - h.entry_time) / 60)::float8 as hold_minutes,
	e.delta as entry_delta, e.implied_volatility as entry_iv,
	e.features_snapshot, e.sentiment_snapshot
from position_history h
join dispatch_executions e on e.execution_id = h.execution_id
join option_bars b on b.symbol = h.option_symbol
	and b.ts >= h.entry_time and b.ts + interval '1 minute' <= h.exit_time
group by h.position_id, e.execution_id;
create unique index option_performance_with_bars_position on option_performance_with_bars (position_id);
create index option_performance_with_bars_label on option_performance_with_bars (win_loss_label);
create index option_performance_with_bars_strategy on option_performance_with_bars (strategy_type);
