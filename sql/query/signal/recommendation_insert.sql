-- Inserts a recommendation and returns its id. Returns no row when the ticker has a live recommendation, or when the same
-- trade was already recommended on the bar.
-- $1 now timestamptz, $2 bar_ts timestamptz, $3 ticker, $4 action, $5 instrument_type, $6 strategy_type, $7 confidence numeric,
-- $8 reason jsonb, $9 features jsonb, $10 sentiment jsonb, $11 lineage timestamptz, $12 params_version int, $13 status,
-- $14 failure_reason, $15 signal_run_id uuid
insert into dispatch_recommendations (ts, bar_ts, ticker, action, instrument_type, strategy_type, confidence, reason,
	features_snapshot, sentiment_snapshot, lineage, params_version, status, failure_reason, signal_run_id, created_at,
	processed_at)
values ($1::timestamptz, $2::timestamptz, $3, $4, $5, $6, $7::numeric, $8::jsonb, $9::jsonb, $10::jsonb,
	$11::timestamptz, $12::integer, $13::text, $14::text, $15::uuid, $1::timestamptz,
	case when $13::text <> 'PENDING' then $1::timestamptz end)
on conflict do nothing
returning id
