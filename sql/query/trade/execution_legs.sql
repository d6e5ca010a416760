-- The facts of an execution that the next attempt of its entry needs. first_bid, first_ask: of the quote of its decision, and the
-- kept half of a size is a decision of its own; least_credit: of a spread that is rolled, else null.
-- $1 execution_id uuid, $2 reason of the attempts that count text
select instrument_type, strategy_type, decision_ts, recommendation_id, option_symbol,
	(select r.ts from dispatch_recommendations r where r.id = e.recommendation_id) as recommended_at,
	(select (o.quote_snapshot ->> 'ask')::numeric from broker_orders o
		where o.execution_id = e.execution_id and o.purpose = 'entry' and o.quote_snapshot ? 'ask'
		order by o.attempt desc limit 1) as first_ask,
	(select (o.quote_snapshot ->> 'bid')::numeric from broker_orders o
		where o.execution_id = e.execution_id and o.purpose = 'entry' and o.quote_snapshot ? 'bid'
		order by o.attempt desc limit 1) as first_bid,
	(select (o.quote_snapshot ->> 'least_credit')::numeric from broker_orders o
		where o.execution_id = e.execution_id and o.purpose = 'entry' and o.quote_snapshot ? 'ask'
		order by o.attempt desc limit 1) as least_credit,
	(select count(*) from broker_orders o
		where o.execution_id = e.execution_id and o.purpose = 'entry' and o.reason = $2) as reprices,
	(select max(o.attempt) from broker_orders o
		where o.execution_id = e.execution_id and o.purpose = 'entry') as last_attempt
from dispatch_executions e
where execution_id = $1::uuid
