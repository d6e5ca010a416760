-- Every tradable ticker, in the order of its bytes. ticker. No parameters.
select ticker
from (select ticker from ticker_universe where tradable union select 'SPY') as market
order by ticker collate "C"
