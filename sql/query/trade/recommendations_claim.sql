-- Claims the newest pending recommendations for a run.
-- $1 account text, $2 run_id uuid, $3 now timestamptz, $4 how many int
with claimed as (
	update dispatch_recommendations
	set status = 'PROCESSING', account = $1, dispatcher_run_id = $2::uuid, claimed_at = $3::timestamptz
	where id in (
		select id
		from dispatch_recommendations
		where status = 'PENDING' and created_at <= $3::timestamptz
		order by created_at desc, confidence desc, ticker
		limit $4::integer
		for update skip locked
	)
	returning *
)
select id, ts, bar_ts, ticker, action, instrument_type, strategy_type, confidence, features_snapshot, sentiment_snapshot,
	lineage, params_version, created_at
from claimed
order by created_at desc, confidence desc, ticker
