-- Stores version 1, the defaults of the release, unless a version is stored, so that every run and decision names its version.
-- It holds no values: a later release brings its own defaults to a user who never set one. $1 now timestamptz
insert into trading_params (version, params, author, reason, created_at)
select 1, '{}', 'opt-migrate', 'the defaults', $1::timestamptz
where not exists (select from trading_params)
on conflict (version) do nothing
