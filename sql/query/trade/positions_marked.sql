-- Stores one pass of the monitor: per position its mark, a price_update event, and its current value. An unknown price
-- leaves the last known one in place.
-- $1 jsonb [{position_id, bid, ask, mid, underlying, underlying_ts, quote_ts, feed, source, model_value, value, pnl_dollars,
-- pnl_percent, bought, peak, lowest, entry_spread, trailing_armed, trailing_stop, iv, iv0, iv1, blind_looks, confirms}],
-- $2 now timestamptz, $3 run_id uuid. The peak and the rest that was computed from the entry price counts while the quantity that was
-- bought is the one that the look saw.
with seen as (
	select *
	from jsonb_to_recordset($1::jsonb) as s (position_id bigint, bid numeric, ask numeric, mid numeric, underlying numeric,
		underlying_ts timestamptz, quote_ts timestamptz, feed text, source text, model_value numeric, value numeric,
		pnl_dollars numeric, pnl_percent float8, bought bigint, peak numeric, lowest numeric,
		entry_spread numeric, trailing_armed boolean, trailing_stop numeric, iv float8, iv0 float8, iv1 float8,
		blind_looks integer, confirms boolean)
), marks as (
	insert into position_marks (position_id, ts, bid, ask, mid, underlying_price, underlying_ts, quote_ts, feed, source,
		model_value, value)
	select position_id, $2::timestamptz, bid, ask, mid, underlying, underlying_ts, quote_ts, feed, source, model_value, value
	from seen
	on conflict (position_id, ts) do nothing
	returning position_id
), events as (
	insert into position_events (position_id, ts, type, data, run_id)
	select s.position_id, $2::timestamptz, 'price_update',
		jsonb_build_object('price', s.value, 'source', s.source, 'pnl_dollars', s.pnl_dollars, 'pnl_percent', s.pnl_percent), $3::uuid
	from seen s
	join marks m on m.position_id = s.position_id
	order by s.position_id
), confirmed as (
	insert into position_events (position_id, ts, type, data, run_id)
	select s.position_id, $2::timestamptz, 'scale_in_confirmed', jsonb_build_object('underlying', s.underlying), $3::uuid
	from seen s
	join active_positions p on p.id = s.position_id
	where s.confirms and p.scale_in_confirmed_at is null and p.status <> 'closed'
	order by s.position_id
), legs as (
	update position_legs l
	set last_good_iv = coalesce(case l.leg when 0 then s.iv0 when 1 then s.iv1 end, l.last_good_iv),
		last_good_iv_at = case when case l.leg when 0 then s.iv0 when 1 then s.iv1 end is null then l.last_good_iv_at else $2::timestamptz end
	from seen s
	where l.position_id = s.position_id and (s.iv0 is not null or s.iv1 is not null)
)
update active_positions p
set current_price = coalesce(s.value, p.current_price),
	current_underlying_price = coalesce(s.underlying, p.current_underlying_price),
	current_pnl_dollars = coalesce(s.pnl_dollars, p.current_pnl_dollars),
	current_pnl_percent = coalesce(s.pnl_percent, p.current_pnl_percent),
	peak_price = case when s.bought = p.original_quantity then greatest(p.peak_price, s.peak) else p.peak_price end,
	lowest_price = case when s.bought = p.original_quantity then least(p.lowest_price, s.lowest) else p.lowest_price end,
	entry_spread = coalesce(p.entry_spread, s.entry_spread),
	trailing_armed_at = coalesce(p.trailing_armed_at,
		case when s.trailing_armed and s.bought = p.original_quantity then $2::timestamptz end),
	trailing_stop = coalesce(s.trailing_stop, p.trailing_stop),
	last_good_iv = coalesce(s.iv, p.last_good_iv),
	last_good_iv_at = case when s.iv is null then p.last_good_iv_at else $2::timestamptz end,
	blind_looks = s.blind_looks,
	scale_in_confirmed_at = case when s.confirms then $2::timestamptz end,
	last_checked_at = $2::timestamptz
from seen s
where p.id = s.position_id and p.status <> 'closed'
