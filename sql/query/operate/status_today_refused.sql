-- The gates that refused a recommendation of today, with the number of recommendations that a gate alone refused.
-- $1 now timestamptz, $2 today date
with refused as (
	select r.id, r.ticker, g.gate, count(*) over (partition by r.id) as gates
	from dispatch_recommendations r
	cross join lateral jsonb_to_recordset(
		case when jsonb_typeof(r.risk_gate_json) = 'array' then r.risk_gate_json else '[]' end) as g (gate text, verdict text)
	where r.created_at >= ($2::date)::timestamp at time zone 'America/New_York' and r.created_at <= $1::timestamptz
		and g.verdict = 'fail'
)
select gate, count(*) as refused, count(*) filter (where gates = 1) as only,
	string_agg(distinct ticker, ' ' order by ticker) as tickers
from refused
group by gate
order by count(*) desc, gate
