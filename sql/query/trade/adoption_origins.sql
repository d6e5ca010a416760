-- The recommendations on a ticker since $2, newest first, with their executions: one of them may be the origin of an entry
-- that this ledger does not have. $1 root of the contract, or the ticker without its dot text, $2 since timestamptz
select r.id, r.ts, r.ticker, r.strategy_type, e.execution_id
from dispatch_recommendations r
left join dispatch_executions e on e.recommendation_id = r.id and e.leg = 0
where replace(r.ticker, '.', '') = $1 and r.ts >= $2::timestamptz
order by r.ts desc, r.id desc
