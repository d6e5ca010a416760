-- Takes a fill of an exit from a leg of its position. The exit price is the average of the leg's fills, which are stored.
-- $1 position_id bigint, $2 option_symbol text, $3 quantity bigint
update position_legs
set quantity = greatest(0, quantity - $3::bigint),
	exit_price = (
		select sum(f.qty * f.price) / sum(f.qty)
		from fills f
		join broker_orders o on o.client_order_id = f.client_order_id
		where f.position_id = $1::bigint and f.symbol = $2 and o.purpose = 'exit')
where position_id = $1::bigint and option_symbol = $2
