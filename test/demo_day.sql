-- Describes a replayed day as one JSON object, for demo_gates.sh: what was decided, why the rest was refused, what it cost.
-- :seed, :cash and :edge are those of the day. A trade costs what it paid beyond the middle of the quotes, and its fees.
-- What reached the choice of a contract is an option that no gate before the choice refused; gates after it come with
-- "quantity", the first of them. :by_hand is an array of rows of opt-dispatch -n: their gates count, too.
with decided as (
	select r.id, r.status, r.strategy_type, r.instrument_type, coalesce(r.failure_reason, '') as why,
		case when jsonb_typeof(r.risk_gate_json) = 'array' then r.risk_gate_json else '[]' end as gates
	from dispatch_recommendations r
	where r.status <> 'SKIPPED' or r.processed_at is not null
), gate as (
	select g.gate, count(*) as evaluated, count(*) filter (where g.verdict = 'fail') as fires,
		count(*) filter (where g.verdict = 'fail' and (g.observed is null or jsonb_typeof(g.observed) = 'null')) as nulls,
		count(*) filter (where g.verdict = 'not_applicable') as not_applicable
	from (
		select gates from decided
		union all
		select row_ -> 'gates' from jsonb_array_elements(:'by_hand'::jsonb) row_
	) d
	cross join lateral jsonb_to_recordset(d.gates) as g (gate text, verdict text, observed jsonb)
	group by g.gate
), chosen as (
	select d.*
	from decided d
	where d.instrument_type <> 'STOCK' and d.gates <> '[]'
		and (d.gates @> '[{"gate": "quantity"}]'
			or not jsonb_path_exists(d.gates, '$[*] ? (@.verdict == "fail")'))
), reason as (
	-- without the numbers and contracts that differ from one to the next; of what is unaffordable, the limit that bound
	select case
			when why = '' then lower(status)
			when why like 'unaffordable%' then 'unaffordable: ' || coalesce(substring(why from '; ([a-z_]+) allows'), 'unknown')
			when why like 'gate %' then why
			when why like 'confidence %' then 'confidence too low to be sent'
			else split_part(why, ':', 1)
		end as why, count(*) as n
	from decided
	group by 1
), cost as (
	select coalesce(sum(case o.side when 'buy' then 1 else -1 end * (o.filled_avg_price - o.first_mid) * o.filled_qty
		* case when length(o.symbol) > 10 then 100 else 1 end), 0) as spread
	from broker_orders o
	where o.filled_qty > 0 and o.first_mid is not null
)
select json_build_object(
	'seed', :seed,
	'day', :'day',
	'start_cash', :cash,
	'news_edge', :edge,
	'recommendations', (select count(*) from dispatch_recommendations),
	'decided', (select count(*) from decided),
	'chosen', (select count(*) from chosen),
	'unaffordable', (select count(*) from chosen where why ~* 'afford|gate quantity'),
	'entries', (select count(*) from dispatch_executions where entry_price is not null),
	'exits', (select json_object_agg(exit_reason, n) from (
		select exit_reason, count(*) as n from position_history group by exit_reason) x),
	'open', (select count(*) from active_positions where status <> 'closed'),
	'pnl', (select coalesce(sum(pnl), 0) from position_history)
		+ (select coalesce(sum(realised_pnl + current_pnl_dollars), 0) from active_positions where status <> 'closed'),
	'spread', (select round(spread, 2) from cost),
	'fees', (select coalesce(sum(fee), 0) from fills),
	'why', (select json_object_agg(why, n) from reason),
	'gates', (select json_object_agg(gate, json_build_object('evaluated', evaluated, 'fires', fires, 'nulls', nulls,
		'not_applicable', not_applicable)) from gate)
)
