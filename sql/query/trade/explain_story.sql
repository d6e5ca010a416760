-- Selects all that is stored about a recommendation, as JSON. $1 id bigint
with execution as (
	select *
	from dispatch_executions
	where recommendation_id = $1::bigint and leg = 0
), position_ as (
	select p.*
	from active_positions p
	join execution e on e.execution_id = p.execution_id
), orders as (
	select o.*
	from broker_orders o
	where o.recommendation_id = $1::bigint or o.position_id in (select id from position_)
)
select to_jsonb(r) as recommendation,
	(select jsonb_agg(jsonb_build_object('raw_event_id', e.id, 'source', coalesce(e.source, e.feed_url), 'link', e.link,
			'known_at', e.known_at, 'classified_at', c.created_at) order by e.published_at desc, e.id)
		from inbound_events_raw e
		left join inbound_events_classified c on c.raw_event_id = e.id
		where e.id in (
			select case when a ->> 'raw_event_id' ~ '^[0-9]{1,18}$' then (a ->> 'raw_event_id')::bigint end
			from jsonb_array_elements(case jsonb_typeof(r.sentiment_snapshot -> 'articles') when 'array'
				then r.sentiment_snapshot -> 'articles' else '[]' end) as a)) as sources,
	(select to_jsonb(x) - array['features_snapshot', 'sentiment_snapshot', 'risk_json', 'sizing_json', 'quality_json',
			'explain_json']
		from execution x) as execution,
	(select jsonb_agg(to_jsonb(o) - array['body_sha256', 'intent_run_id', 'sending_run_id', 'resolved_run_id',
			'last_miss_run_id'] order by o.created_at, o.attempt)
		from orders o) as orders,
	(select jsonb_agg(to_jsonb(f) order by f.filled_at, f.cum_qty)
		from fills f
		where f.client_order_id in (select client_order_id from orders)) as fills,
	(select to_jsonb(p) from position_ p) as position,
	(select jsonb_agg(jsonb_build_object('ts', v.ts, 'type', v.type, 'data', v.data) order by v.ts, v.id)
		from position_events v
		where v.position_id in (select id from position_) and v.type <> 'price_update') as events,
	(select to_jsonb(h) from position_history h where h.position_id in (select id from position_)) as history
from dispatch_recommendations r
where r.id = $1::bigint
