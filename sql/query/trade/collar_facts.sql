-- What was known of a contract before its quote: the last good volatility, and the underlying at its last trade.
-- iv_surface: the release before wrote CALL and PUT.
-- $1 ticker text, $2 expiration_date date, $3 strike_price numeric, $4 option_type text, $5 time of the quote timestamptz,
-- $6 now timestamptz, $7 since timestamptz, $8 time of the last trade timestamptz or null, $9 greatest age of a bar then s int
select
	(select s.iv_own
		from iv_surface s
		where s.ticker = $1 and s.expiration_date = $2::date and s.strike_price = $3::numeric and s.option_type in ($4, upper($4))
			and s.ts >= $7::timestamptz and s.known_at <= $6::timestamptz and s.quote_ts < $5::timestamptz
			and s.iv_own > 0 and s.flags = '{}'
		order by s.ts desc
		limit 1) as volatility,
	(select case when t.corrected_at > $6::timestamptz then t.first_close else t.close end
		from lane_telemetry t
		where t.ticker = $1 and t.ts >= $7::timestamptz and t.known_at <= $6::timestamptz
			and t.ts <= $8::timestamptz - interval '1 minute'
			and t.ts >= $8::timestamptz - interval '1 minute' - make_interval(secs => $9::integer)
		order by t.ts desc
		limit 1) as trade_underlying
