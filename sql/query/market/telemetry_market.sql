-- Returns every tradable ticker, and SPY, in byte order: ticker. No parameters.
select ticker
from (select ticker from ticker_universe where tradable union select 'SPY') as market
order by ticker collate "C"
