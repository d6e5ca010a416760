-- Selects the classified articles about some tickers, as known at a time: one row per article and ticker, sorted by
-- ticker, then newest first.
-- $1 tickers text[], $2 published after timestamptz, $3 now timestamptz
select t.ticker, r.id as raw_event_id, r.published_at, r.story_uid, r.title, c.sentiment_score as score, c.p_neutral,
	c.sentiment_label as label, c.engine, c.event_type
from inbound_events_classified c
join inbound_events_raw r on r.id = c.raw_event_id
cross join unnest(c.tickers) as t (ticker)
where c.tickers && $1::text[] and t.ticker = any ($1::text[])
	and r.published_at > $2::timestamptz and r.published_at <= $3::timestamptz
	and r.known_at <= $3::timestamptz and c.created_at <= $3::timestamptz
order by t.ticker, r.published_at desc, r.id
