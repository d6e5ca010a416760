-- The articles that were classified in the last 24 hours, by label. $1 now timestamptz, $2 today date
select sentiment_label, count(*) as articles, round(avg(sentiment_score)::numeric, 2) as mean_score, max(created_at) as newest
from inbound_events_classified
where created_at > $1::timestamptz - interval '24 hours' and created_at <= $1::timestamptz and $2::date is not null
group by sentiment_label
order by count(*) desc
