-- The gates that refused a recommendation of today, with the number of recommendations that a gate alone refused.
-- $1 now timestamptz, $2 today date
with refused as (
	select ticker, gate, count(*) over (partition by recommendation_id) as gates
	from gate_verdicts
	where created_at >= ($2::date)::timestamp at time zone 'America/New_York' and created_at <= $1::timestamptz and verdict = 'fail'
)
select gate, count(*) as refused, count(*) filter (where gates = 1) as refused_alone,
	string_agg(distinct ticker, ' ' order by ticker) as tickers
from refused
group by gate
order by count(*) desc, gate
