-- Sets the settings of the database session that the COPY statements read, because COPY takes no parameters.
-- $1 from, $2 to, $3 detail: times as text; $4 now, $5 session date as text; $6 tickers, an array as text
select set_config('opt.since', $1, false), set_config('opt.until', $2, false), set_config('opt.detail', $3, false),
	set_config('opt.now', $4, false), set_config('opt.session', $5, false), set_config('opt.tickers', $6, false)
