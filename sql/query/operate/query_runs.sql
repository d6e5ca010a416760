-- opt-query runs: runs of the stages, newest first. $1 now timestamptz, $2 since timestamptz or null, $3 null text
select now_at, stage, status, exit_status,
	round(extract(epoch from finished_at - started_at), 3) as seconds, counts, error, params_version, account, version, host, run_id
from pipeline_runs
where now_at <= $1::timestamptz and ($2::timestamptz is null or now_at >= $2::timestamptz) and $3::text is null
order by started_at desc, run_id
