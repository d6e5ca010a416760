-- Updates a position after a fill.
-- $1 id bigint, $2 quantity bigint, $3 original_quantity bigint, $4 entry_price numeric, $5 exit_price numeric,
-- $6 realised_pnl numeric, $7 fees numeric, $8 status text, $9 close_reason text, $10 closed_at timestamptz,
-- $11 win_loss_label text, $12 r_multiple float8, $13 target_reached_at timestamptz, $14 peak_price numeric, $15 lowest_price numeric,
-- $16 open_fees numeric
update active_positions
set quantity = $2::bigint, original_quantity = $3::bigint, entry_price = $4::numeric, exit_price = $5::numeric,
	realised_pnl = coalesce($6::numeric, realised_pnl), fees = $7::numeric, open_fees = $16::numeric, status = $8, close_reason = $9,
	closed_at = $10::timestamptz, win_loss_label = $11, r_multiple = $12::float8,
	target_reached_at = coalesce(target_reached_at, $13::timestamptz),
	peak_price = coalesce($14::numeric, peak_price), lowest_price = coalesce($15::numeric, lowest_price),
	current_pnl_dollars = case when $8 = 'closed' then 0 else current_pnl_dollars end
where id = $1::bigint
