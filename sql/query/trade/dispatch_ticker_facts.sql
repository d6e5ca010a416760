-- The facts of the gates about one ticker, as known at $3.
-- $1 account text, $2 ticker text, $3 now timestamptz, $4 today date (New York), $5 strategy_type text,
-- $6 earnings hours int, $7 direction of the trade int (1 gains when the underlying rises),
-- $8 the session before today date: daily features that are older are unknown
with feature as (
	select f.bar_ts, f.atr14, f.close, f.sma20
	from lane_features f
	where f.ticker = $2 and f.ts > $3::timestamptz - interval '1 day' and f.ts <= $3::timestamptz
		and f.known_at <= $3::timestamptz
	order by f.ts desc
	limit 1
), bar as (
	select t.ts, case when t.corrected_at > $3::timestamptz then t.first_close else t.close end as close
	from lane_telemetry t
	where t.ticker = $2 and t.ts > $3::timestamptz - interval '1 day' and t.ts <= $3::timestamptz
		and t.known_at <= $3::timestamptz
	order by t.ts desc
	limit 1
), daily as (
	select d.day, d.atr14, d.close
	from lane_features_daily d
	where d.ticker = $2 and d.day < $4::date and d.known_at <= $3::timestamptz
	order by d.day desc
	limit 60
), split as (
	-- the ATR of a day before a split is of the shares before it
	select coalesce(exp(sum(ln(old_shares / new_shares))), 1)::float8 as factor
	from (
		select distinct on (a.ex_date) a.old_shares, a.new_shares, a.withdrawn
		from corporate_actions a
		where a.ticker = $2 and a.kind = 'split' and a.ex_date <= $4::date and a.known_at <= $3::timestamptz
			and a.ex_date > (select max(day) from daily)
		order by a.ex_date, a.known_at desc
	) s
	where not withdrawn
), trades as (
	select count(*) as n, avg(h.pnl / nullif(h.entry_price * h.quantity * h.multiplier, 0)) as mean,
		stddev_samp(h.pnl / nullif(h.entry_price * h.quantity * h.multiplier, 0)) as deviation, max(h.exit_time) as last_exit
	from position_history h
	where h.account = $1 and h.strategy_type = $5 and h.pnl is not null and h.exit_time <= $3::timestamptz
), report as (
	select k.next_earnings, k.next_earnings_time
	from ticker_earnings_known k
	where k.ticker = $2 and k.known_at <= $3::timestamptz
	order by k.known_at desc
	limit 1
), own_sector as (
	select k.sector
	from ticker_sectors_known k
	where k.ticker = $2 and k.known_at <= $3::timestamptz
	order by k.known_at desc
	limit 1
)
select extract(epoch from $3::timestamptz - bar.ts - interval '1 minute') as bar_age_s,
	bar.close as last_close,
	(select extract(epoch from $3::timestamptz - bar_ts - interval '1 minute') from feature) as feature_age_s,
	(select atr14 from feature) as atr14_intraday,
	(select sma20 from feature) as sma20,
	(select bool_and(f.feed = 'sip') from lane_features f
		where f.ticker = $2 and f.ts > $3::timestamptz - interval '10 minutes' and f.ts <= $3::timestamptz
			and f.known_at <= $3::timestamptz) as volume_is_sip,
	(select atr14 from daily where day >= $8::date order by day desc limit 1) * split.factor as atr14_daily,
	(select atr14 / close::float8 from daily where day >= $8::date order by day desc limit 1) as atr_ratio,
	(select case when count(*) = 60 then percentile_cont(0.5) within group (order by atr14 / close::float8) end
		from daily where atr14 is not null) as atr_ratio_median,
	(select extract(epoch from $3::timestamptz - max(r.published_at))
		from inbound_events_classified c
		join inbound_events_raw r on r.id = c.raw_event_id
		where c.tickers @> array[$2] and c.created_at <= $3::timestamptz and r.known_at <= $3::timestamptz
			and r.published_at <= $3::timestamptz and r.published_at > $3::timestamptz - interval '1 day') as news_age_s,
	exists (select
		from inbound_events_classified c
		join inbound_events_raw r on r.id = c.raw_event_id
		where c.tickers @> array[$2] and c.event_type = 'earnings' and c.created_at <= $3::timestamptz
			and r.known_at <= $3::timestamptz
			and r.published_at <= $3::timestamptz
			and r.published_at > $3::timestamptz - make_interval(hours => $6::integer)) as earnings_news,
	(select count(distinct o.recommendation_id) from broker_orders o
		where o.account = $1 and o.purpose = 'entry' and o.trade_day = $4::date and o.ticker = $2
			and (o.is_open or o.filled_qty > 0)) as trades_in_ticker_today,
	(select max(o.created_at) from broker_orders o
		join dispatch_executions e on e.execution_id = o.execution_id
		where o.account = $1 and o.purpose = 'entry' and o.ticker = $2 and e.direction = $7::integer
			-- an intent that was withdrawn does not count as an entry
			and not (o.status = 'canceled' and o.broker_order_id is null)) as last_entry_at,
	(select count(*) from active_positions p
		where p.account = $1 and p.ticker = $2 and p.status <> 'closed') as ticker_positions,
	(select count(*) from broker_orders o where o.account = $1 and o.ticker = $2 and o.is_open) as ticker_orders,
	(select coalesce(sum(p.quantity), 0) from active_positions p
		where p.account = $1 and p.ticker = $2 and p.status <> 'closed' and p.instrument_type = 'STOCK'
			and p.side = 'long') as held_shares,
	report.next_earnings, report.next_earnings_time,
	coalesce((select sector from own_sector), '') <> '' as sector_known,
	-- positions and working entries; an entry that is partly filled is both, and counts once
	(select count(distinct held.execution_id)
		from (
			select p.ticker, p.direction, coalesce(p.execution_id::text, p.id::text) as execution_id
			from active_positions p
			where p.account = $1 and p.status <> 'closed'
			union all
			select e.ticker, e.direction, e.execution_id::text
			from broker_orders o
			join dispatch_executions e on e.execution_id = o.execution_id
			where o.account = $1 and o.purpose = 'entry' and o.is_open
		) held
		where held.direction = $7::integer
			and (select k.sector from ticker_sectors_known k
				where k.ticker = held.ticker and k.known_at <= $3::timestamptz
				order by k.known_at desc limit 1) = (select sector from own_sector)) as sector_positions,
	trades.n as closed_trades, trades.mean as mean_return, trades.deviation as return_deviation,
	trades.last_exit as last_exit_at
from trades
cross join split
left join bar on true
left join report on true
