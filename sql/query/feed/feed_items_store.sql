-- Stores the items of a feed that are not stored yet; of several with one event_uid, the first. The story_uid of an item is
-- that of the first article with the same title_key within $4 hours, before or after; only an article that began its story
-- counts. An item without such an article begins a story. Returns one row per new item: position in the array, from 1, id
-- and story_uid.
-- $1 items json (an array of objects), $2 feed_url text, $3 source text, $4 hours int, $5 now timestamptz
with item as (
	select distinct on (event_uid) *
	from rows from (json_to_recordset($1::json) as (event_uid text, guid text, title text, title_key text, link text,
		summary text, content text, published_at timestamptz, published_source text, problems text[]))
		with ordinality as i (event_uid, guid, title, title_key, link, summary, content, published_at, published_source,
			problems, position)
	order by event_uid, position
), fresh as (
	select *, make_interval(hours => $4::integer) as window_
	from item i
	where not exists (select from inbound_events_raw r where r.event_uid = i.event_uid)
), stored as (
	insert into inbound_events_raw (event_uid, feed_url, source, guid, title, title_key, story_uid, link, summary, content,
		published_at, published_source, problems, fetched_at, known_at)
	select f.event_uid, $2, $3, f.guid, f.title, f.title_key,
		coalesce(
			(select r.event_uid from inbound_events_raw r
			where f.title_key <> '' and r.title_key = f.title_key and r.story_uid = r.event_uid
				and r.published_at between f.published_at - f.window_ and f.published_at + f.window_
			order by r.published_at, r.id limit 1),
			(select o.event_uid from fresh o
			where f.title_key <> '' and o.title_key = f.title_key
				and o.published_at between f.published_at - f.window_ and f.published_at
			order by o.published_at, o.position desc limit 1),
			f.event_uid),
		f.link, f.summary, f.content, f.published_at, f.published_source, f.problems, $5::timestamptz, $5::timestamptz
	from fresh f
	order by f.published_at, f.position desc
	on conflict (event_uid) do nothing
	returning id, event_uid, story_uid
)
select i.position, s.id, s.story_uid
from stored s
join item i using (event_uid)
order by s.id
