-- The positions of a simulated account, in the columns of the broker: here the ledger is the broker. $1 account text
select coalesce(option_symbol, ticker) as symbol, case when option_symbol is null then 'us_equity' else 'us_option' end as asset_class,
	quantity::float8 as qty, quantity::float8 as qty_available, entry_price as avg_entry_price, current_price
from active_positions
where account = $1 and status <> 'closed'
order by id
