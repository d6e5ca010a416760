-- The tickers with the most articles in the last 24 hours. $1 now timestamptz, $2 today date
select t.ticker, count(*) as articles, round(avg(c.sentiment_score)::numeric, 2) as mean_score, max(r.known_at) as newest,
	(array_agg(r.title order by r.known_at desc, r.id))[1] as title
from inbound_events_classified c
join inbound_events_raw r on r.id = c.raw_event_id
cross join unnest(c.tickers) as t (ticker)
where c.created_at > $1::timestamptz - interval '24 hours' and c.created_at <= $1::timestamptz and $2::date is not null
group by t.ticker
order by count(*) desc, t.ticker
limit 15
