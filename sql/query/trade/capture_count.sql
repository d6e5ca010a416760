-- Counts the captured bars of the executions whose contract has new ones, or that ended since $4: the bars that lie wholly
-- between entry and exit, the first and the last of them, and the highest and lowest premium. The premium of a spread is that
-- of both legs together: a minute counts in which both have a bar, by their closes.
-- $1 account text, $2 symbols text[], $3 closed since timestamptz, $4 counted since timestamptz
with held as (
	select p.execution_id, p.option_symbol as symbol, other.option_symbol as other, p.entry_time as entered,
		coalesce(p.closed_at, 'infinity') - interval '1 minute' as last_minute
	from active_positions p
	left join position_legs other on other.position_id = p.id and other.option_symbol <> p.option_symbol
	where p.account = $1 and p.execution_id is not null and p.option_symbol is not null
		and (p.status <> 'closed' or p.closed_at >= $3::timestamptz)
		and (p.option_symbol = any ($2::text[]) or other.option_symbol = any ($2::text[]) or p.closed_at >= $4::timestamptz)
), premium as (
	select h.execution_id, count(b.ts)::integer as bars, min(b.ts) as first_ts, max(b.ts) as last_ts, max(b.high) as peak,
		min(b.low) as lowest
	from held h
	left join option_bars b on b.symbol = h.symbol and b.ts >= h.entered and b.ts <= h.last_minute
	where h.other is null
	group by h.execution_id
	union all
	select h.execution_id, count(o.ts)::integer, min(o.ts), max(o.ts), max(abs(b.close - o.close)), min(abs(b.close - o.close))
	from held h
	left join option_bars b on b.symbol = h.symbol and b.ts >= h.entered and b.ts <= h.last_minute
	left join option_bars o on o.symbol = h.other and o.ts = b.ts
	where h.other is not null
	group by h.execution_id
)
update dispatch_executions e
set bars_captured_count = c.bars, first_bar_ts = c.first_ts, last_bar_ts = c.last_ts, peak_premium = c.peak,
	lowest_premium = c.lowest
from premium c
where e.execution_id = c.execution_id
	and (e.bars_captured_count, e.first_bar_ts, e.last_bar_ts, e.peak_premium, e.lowest_premium)
		is distinct from (c.bars, c.first_ts, c.last_ts, c.peak, c.lowest)
