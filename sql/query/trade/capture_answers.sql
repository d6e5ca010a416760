-- Stores what was asked about the bars of each contract, and the answer. The minutes from..till of an answer are answered,
-- whether it has bars or not.
-- $1 jsonb [{symbol, from, answer, bars, newest, error}], $2 end of the minutes timestamptz, $3 now timestamptz
insert into capture_progress as g (symbol, asked_to, asked_at, answered_at, answered_to, answered, last_ts, bars, asked, empty,
	not_found, failed, last_answer, last_error)
select r.symbol, $2::timestamptz, case when r.answer <> 'not_asked' then $3::timestamptz end,
	case when a.is_answer then $3::timestamptz end, case when a.is_answer then $2::timestamptz end,
	case when a.is_answer then tstzmultirange(tstzrange(r."from", $2::timestamptz)) else '{}' end, r.newest, r.bars,
	(r.answer <> 'not_asked')::integer, (r.answer = 'answered' and r.bars = 0)::integer, (r.answer = 'not_found')::integer,
	(r.answer = 'failed')::integer, r.answer, r.error
from jsonb_to_recordset($1::jsonb) as r (symbol text, "from" timestamptz, answer text, bars bigint, newest timestamptz,
	error text)
cross join lateral (select r.answer in ('answered', 'not_found') as is_answer) a
order by r.symbol
on conflict (symbol) do update
set asked_to = greatest(g.asked_to, excluded.asked_to),
	asked_at = coalesce(excluded.asked_at, g.asked_at),
	answered_at = coalesce(excluded.answered_at, g.answered_at),
	answered_to = greatest(g.answered_to, excluded.answered_to),
	answered = g.answered + excluded.answered,
	last_ts = greatest(g.last_ts, excluded.last_ts),
	bars = case when excluded.answered_at is null then g.bars else excluded.bars end,
	asked = g.asked + excluded.asked, empty = g.empty + excluded.empty,
	not_found = g.not_found + excluded.not_found, failed = g.failed + excluded.failed,
	last_answer = excluded.last_answer, last_error = excluded.last_error
