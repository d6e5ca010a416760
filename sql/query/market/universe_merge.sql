-- Merges the staged rows (universe_copy) into ticker_universe; a row without a change is left alone. $1 now
-- timestamptz
insert into ticker_universe as u
	(ticker, name, exchange, tradable, options_enabled, tracked, dollar_volume, source, updated_at)
select ticker, nullif(name, ''), nullif(exchange, ''), tradable, options_enabled, tracked, dollar_volume, 'broker',
	$1::timestamptz
from universe_rows
on conflict (ticker) do update
set name = excluded.name, exchange = excluded.exchange, tradable = excluded.tradable,
	options_enabled = excluded.options_enabled, tracked = excluded.tracked, dollar_volume = excluded.dollar_volume,
	updated_at = excluded.updated_at
where (u.name, u.exchange, u.tradable, u.options_enabled, u.tracked, u.dollar_volume)
	is distinct from (excluded.name, excluded.exchange, excluded.tradable, excluded.options_enabled,
		excluded.tracked, excluded.dollar_volume)
