-- The equity of an account: of each minute the newest snapshot, with the mode of execution.
-- $1 account text, $2 from timestamptz (null: the first), $3 to timestamptz (not included)
select distinct on (date_trunc('minute', ts)) ts, execution_mode, equity::float8, last_equity::float8
from account_snapshots
where account = $1 and ts >= coalesce($2::timestamptz, '-infinity') and ts < $3::timestamptz
order by date_trunc('minute', ts), ts desc
