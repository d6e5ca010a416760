-- The open positions of an account: how many, their result so far, and of how many that is unknown.
-- $1 account text, $2 strategy text (null: all), $3 to timestamptz (not included)
select count(*) as positions, sum(p.current_pnl_dollars + p.realised_pnl) as pnl, count(*) - count(p.current_pnl_dollars) as unknown
from active_positions p
where p.account = $1 and p.strategy_type = coalesce($2::text, p.strategy_type) and p.status <> 'closed'
	and p.entry_time < $3::timestamptz
