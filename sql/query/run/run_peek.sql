-- Reads what run_begin returns, for a dry run: writes nothing. $1 now timestamptz
with parameters as (
	select version, params, nullif(to_jsonb(t) -> 'added', 'null') as added from trading_params t
	where version = coalesce((select max(version) from trading_params where created_at <= $1::timestamptz),
		(select min(version) from trading_params))
)
select coalesce((select max(version) from schema_migrations), 0) as schema_version,
	null::bigint as fence,
	(select version from parameters) as params_version,
	(select params from parameters) as params,
	(select added from parameters) as added
