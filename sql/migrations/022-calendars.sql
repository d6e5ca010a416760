-- The events that move the whole market at a known minute: opt-universe --events. An event that the calendar no longer has
-- is withdrawn: a run at a time before that still sees it.
create table macro_events (
	at           timestamptz not null,
	event        text not null check (event <> ''),
	known_at     timestamptz not null,
	withdrawn_at timestamptz,
	primary key (at, event)
);
comment on table macro_events is 'economic events that opt-dispatch keeps clear of, from opt-universe --events';

-- When the next report and the sector became known: a run at a time before does not use them. Null: before this was kept.
alter table ticker_universe add column earnings_known_at timestamptz;
alter table ticker_universe add column sector_known_at timestamptz;

-- Cash dividends, splits and renames: opt-universe --actions and --dividends. Rows are added and never changed: of one ticker,
-- kind and day the newest row known at a time counts, unless it withdraws the action.
create table corporate_actions (
	ticker     text not null,
	kind       text not null check (kind in ('dividend', 'split', 'rename')),
	ex_date    date not null,
	known_at   timestamptz not null,
	amount     numeric(14,6),
	new_shares numeric(18,9),
	old_shares numeric(18,9),
	new_ticker text,
	withdrawn  boolean not null default false,
	source     text not null check (source in ('broker', 'file')),
	primary key (ticker, kind, ex_date, known_at),
	check ((kind = 'dividend') = (amount is not null)),
	check (amount > 0),
	check ((kind = 'split') = (new_shares is not null and old_shares is not null)),
	check (new_shares > 0 and old_shares > 0),
	check ((kind = 'rename') = (new_ticker is not null))
);
comment on column corporate_actions.ex_date is 'the first session without the dividend, with the new shares or the new name';
comment on column corporate_actions.amount is 'of a dividend: dollars per share';
comment on column corporate_actions.new_shares is 'of a split: NEW_SHARES for OLD_SHARES';
