-- Returns the tickers for which an official list has something new: another alias, or a name or exchange that the
-- broker did not send.
-- $1 rows json [{ticker, name, alias, exchange}]
select u.ticker, coalesce(u.name, r.name) as name, coalesce(u.exchange, r.exchange) as exchange, r.alias
from json_to_recordset($1::json) as r (ticker text, name text, alias text, exchange text)
join ticker_universe u on u.ticker = r.ticker
where (r.alias is not null and r.alias <> all (u.aliases)) or u.name is null
		or (u.exchange is null and r.exchange is not null)
order by u.ticker collate "C"
