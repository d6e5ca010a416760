-- The contracts whose bars are captured: those of open positions and of positions closed since $2, except contracts that
-- expired before $3. last_ts is the newest
-- bar of all answers, null when there is none.
-- $1 account text, $2 closed since timestamptz, $3 expired since date
select c.symbol, min(c.entry_time) as entry_time, g.last_ts
from capture_contracts c
left join capture_progress g on g.symbol = c.symbol
where c.account = $1 and (c.closed_at is null or c.closed_at >= $2::timestamptz) and c.expiration_date >= $3::date
group by c.symbol, g.last_ts
order by c.symbol
