-- Copies out the daily bars from opt.since to opt.session, as they were known at opt.now, of the tickers that have a
-- bar but no daily features of the session opt.session. The rows of a ticker come together, ordered by day. lane_daily has the
-- prices as they were traded: those before a split that is known are of shares as after it here, and so are the volumes.
copy (
	with due as (
		select d.ticker
		from lane_daily d
		left join lane_features_daily f on f.day = d.day and f.ticker = d.ticker
			and f.known_at <= (select current_setting('opt.now')::timestamptz)
		where d.day = (select current_setting('opt.session')::date)
			and d.known_at <= (select current_setting('opt.now')::timestamptz) and f.ticker is null
	), split as (
		select distinct on (ticker, ex_date) ticker, ex_date, old_shares / new_shares as factor, withdrawn
		from corporate_actions
		where kind = 'split' and ex_date <= (select current_setting('opt.session')::date)
			and known_at <= (select current_setting('opt.now')::timestamptz)
		order by ticker, ex_date, known_at desc
	), adjusted as (
		-- the days from since on, before until, times the factor of all splits after them
		select ticker, lag(ex_date, 1, '-infinity') over (partition by ticker order by ex_date) as since, ex_date as until,
			exp(sum(ln(factor)) over (partition by ticker order by ex_date desc)) as factor
		from split
		where not withdrawn
	), bar as (
		select d.day, d.ticker, d.feed, a.factor,
			case when d.corrected_at > (select current_setting('opt.now')::timestamptz) then d.first_close else d.close end as close,
			case when d.corrected_at > (select current_setting('opt.now')::timestamptz) then d.first_volume else d.volume end as volume,
			case when d.corrected_at > (select current_setting('opt.now')::timestamptz) then d.first_high else d.high end as high,
			case when d.corrected_at > (select current_setting('opt.now')::timestamptz) then d.first_low else d.low end as low
		from due
		join lane_daily d using (ticker)
		left join adjusted a on a.ticker = d.ticker and d.day >= a.since and d.day < a.until
		where d.day >= (select current_setting('opt.since')::timestamptz at time zone 'America/New_York')::date
			and d.day <= (select current_setting('opt.session')::date)
			and d.known_at <= (select current_setting('opt.now')::timestamptz)
	)
	select day::timestamp at time zone 'America/New_York', ticker, feed,
		case when factor is null then close else round(close * factor, 4) end,
		case when factor is null then volume else round(volume / factor)::bigint end,
		case when factor is null then high else round(high * factor, 4) end,
		case when factor is null then low else round(low * factor, 4) end, null::numeric, null::numeric
	from bar
	order by ticker, day
) to stdout (format binary)
