-- Selects the articles published since $1, as known at $3, and the earlier ones since $2 that have the same stories: one
-- row per article and ticker, sorted by the bytes of the ticker. story: 64 bits of the story's name.
-- $1 since timestamptz, $2 stories since timestamptz, $3 now timestamptz
with known as (
	select r.published_at, r.story_uid, c.tickers, c.sentiment_score, c.p_neutral
	from inbound_events_raw r
	join inbound_events_classified c on c.raw_event_id = r.id
	where r.published_at > $2::timestamptz and r.published_at <= $3::timestamptz
		and r.known_at <= $3::timestamptz and c.created_at <= $3::timestamptz
)
select ticker, k.published_at, k.sentiment_score as score, k.p_neutral,
	('x' || left(k.story_uid, 16))::bit(64)::bigint as story
from known k
cross join unnest(k.tickers) as ticker
where k.published_at > $1::timestamptz
	or k.story_uid in (select story_uid from known where published_at > $1::timestamptz)
order by ticker collate "C"
