-- The staged contracts into iv_surface; a snapshot that is there already stays. No parameters.
insert into iv_surface
select *
from chain_rows
on conflict (ticker, ts, expiration_date, strike_price, option_type) do nothing
