-- Lists the versions of the parameters with their content, oldest first.
-- $1 first int, $2 last int (null: only the newest version, and $1 is ignored)
select version, params, added, author, reason, created_at
from trading_params
where version between $1::integer and $2::integer
	or ($2 is null and version = (select max(version) from trading_params))
order by version
