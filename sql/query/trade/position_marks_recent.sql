-- The marks of open positions from $2 to before $3, by position and time.
-- $1 account text, $2 from timestamptz, $3 now timestamptz
select m.position_id, m.ts, m.bid, m.ask, m.underlying_price, m.underlying_ts, m.quote_ts, m.model_value, m.source
from position_marks m
join active_positions p on p.id = m.position_id
where p.account = $1 and p.status <> 'closed' and m.ts >= $2::timestamptz and m.ts < $3::timestamptz
order by m.position_id, m.ts
