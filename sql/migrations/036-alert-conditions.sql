-- The checks of opt-status that opt-alert finds bad, a row for each while that lasts, so that a begin and an end are told once.
create table alert_conditions (
	name       text primary key, -- of the check
	level      text not null check (level in ('warning', 'critical')),
	began_at   timestamptz not null,
	runs       integer not null check (runs > 0), -- of opt-alert in a row that found this level
	good_runs  integer not null default 0 check (good_runs >= 0), -- in a row since, that found it healthy
	told_level text check (told_level in ('warning', 'critical')) -- null: its begin is not told yet
);
