-- News: feeds, their items, and what they say about whom. Also the tickers they may be about.

create table feed_state (
	feed_url         text primary key, -- as it was added; a 301 changes fetch_url only
	fetch_url        text not null,
	name             text,
	etag             text,
	last_modified    text, -- sent back as it came
	last_fetch       timestamptz,
	last_ok          timestamptz,
	last_status      integer,
	next_due         timestamptz,
	interval_s       integer not null default 300 check (interval_s > 0),
	failures         integer not null default 0 check (failures >= 0),
	last_error       text,
	enabled          boolean not null default true,
	added_at         timestamptz not null,
	claimed_by       uuid,
	claim_expires_at timestamptz,
	check ((claimed_by is null) = (claim_expires_at is null))
);
create index feed_state_due on feed_state (next_due) where enabled;

-- published_at is the market time of an article, known_at when we had it (fetched_at is the same moment
-- unless the item was imported). story_uid: the event_uid of the first article that told the story.
create table inbound_events_raw (
	id               bigint generated always as identity primary key,
	event_uid        text not null unique check (event_uid ~ '^[0-9a-f]{64}$'),
	feed_url         text not null,
	source           text,
	guid             text,
	title            text not null,
	title_key        text not null, -- folded title: the same story has the same
	story_uid        text not null,
	link             text,
	summary          text,
	content          text,
	published_at     timestamptz not null,
	published_source text not null default 'item'
		check (published_source in ('item', 'partial', 'missing', 'future')),
	problems         text[] not null default '{}',
	fetched_at       timestamptz not null,
	known_at         timestamptz not null,
	claimed_by       uuid,
	claim_expires_at timestamptz,
	attempts         smallint not null default 0 check (attempts >= 0),
	last_error       text,
	parked_at        timestamptz, -- given up after the last attempt
	processed_at     timestamptz,
	check ((claimed_by is null) = (claim_expires_at is null))
);
create index inbound_events_raw_open on inbound_events_raw (published_at desc)
	where processed_at is null and parked_at is null;
create index inbound_events_raw_published on inbound_events_raw (published_at);
create index inbound_events_raw_title on inbound_events_raw (title_key, published_at);
create index inbound_events_raw_feed on inbound_events_raw (feed_url, known_at);

create table inbound_events_classified (
	raw_event_id    bigint primary key references inbound_events_raw (id) on delete cascade,
	tickers         text[] not null,
	ticker_evidence jsonb not null default '{}', -- per ticker, why: cashtag, exchange, name, alias, symbol, inferred
	sentiment_label text not null check (sentiment_label in ('positive', 'neutral', 'negative')),
	sentiment_score float8 not null check (sentiment_score between -1 and 1),
	p_positive      float8 not null check (p_positive between 0 and 1),
	p_neutral       float8 not null check (p_neutral between 0 and 1),
	p_negative      float8 not null check (p_negative between 0 and 1),
	engine          text not null check (engine in ('lexicon', 'finbert', 'http')),
	model           text not null,
	event_type      text not null check (event_type in ('earnings', 'guidance', 'analyst', 'merger', 'legal',
		'regulatory', 'product', 'macro', 'management', 'other')),
	urgency         text not null check (urgency in ('low', 'medium', 'high')),
	created_at      timestamptz not null,
	check (abs(p_positive + p_neutral + p_negative - 1) < 1e-4)
);
create index inbound_events_classified_tickers on inbound_events_classified using gin (tickers);
create index inbound_events_classified_created on inbound_events_classified (created_at);

create table ticker_universe (
	ticker          text primary key check (ticker ~ '^[A-Z][A-Z0-9]*([.-][A-Z0-9]+)*$'),
	name            text,
	aliases         text[] not null default '{}',
	exchange        text,
	sector          text,
	tradable        boolean not null default false,
	options_enabled boolean not null default false,
	tracked         boolean not null default false,
	dollar_volume   numeric(20,2), -- of the last session, for --track-top
	next_earnings   date,
	source          text not null,
	updated_at      timestamptz not null
);
create index ticker_universe_tracked on ticker_universe (ticker) where tracked;
