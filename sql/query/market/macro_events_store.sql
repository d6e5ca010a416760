-- Stores the events of a calendar and withdraws those to come that it no longer has: of the same names, up to its last event.
-- One row per event that changed: at, event, change ('new' or 'withdrawn').
-- $1 times timestamptz[], $2 events text[], $3 now timestamptz, $4 whole boolean: the file has no odd row, so that an event
-- that it lacks was withdrawn
with given as (
	select distinct at, event
	from unnest($1::timestamptz[], $2::text[]) as g (at, event)
), added as (
	insert into macro_events as m (at, event, known_at)
	select at, event, $3::timestamptz from given
	on conflict (at, event) do update
	set withdrawn_at = null
	where m.withdrawn_at is not null
	returning m.at, m.event
), withdrawn as (
	update macro_events m
	set withdrawn_at = $3::timestamptz
	where $4::boolean and m.withdrawn_at is null and m.at > $3::timestamptz and m.at <= (select max(at) from given)
		and m.event in (select event from given)
		and not exists (select from given g where g.at = m.at and g.event = m.event)
	returning m.at, m.event
)
select at, event, 'new' as change from added
union all
select at, event, 'withdrawn' from withdrawn
order by at, event, change
