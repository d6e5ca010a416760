-- The facts of an execution that the next attempt of its entry needs. $1 execution_id uuid
select instrument_type, strategy_type, decision_ts, recommendation_id,
	(select r.ts from dispatch_recommendations r where r.id = e.recommendation_id) as recommended_at
from dispatch_executions e
where execution_id = $1::uuid
