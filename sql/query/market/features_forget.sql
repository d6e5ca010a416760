-- Clears the stored sums of sessions that include a bar which was corrected, or lack a bar which was added:
-- opt-features then makes them again from the bars. $2[i] is such a bar of the ticker $1[i].
-- $1 tickers text[], $2 times timestamptz[], $3 now timestamptz
update lane_atr_state s
set atr14 = null, vwap_until = null, updated_at = $3::timestamptz
from unnest($1::text[], $2::timestamptz[]) as changed (ticker, ts)
where s.ticker = changed.ticker and s.vwap_until > changed.ts
	and case
		-- a seed made before the open includes up to 20 earlier sessions and no bar of its own
		when s.bucket_ts is null and s.last_close is not null
			then s.session > (changed.ts at time zone 'America/New_York')::date
				and s.session <= (changed.ts at time zone 'America/New_York')::date + 40
		else s.session = (changed.ts at time zone 'America/New_York')::date
	end
