-- The activities in a symbol that are already booked. $1 account text, $2 symbol text
select id
from broker_activities
where account = $1 and symbol = $2 and applied_at is not null
