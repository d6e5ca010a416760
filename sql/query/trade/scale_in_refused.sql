-- Stores why a confirmed half was not bought, unless the position's last such event has the same reason.
-- $1 position_id bigint, $2 now timestamptz, $3 reason text, $4 run_id uuid
insert into position_events (position_id, ts, type, data, run_id)
select $1::bigint, $2::timestamptz, 'scale_in_refused', jsonb_build_object('why', $3::text), $4::uuid
where $3::text is distinct from (
	select data ->> 'why'
	from position_events
	where position_id = $1::bigint and type = 'scale_in_refused'
	order by ts desc, id desc
	limit 1)
