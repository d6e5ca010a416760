-- Inserts the staged contracts into iv_surface. Rows that are already there stay as they are. No parameters.
insert into iv_surface
select *
from chain_rows
on conflict (ticker, ts, expiration_date, strike_price, option_type) do nothing
