-- Features of :ticker at the bar :at, computed another way than opt-features does: in SQL, from lane_telemetry alone.
-- One row a column, name and value to 10 significant digits. psql variables: ticker, at; sessions: those whose same minute counts.
with recursive regular as (
	select ts, open, high, low, close::float8 as close, volume, vwap,
		(ts at time zone 'America/New_York')::date as day,
		row_number() over (order by ts desc) as back
	from lane_telemetry
	where ticker = :'ticker' and ts <= :'at' and (ts at time zone 'America/New_York')::time >= '09:30'
		and (ts at time zone 'America/New_York')::time < '16:00'
), window_ as (
	select *, case when lag(day) over (order by ts) = day then close / lag(close) over (order by ts) - 1 end as return_
	from regular
	where back <= 120
), recent as (
	-- the first of the last 30 closes has no return within them
	select stddev_samp(return_) as vol from window_ where back <= 29
), baseline as (
	select stddev_samp(return_) as vol from window_
), today as (
	select * from regular where day = (:'at'::timestamptz at time zone 'America/New_York')::date
), opening as (
	-- the first open of the session, the last close before it, and the daily range of the session before
	select (select open::float8 from today order by ts limit 1) as open,
		(select close from regular where day < (select max(day) from today) order by ts desc limit 1) as prior,
		(select atr14 from lane_features_daily where ticker = :'ticker' and day = (select max(r.day) from regular r
			where r.day < (select max(day) from today))) as atr
), gap as (
	select abs(open / prior - 1) > .03 or coalesce(abs(open - prior) > 2 * atr, false) as reset from opening
), averaged as (
	select * from window_ where not (select reset from gap) or day = (select max(day) from today)
), average as (
	select (select avg(close) from averaged where back <= 20 having count(*) = 20) as fast,
		(select avg(close) from averaged where back <= 50 having count(*) = 50) as slow,
		(select avg(close) from averaged where back <= 50 having count(*) = 50 or (select reset from gap)) as trend
), bucket as (
	select day, date_bin('5 min', ts, '2000-01-01Z') as start, max(high)::float8 as high, min(low)::float8 as low,
		(array_agg(close order by ts desc))[1] as close
	from regular
	group by 1, 2
	having date_bin('5 min', min(ts), '2000-01-01Z') + interval '5 min' <= :'at'::timestamptz + interval '1 min'
), true_range as (
	select row_number() over (order by start) as n,
		greatest(high - low, abs(high - lag(close) over s), abs(low - lag(close) over s)) as value
	from bucket
	window s as (partition by day order by start)
), wilder as (
	select 14::bigint as n, avg(value) as value from true_range where n <= 14
	union all
	select t.n, w.value + (t.value - w.value) / 14 from wilder w join true_range t on t.n = w.n + 1
), session as (
	select day, row_number() over (order by day desc) as back
	from (select distinct day from regular) as days
	where day < (select max(day) from today)
), same_minute as (
	-- a session without a trade in that minute counts as one without volume
	select percentile_cont(.5) within group (order by coalesce(r.volume, 0)) as median
	from session s
	left join regular r on r.day = s.day
		and (r.ts at time zone 'America/New_York')::time = (:'at'::timestamptz at time zone 'America/New_York')::time
	where s.back <= :sessions
	having count(*) = :sessions
), volume_ratio as (
	select (select volume from window_ where back = 1) / (select avg(volume) from window_ where back between 2 and 21) as value
), feature (name, value) as (
	select 'close', (select close from regular where back = 1)
	union all select 'volume_ratio_tod', (select volume from window_ where back = 1) / (select nullif(median, 0) from same_minute)
	union all select 'volume_surge', (select (value > 2)::int from volume_ratio)
	union all select 'gap_reset', (select reset::int from gap)
	union all select 'sma20', (select fast from average)
	union all select 'sma50', (select slow from average)
	union all select 'recent_vol', (select vol from recent)
	union all select 'baseline_vol', (select vol from baseline)
	union all select 'vol_ratio', (select recent.vol / baseline.vol from recent, baseline)
	union all select 'volume_avg_20', (select avg(volume) from window_ where back between 2 and 21)
	union all select 'volume_ratio', (select value from volume_ratio)
	union all select 'session_vwap', (select sum(coalesce(vwap, (high + low + close::numeric) / 3) * volume) / sum(volume) from today)
	union all select 'distance_sma20', (select close from regular where back = 1)
		/ (select fast from average) - 1
	union all select 'distance_sma50', (select close from regular where back = 1)
		/ (select slow from average) - 1
	union all select 'distance_vwap', (select close from regular where back = 1)
		/ (select sum(coalesce(vwap, (high + low + close::numeric) / 3) * volume) / sum(volume) from today)::float8 - 1
	union all select 'trend_state', (select case when q > .0002 then 1 when q < -.0002 then -1 else 0 end
		from (select fast / trend - 1 as q from average) x where q is not null)
	union all select 'volume', (select volume from window_ where back = 1)
	union all select 'bars', (select count(*) from window_)
	union all select 'session_minute', extract(epoch from (:'at'::timestamptz at time zone 'America/New_York')::time - time '09:30') / 60
	union all select 'ret_15m', (select close from regular where back = 1)
		/ (select close from today where ts <= :'at'::timestamptz - interval '15 min' order by ts desc limit 1) - 1
	union all select 'ret_5m', (select close from regular where back = 1)
		/ (select close from today where ts <= :'at'::timestamptz - interval '5 min' order by ts desc limit 1) - 1
	union all select 'atr14', (select value from wilder order by n desc limit 1)
)
select name || ' ' || coalesce(trim(to_char(value, '0.999999999EEEE')), 'null') from feature order by name
