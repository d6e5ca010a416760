-- Counts the rows that a replayed day left. :day is the day. :before is the time of the setup; rows that were known then
-- do not come from the day. :cash is what the account began with, :edge the news edge of the market.
select json_build_object(
	'day', :'day',
	'start_cash', :cash,
	'news_edge', :edge,
	'volatilities', (select count(*) from iv_history where known_at <= :'before'),
	'articles', (select count(*) from inbound_events_raw where known_at > :'before'),
	'classified', (select count(*) from inbound_events_classified where created_at > :'before'),
	'bars', (select count(*) from lane_telemetry where known_at > :'before'),
	'features', (select count(*) from lane_features where known_at > :'before'),
	'watchlist', (select coalesce(sum((counts ->> 'entered')::bigint), 0) from pipeline_runs where stage = 'opt-watchlist'),
	'recommendations', (select count(*) from dispatch_recommendations),
	'executions', (select count(*) from dispatch_executions where entry_price is not null),
	'closed', (select count(*) from active_positions where status = 'closed'),
	'option_bars', (select count(*) from option_bars where known_at > :'before'),
	'pnl', (select coalesce(sum(pnl), 0) from position_history)
)
