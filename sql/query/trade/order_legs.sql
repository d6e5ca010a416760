-- Reads how much of each leg of a spread's order is booked. $1 client_order_id text
select broker_order_id, filled_qty, filled_avg_price, booked_qty
from order_legs
where client_order_id = $1
order by leg
