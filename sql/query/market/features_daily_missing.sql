-- Selects the tickers that have a daily bar up to $1, as known at $2, without daily features: ticker, in the order of its
-- bytes.
-- $1 last day date, $2 now timestamptz
select distinct d.ticker collate "C" as ticker
from lane_daily d
left join lane_features_daily f on f.ticker = d.ticker and f.day = d.day
where d.day <= $1::date and d.known_at <= $2::timestamptz and f.ticker is null
order by 1
