-- Opens a position again that was closed though the broker still holds it. Its result is removed: it was not one.
-- The legs of a spread are open again already.
-- Its part of the fees of the entry is borne by the next end.
-- $1 id bigint, $2 quantity bigint, $3 exit numbers used int, $4 now timestamptz
with history as (
	delete from position_history where position_id = $1::bigint
)
update active_positions p
set status = 'open', quantity = least($2::bigint, p.original_quantity), close_reason = null, closed_at = null,
	win_loss_label = null, r_multiple = null, missing_runs = 0, missing_run_id = null, missing_since = null,
	unexplained_since = null, adjusted_to = null, exits = greatest(p.exits, $3::integer), adopted_at = $4::timestamptz,
	open_fees = (
		select round(coalesce(sum(f.fee), 0) * least($2::bigint, p.original_quantity) / p.original_quantity, 2)
		from fills f
		join broker_orders o on o.client_order_id = f.client_order_id and o.purpose = 'entry'
		where f.position_id = p.id),
	exit_price = coalesce((
		select a.exit_price - b.exit_price
		from position_legs a
		join position_legs b on b.position_id = a.position_id and b.leg = 1
		where a.position_id = p.id and a.leg = 0), (
		select round(sum(f.qty * f.price) / sum(f.qty), 4)
		from fills f
		where f.position_id = p.id and f.side = 'sell'
		having sum(f.qty) = p.original_quantity - least($2::bigint, p.original_quantity)))
where p.id = $1::bigint and p.status = 'closed'
returning p.id, p.quantity
