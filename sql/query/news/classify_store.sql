-- Stores classifications (a JSON array of the rows that opt-classify prints) and marks their articles as processed, for
-- the articles that this run still claims. $1 rows json, $2 run_id uuid, $3 now timestamptz
with row_ as (
	select *
	from json_to_recordset($1::json) as r (raw_event_id bigint, tickers text[], ticker_evidence jsonb,
		sentiment_label text, sentiment_score float8, p_positive float8, p_neutral float8, p_negative float8,
		engine text, model text, event_type text, urgency text)
), closed as (
	update inbound_events_raw r
	set processed_at = $3::timestamptz, claimed_by = null, claim_expires_at = null, last_error = null
	from row_
	where r.id = row_.raw_event_id and r.claimed_by = $2::uuid and r.processed_at is null
	returning r.id
)
insert into inbound_events_classified (raw_event_id, tickers, ticker_evidence, sentiment_label, sentiment_score,
	p_positive, p_neutral, p_negative, engine, model, event_type, urgency, created_at)
select raw_event_id, tickers, ticker_evidence, sentiment_label, sentiment_score, p_positive, p_neutral, p_negative,
	engine, model, event_type, urgency, $3::timestamptz
from row_
join closed on closed.id = row_.raw_event_id
