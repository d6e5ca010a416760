-- Whether anything ran at a time a replay is about to begin. $1 from timestamptz
select exists (select from pipeline_runs where now_at >= $1::timestamptz) as used
