-- Stores the rows of opt-watchlist in watchlist_state. last_signal_bar_ts stays: opt-signal writes it.
-- $1 rows json (an array of the rows as opt-watchlist prints them), $2 parameter version int, $3 now timestamptz
insert into watchlist_state as w
	(ticker, watch_score, rank, sentiment_pressure, setup_quality, vol_score, trend_alignment, reasons, in_watchlist,
	entered_at, bar_ts, params_version, computed_at)
select ticker, watch_score, rank, sentiment_pressure, setup_quality, vol_score, trend_alignment, reasons, in_watchlist,
	entered_at, bar_ts, $2::integer, $3::timestamptz
from json_to_recordset($1::json) as r (ticker text, watch_score float8, rank integer, sentiment_pressure float8,
	setup_quality float8, vol_score float8, trend_alignment float8, reasons jsonb, in_watchlist boolean,
	entered_at timestamptz, bar_ts timestamptz)
on conflict (ticker) do update
set watch_score = excluded.watch_score, rank = excluded.rank, sentiment_pressure = excluded.sentiment_pressure,
	setup_quality = excluded.setup_quality, vol_score = excluded.vol_score,
	trend_alignment = excluded.trend_alignment, reasons = excluded.reasons,
	in_watchlist = excluded.in_watchlist, entered_at = excluded.entered_at, bar_ts = excluded.bar_ts,
	params_version = excluded.params_version, computed_at = excluded.computed_at
