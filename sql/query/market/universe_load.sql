-- Every ticker there is, in the order of bytes. No parameters.
select ticker, coalesce(name, '') as name, coalesce(exchange, '') as exchange, tradable, options_enabled, tracked,
	dollar_volume
from ticker_universe
order by ticker collate "C"
