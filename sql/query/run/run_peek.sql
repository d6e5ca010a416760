-- Reads what run_begin returns, for a dry run: writes nothing. No parameters.
select coalesce((select max(version) from schema_migrations), 0) as schema_version,
	null::bigint as fence,
	(select version from trading_params order by version desc limit 1) as params_version,
	(select params from trading_params order by version desc limit 1) as params,
	(select nullif(to_jsonb(t) -> 'added', 'null') from trading_params t order by version desc limit 1) as added
