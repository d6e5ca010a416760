-- Delivery of the alerts of alert_outbox by opt-alert: a message carries one alert, or many as a digest, to one channel. Its text and
-- its id are stored before the first attempt, so that a repeated attempt sends the same message.
create table alert_messages (
	message_id  text primary key, -- made from the alerts in it; the receiver sees by it that two are the same
	channel     text not null check (channel in ('email', 'webhook')),
	severity    text not null check (severity in ('info', 'warning', 'critical')),
	subject     text not null,
	body        text not null,
	alerts      integer not null check (alerts > 0),
	created_at  timestamptz not null,
	attempts    integer not null default 0 check (attempts >= 0),
	next_try    timestamptz not null,
	sent_at     timestamptz,
	given_up_at timestamptz,
	refused     boolean not null default false, -- the server refuses this message, not all of them
	last_error  text,
	check (sent_at is null or given_up_at is null)
);
create index alert_messages_unsent on alert_messages (channel, created_at) where sent_at is null and given_up_at is null;
-- Which message carries an alert to a channel.
create table alert_deliveries (
	dedupe_key text not null references alert_outbox (dedupe_key),
	channel    text not null check (channel in ('email', 'webhook')),
	message_id text not null references alert_messages (message_id),
	primary key (dedupe_key, channel)
);
create index alert_deliveries_message on alert_deliveries (message_id);
create index alert_outbox_created on alert_outbox (created_at);

create or replace function opt_role_of(program text) returns name
language sql immutable set search_path = pg_catalog, pg_temp
as $$
	select case
		when program in ('opt-rss', 'opt-classify', 'opt-bars', 'opt-features', 'opt-universe', 'opt-chain') then 'opt_ingest'
		when program in ('opt-watchlist', 'opt-signal') then 'opt_decide'
		when program in ('opt-dispatch', 'opt-posmon') then 'opt_trade'
		when program = 'opt-alert' then 'opt_alert'
	end::name
$$;
