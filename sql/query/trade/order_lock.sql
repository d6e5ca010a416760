-- Locks an order for booking and reads what is already booked. $1 client_order_id text
select status, filled_qty, filled_avg_price, booked_qty, qty, quarantined_at
from broker_orders
where client_order_id = $1
for update
