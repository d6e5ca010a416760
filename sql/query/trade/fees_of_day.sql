-- The trades of a day that pay fees. The shares of an assignment or exercise are no trade: their key has a colon.
-- $1 account text, $2 start of the day timestamptz, $3 start of the next day timestamptz
select f.symbol, f.side, f.qty, f.price
from fills f
where f.account = $1 and f.filled_at >= $2::timestamptz and f.filled_at < $3::timestamptz and position(':' in f.broker_order_id) = 0
