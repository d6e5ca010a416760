-- Stores what universe_name_find finds in ticker_universe. Aliases are added and never removed, because people go on
-- using the earlier names of a company.
-- $1 rows json as in universe_name_find, $2 now timestamptz
update ticker_universe u
set name = coalesce(u.name, r.name), exchange = coalesce(u.exchange, r.exchange),
	aliases = case when r.alias is not null and r.alias <> all (u.aliases) then u.aliases || r.alias
		else u.aliases end,
	source = case when u.source like '%sec' then u.source else u.source || '+sec' end,
	updated_at = $2::timestamptz
from json_to_recordset($1::json) as r (ticker text, name text, alias text, exchange text)
where u.ticker = r.ticker
	and ((r.alias is not null and r.alias <> all (u.aliases)) or u.name is null
		or (u.exchange is null and r.exchange is not null))
