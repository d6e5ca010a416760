-- The shares that an option became so far. $1 key of their fills text
select coalesce(sum(qty), 0)::bigint as shares
from fills
where broker_order_id = $1
