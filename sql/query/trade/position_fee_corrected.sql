-- Stores what another fee of a fill changes in a position and, when it is closed, in its history.
-- $1 id bigint, $2 fees numeric, $3 open_fees numeric, $4 realised_pnl numeric, $5 pnl_percent float8, $6 win_loss_label text,
-- $7 r_multiple float8
with position_ as (
	update active_positions
	set fees = $2::numeric, open_fees = $3::numeric, realised_pnl = coalesce($4::numeric, realised_pnl),
		win_loss_label = case when status = 'closed' then $6 end,
		r_multiple = case when status = 'closed' then $7::float8 end
	where id = $1::bigint
)
update position_history
set fees = $2::numeric, pnl = $4::numeric, pnl_percent = $5::float8, win_loss_label = $6, r_multiple = $7::float8
where position_id = $1::bigint
