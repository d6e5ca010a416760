-- What opt-posmon asks the broker about the minute bars of each contract that is or was held, and what it answers. The release
-- before neither reads nor writes these tables.
create table capture_progress (
	symbol      text primary key,
	asked_to    timestamptz not null,
	asked_at    timestamptz,
	answered_at timestamptz,
	answered_to timestamptz,
	answered    tstzmultirange not null default '{}',
	last_ts     timestamptz,
	bars        bigint not null default 0 check (bars >= 0),
	asked       bigint not null default 0 check (asked >= 0),
	empty       bigint not null default 0 check (empty >= 0),
	not_found   bigint not null default 0 check (not_found >= 0),
	failed      bigint not null default 0 check (failed >= 0),
	last_answer text not null check (last_answer in ('not_asked', 'failed', 'not_found', 'answered')),
	last_error  text
);
comment on column capture_progress.asked_to is 'end of the minutes whose bars were due by the newest run, asked for or not';
comment on column capture_progress.asked_at is 'the newest run that asked';
comment on column capture_progress.answered_at is 'the newest run that got an answer: bars, none, or 404';
comment on column capture_progress.answered_to is 'end of the minutes that were answered';
comment on column capture_progress.answered is 'all the minutes that were answered';
comment on column capture_progress.last_ts is 'the newest bar of all answers';
comment on column capture_progress.bars is 'bars in the newest answer, with those that were stored before';
comment on column capture_progress.asked is 'requests; of them were answered without a bar: empty, with 404: not_found, not at all: failed';

-- A view has no calendar: the sessions of the exchange in which a position was open.
create table capture_sessions (
	day       date primary key,
	opens_at  timestamptz not null,
	closes_at timestamptz not null check (closes_at > opens_at)
);

-- The contracts of each position: one, or the legs of a spread.
create view capture_contracts as
select p.id as position_id, p.account, p.ticker, p.option_symbol as symbol, p.expiration_date, p.entry_time, p.closed_at
from active_positions p
where p.option_symbol is not null
union
select p.id, p.account, p.ticker, l.option_symbol, l.expiration_date, p.entry_time, p.closed_at
from active_positions p
join position_legs l on l.position_id = p.id;

-- Of the session minutes of each position, how many were asked for and answered; of a spread, those of both legs.
create view capture_rate as
with open_ as (
	select c.position_id, c.account, c.ticker, c.symbol, s.day, g.answered,
		tstzrange(greatest(date_trunc('minute', c.entry_time), s.opens_at),
			least(c.closed_at, s.closes_at, g.asked_to)) as minutes
	from capture_contracts c
	join capture_progress g on g.symbol = c.symbol
	join capture_sessions s on s.closes_at > c.entry_time and s.opens_at < least(c.closed_at, g.asked_to)
	where date_trunc('minute', c.entry_time) < least(c.closed_at, s.closes_at, g.asked_to)
)
select o.account, o.day, o.position_id, o.ticker, count(*) as contracts,
	(sum(extract(epoch from upper(o.minutes) - lower(o.minutes))) / 60)::float8 as open_minutes,
	(sum(a.seconds) / 60)::float8 as answered_minutes,
	(sum(a.seconds) / nullif(sum(extract(epoch from upper(o.minutes) - lower(o.minutes))), 0))::float8 as rate
from open_ o
cross join lateral (
	select coalesce(sum(extract(epoch from upper(r) - lower(r))), 0) as seconds
	from unnest(o.answered * tstzmultirange(o.minutes)) r) a
group by o.account, o.day, o.position_id, o.ticker;

create view capture_rate_daily as
select account, day, count(*) as positions, sum(open_minutes) as open_minutes, sum(answered_minutes) as answered_minutes,
	sum(answered_minutes) / nullif(sum(open_minutes), 0) as rate
from capture_rate
group by account, day;

-- The marks of a spread are those of both legs together: they say nothing about the spread of one contract's quote.
create or replace view option_bar_metrics as
with marks as (
	select distinct on (p.option_symbol, date_trunc('minute', m.ts))
		p.option_symbol as symbol, date_trunc('minute', m.ts) as ts, m.ask - m.bid as spread,
		(m.ask - m.bid) / nullif(m.mid, 0) * 100 as spread_pct
	from active_positions p
	join position_marks m on m.position_id = p.id
	where p.option_symbol is not null and p.strategy_type not in ('credit_spread', 'debit_spread')
		and m.bid > 0 and m.ask >= m.bid
	order by p.option_symbol, date_trunc('minute', m.ts), m.ts desc
), bars as (
	select symbol, ts, open, high, low, close, volume, trade_count, vwap, known_at,
		lag(close, 10) over (partition by symbol order by ts) as close_10,
		avg(volume) over (partition by symbol order by ts rows between 20 preceding and 1 preceding) as volume_avg_20,
		count(*) over (partition by symbol order by ts rows between 20 preceding and 1 preceding) as bars_before
	from option_bars
)
select b.symbol, b.ts, b.open, b.high, b.low, b.close, b.volume, b.trade_count, b.vwap, b.known_at,
	(b.close / b.close_10 - 1)::float8 as momentum_10,
	case when b.bars_before = 20 then (b.volume / nullif(b.volume_avg_20, 0))::float8 end as volume_ratio,
	case when b.bars_before = 20 then b.volume / nullif(b.volume_avg_20, 0) > 2 end as volume_surge,
	m.spread, m.spread_pct::float8 as spread_pct
from bars b
left join marks m on m.symbol = b.symbol and m.ts = b.ts;
