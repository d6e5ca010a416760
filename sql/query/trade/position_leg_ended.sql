-- Updates a leg after a part of it ended.
-- $1 position_id bigint, $2 leg int, $3 quantity bigint, $4 exit_price numeric, $5 gone_for text, $6 assigned_qty bigint
update position_legs
set quantity = $3::bigint, exit_price = $4::numeric, gone_for = coalesce($5, gone_for), assigned_qty = $6::bigint
where position_id = $1::bigint and leg = $2::smallint
