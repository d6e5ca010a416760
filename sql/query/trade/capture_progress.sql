-- Updates the captured bars of each execution: their number, first and last from the minute of the entry on, and the highest
-- and lowest premium in the bars that lie wholly between entry and exit.
-- $1 account text, $2 symbols text[], $3 closed since timestamptz, $4 days after the close int
update dispatch_executions e
set bars_captured_count = c.bars, first_bar_ts = c.first_ts, last_bar_ts = c.last_ts, peak_premium = c.peak,
	lowest_premium = c.lowest
from (
	select p.execution_id, count(*)::integer as bars, min(b.ts) as first_ts, max(b.ts) as last_ts,
		max(b.high) filter (where b.ts >= p.entry_time
			and b.ts + interval '1 minute' <= coalesce(p.closed_at, 'infinity')) as peak,
		min(b.low) filter (where b.ts >= p.entry_time
			and b.ts + interval '1 minute' <= coalesce(p.closed_at, 'infinity')) as lowest
	from active_positions p
	join option_bars b on b.symbol = p.option_symbol and b.ts >= date_trunc('minute', p.entry_time)
		and b.ts <= coalesce(p.closed_at + make_interval(days => $4::integer), 'infinity')
	where p.account = $1 and p.option_symbol = any ($2::text[]) and p.execution_id is not null
		and (p.status <> 'closed' or p.closed_at >= $3::timestamptz)
	group by p.execution_id
) c
where e.execution_id = c.execution_id
	and (e.bars_captured_count, e.first_bar_ts, e.last_bar_ts, e.peak_premium, e.lowest_premium)
		is distinct from (c.bars, c.first_ts, c.last_ts, c.peak, c.lowest)
