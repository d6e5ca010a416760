-- Values that were replaced: a run at a time before the replacement decides by what was known then. The release before does
-- not keep them; its programs write and read the other tables as before.
create table iv_history_replaced (
	ticker             text not null,
	day                date not null,
	known_at           timestamptz not null,
	implied_volatility float8 not null,
	primary key (ticker, day, known_at)
);
comment on table iv_history_replaced is 'volatilities of iv_history before opt-chain replaced them by those of a later snapshot of the day';

create table ticker_facts_replaced (
	ticker             text not null,
	fact               text not null check (fact in ('earnings', 'sector')),
	known_at           timestamptz not null,
	next_earnings      date,
	next_earnings_time text,
	sector             text,
	primary key (ticker, fact, known_at)
);
comment on table ticker_facts_replaced is 'reports and sectors of ticker_universe before opt-universe replaced them';

-- Of one ticker and day, or of one ticker, the newest row known at a time counts.
create view iv_history_known as
select ticker, day, known_at, implied_volatility
from iv_history
union all
select ticker, day, known_at, implied_volatility
from iv_history_replaced;

create view ticker_earnings_known as
select ticker, coalesce(earnings_known_at, '-infinity') as known_at, next_earnings, next_earnings_time
from ticker_universe
union all
select ticker, known_at, next_earnings, next_earnings_time
from ticker_facts_replaced
where fact = 'earnings';

create view ticker_sectors_known as
select ticker, coalesce(sector_known_at, '-infinity') as known_at, sector
from ticker_universe
union all
select ticker, known_at, sector
from ticker_facts_replaced
where fact = 'sector';
