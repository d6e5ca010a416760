-- Returns every ticker of the universe, in byte order. No parameters.
select ticker, coalesce(name, '') as name, coalesce(exchange, '') as exchange, tradable, options_enabled, tracked,
	dollar_volume
from ticker_universe
order by ticker collate "C"
