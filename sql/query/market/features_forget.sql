-- Bars of a session changed or came late that its sums have in them already: they are made anew from the bars.
-- $1 tickers text[], $2 the oldest such bar of each timestamptz[], $3 now timestamptz
update lane_atr_state s
set atr14 = null, vwap_until = null, updated_at = $3::timestamptz
from unnest($1::text[], $2::timestamptz[]) as changed (ticker, ts)
where s.ticker = changed.ticker and s.vwap_until > changed.ts
	and case
		-- a seed made before the open has up to 20 sessions before it in it, and nothing of its own
		when s.bucket_ts is null and s.last_close is not null
			then s.session > (changed.ts at time zone 'America/New_York')::date
				and s.session <= (changed.ts at time zone 'America/New_York')::date + 40
		else s.session = (changed.ts at time zone 'America/New_York')::date
	end
