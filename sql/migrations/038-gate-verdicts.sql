-- The answer of each gate about each recommendation. The element of an array that is no answer is left out.
create view gate_verdicts as
select r.id as recommendation_id, r.ticker, r.created_at, e.answer ->> 'gate' as gate, e.answer ->> 'verdict' as verdict,
	e.answer ->> 'verdict' = 'fail' and coalesce(jsonb_typeof(e.answer -> 'observed'), 'null') = 'null' as is_unknown
from dispatch_recommendations r
cross join lateral jsonb_array_elements(
	case when jsonb_typeof(r.risk_gate_json) = 'array' then r.risk_gate_json else '[]' end) as e (answer)
where e.answer ->> 'gate' is not null;
comment on column gate_verdicts.is_unknown is 'the gate refused because its fact was not known';
