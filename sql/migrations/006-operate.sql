-- Learning and alerts.

create table learning_recommendations (
	id              bigint generated always as identity primary key,
	parameter       text not null,
	current_value   float8 not null,
	suggested_value float8 not null,
	rollback_value  float8 not null,
	evidence        jsonb not null, -- n, effect, interval, test, corrected p
	confidence      float8 not null check (confidence between 0 and 1),
	status          text not null default 'pending'
		check (status in ('pending', 'approved', 'rejected', 'applied', 'rolled_back')),
	created_at      timestamptz not null,
	decided_by      text,
	decided_at      timestamptz,
	applied_by      text,
	applied_at      timestamptz,
	applied_version integer references trading_params (version),
	rolled_back_by  text,
	rolled_back_at  timestamptz,
	check (status = 'pending' or decided_at is not null),
	check (status not in ('applied', 'rolled_back') or applied_version is not null)
);
create index learning_recommendations_status on learning_recommendations (status, created_at);

-- The dedupe key names the event and the channel: each is told once.
create table alert_outbox (
	dedupe_key text primary key,
	channel    text not null check (channel in ('email', 'webhook')),
	severity   text not null default 'info' check (severity in ('info', 'warning', 'critical')),
	subject    text not null,
	body       text not null,
	data       jsonb,
	created_at timestamptz not null,
	sent_at    timestamptz,
	attempts   integer not null default 0 check (attempts >= 0),
	next_try   timestamptz,
	last_error text
);
create index alert_outbox_unsent on alert_outbox (created_at) where sent_at is null;
