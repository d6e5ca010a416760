-- Selects the days of a ticker from $2 to $3, $3 not included, that have a close and no volatility, as known at $4:
-- day, close, realised_volatility.
-- $1 ticker text, $2 from date, $3 to date, $4 now timestamptz
select d.day, case when d.corrected_at > $4::timestamptz then d.first_close else d.close end as close, f.realised_volatility
from lane_daily d
left join iv_history h on h.ticker = d.ticker and h.day = d.day
left join lane_features_daily f on f.ticker = d.ticker and f.day = d.day and f.known_at <= $4::timestamptz
where d.ticker = $1 and d.day >= $2::date and d.day < $3::date and d.known_at <= $4::timestamptz
	and h.implied_volatility is null
order by d.day
