-- The recommendations that recommendations_claim would claim, for a dry run.
-- $1 now timestamptz, $2 how many int, $3 minutes int
select id, ts, bar_ts, ticker, action, instrument_type, strategy_type, confidence, features_snapshot, sentiment_snapshot,
	lineage, params_version, created_at
from dispatch_recommendations
where status = 'PENDING' and created_at <= $1::timestamptz
	and created_at > $1::timestamptz - make_interval(mins => $3::integer)
order by created_at desc, confidence desc, ticker
limit $2::integer
