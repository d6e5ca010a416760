-- The ledger of orders, positions and money. Nothing here is ever unlogged or pruned.

create table active_positions (
	id                       bigint generated always as identity primary key,
	execution_id             uuid unique references dispatch_executions (execution_id),
	account                  text not null,
	ticker                   text not null,
	instrument_type          text not null check (instrument_type in ('CALL', 'PUT', 'STOCK')),
	multiplier               smallint not null generated always as (
		case when instrument_type = 'STOCK' then 1 else 100 end) stored,
	strategy_type            text not null
		check (strategy_type in ('day_trade', 'swing_trade', 'conservative', 'credit_spread')),
	option_symbol            text, -- null for a stock; of a spread, the short leg's
	strike_price             numeric(14,4),
	expiration_date          date,
	side                     text not null check (side in ('long', 'short')),
	quantity                 bigint not null check (quantity >= 0),
	original_quantity        bigint not null check (original_quantity > 0),
	entry_price              numeric(14,4) not null,
	entry_time               timestamptz not null,
	entry_underlying_price   numeric(14,4),
	entry_spread             numeric(12,4),
	entry_delta              float8,
	entry_iv                 float8,
	entry_days_to_expiry     integer,
	stop_atr                 float8, -- the atr14 the stop was set with
	stop                     numeric(14,4), -- of the underlying, fixed at the first fill
	target                   numeric(14,4),
	target_reached_at        timestamptz, -- the first part is sold, the rest trails
	trailing_armed_at        timestamptz,
	trailing_stop            numeric(14,4), -- of the premium (of the share, for a stock)
	spread_wide_marks        smallint not null default 0, -- consecutive
	peak_price               numeric(14,4),
	lowest_price             numeric(14,4),
	current_price            numeric(14,4),
	current_underlying_price numeric(14,4),
	current_pnl_dollars      numeric(16,2),
	current_pnl_percent      float8,
	realised_pnl             numeric(16,2) not null default 0, -- of the parts already sold, net of fees
	fees                     numeric(16,4) not null default 0,
	exits                    integer not null default 0 check (exits >= 0), -- exit numbers used
	status                   text not null default 'open' check (status in ('open', 'closing', 'closed')),
	close_reason             text,
	exit_price               numeric(14,4), -- average; null: unknown
	closed_at                timestamptz,
	win_loss_label           text check (win_loss_label in ('win', 'loss', 'flat')),
	r_multiple               float8,
	missing_runs             smallint not null default 0, -- runs that found it gone at the broker
	missing_run_id           uuid,
	missing_since            timestamptz,
	last_checked_at          timestamptz,
	created_at               timestamptz not null,
	check (quantity <= original_quantity),
	check ((instrument_type = 'STOCK') = (option_symbol is null)),
	check ((option_symbol is null) = (strike_price is null)),
	check ((option_symbol is null) = (expiration_date is null)),
	check ((status = 'closed') = (closed_at is not null)),
	check (status <> 'closed' or (quantity = 0 and close_reason is not null))
);
-- The broker nets a symbol into one position, so do we.
create unique index active_positions_one_open on active_positions (account, coalesce(option_symbol, ticker))
	where status <> 'closed';
create index active_positions_ticker on active_positions (account, ticker) where status <> 'closed';
create index active_positions_closed on active_positions (closed_at);

create table position_legs (
	position_id     bigint not null references active_positions (id),
	leg             smallint not null check (leg >= 0),
	option_symbol   text not null,
	option_type     text not null check (option_type in ('CALL', 'PUT')),
	strike_price    numeric(14,4) not null,
	expiration_date date not null,
	side            text not null check (side in ('long', 'short')),
	ratio           integer not null default 1 check (ratio > 0),
	quantity        bigint not null check (quantity >= 0),
	entry_price     numeric(12,4),
	exit_price      numeric(12,4),
	primary key (position_id, leg)
);
create index position_legs_symbol on position_legs (option_symbol);

-- Every order ever intended. status is one word of its whole life (lib/domain/order.h): ours until the broker has
-- answered, the broker's from then on.
--   intent -> sending -> accepted | rejected | duplicate | not_sent | unknown -> the broker's own
-- filled_qty never goes down: the updating statement keeps the greater.
create table broker_orders (
	client_order_id     text primary key check (length(client_order_id) between 1 and 128),
	account             text not null,
	purpose             text not null check (purpose in ('entry', 'exit')),
	recommendation_id   bigint references dispatch_recommendations (id),
	execution_id        uuid references dispatch_executions (execution_id),
	position_id         bigint references active_positions (id),
	leg                 smallint not null default 0 check (leg >= 0),
	exit_number         integer check (exit_number > 0),
	attempt             smallint not null check (attempt > 0),
	ticker              text not null,
	symbol              text not null, -- OCC symbol, ticker, or empty for a multi-leg order
	side                text not null check (side in ('buy', 'sell')),
	position_intent     text check (position_intent in ('buy_to_open', 'buy_to_close', 'sell_to_open', 'sell_to_close')),
	order_type          text not null check (order_type in ('limit', 'market')),
	time_in_force       text not null default 'day',
	qty                 bigint not null check (qty > 0),
	limit_price         numeric(14,4), -- a multi-leg credit is negative
	first_mid           numeric(14,4), -- mid when the first attempt was priced
	request             jsonb not null, -- the body, as it is sent
	quote_snapshot      jsonb,
	reason              text, -- exit rule, or why this attempt
	status              text not null default 'intent',
	broker_status       text, -- the broker's own word, as it came
	broker_order_id     text,
	is_open             boolean not null generated always as (
		status not in ('dropped', 'rejected', 'filled', 'canceled', 'expired', 'replaced')) stored,
	statuses            jsonb not null default '[]', -- each status seen: {status, filled_qty, at}
	filled_qty          bigint not null default 0,
	filled_avg_price    numeric(14,4),
	booked_qty          bigint not null default 0, -- of filled_qty, already in the position
	http_status         integer,
	error_code          integer,
	error_text          text, -- the broker's words
	body_sha256         text,
	lookups             integer not null default 0 check (lookups >= 0),
	misses              integer not null default 0 check (misses >= 0), -- definite "not found"s
	miss_runs           integer not null default 0 check (miss_runs >= 0),
	last_miss_run_id    uuid,
	cancel_requested_at timestamptz,
	quarantined_at      timestamptz, -- the broker says something impossible: an operator looks
	intent_run_id       uuid not null,
	sending_run_id      uuid,
	resolved_run_id     uuid,
	trade_day           date not null, -- New York session of the intention: daily limits count by it
	created_at          timestamptz not null,
	sent_at             timestamptz,
	resolved_at         timestamptz,
	filled_at           timestamptz,
	updated_at          timestamptz not null,
	check (filled_qty between 0 and qty),
	check (booked_qty between 0 and filled_qty),
	check (purpose <> 'entry' or (recommendation_id is not null and exit_number is null)),
	check (purpose <> 'exit' or (position_id is not null and exit_number is not null)),
	check ((order_type = 'limit') = (limit_price is not null)),
	-- an option is never opened at the market
	check (purpose <> 'entry' or order_type = 'limit'),
	check (status in ('intent', 'expired', 'canceled') or sent_at is not null)
);
-- The guards that hold when everything else fails: one order an intention, one working order at a time.
create unique index broker_orders_one_attempt on broker_orders (recommendation_id, leg, attempt)
	where purpose = 'entry';
create unique index broker_orders_one_entry on broker_orders (recommendation_id, leg)
	where purpose = 'entry' and is_open;
create unique index broker_orders_one_exit_attempt on broker_orders (position_id, exit_number, attempt)
	where purpose = 'exit';
create unique index broker_orders_one_exit on broker_orders (position_id)
	where purpose = 'exit' and is_open;
create unique index broker_orders_broker_id on broker_orders (account, broker_order_id)
	where broker_order_id is not null;
create index broker_orders_open on broker_orders (account, created_at) where is_open;
create index broker_orders_unbooked on broker_orders (account) where booked_qty < filled_qty;
create index broker_orders_trade_day on broker_orders (account, trade_day);
create index broker_orders_execution on broker_orders (execution_id);

-- Polling has no fill id; the cumulative quantity names a fill in polls and in activities alike.
create table fills (
	broker_order_id text not null,
	cum_qty         bigint not null check (cum_qty > 0),
	account         text not null,
	client_order_id text references broker_orders (client_order_id),
	position_id     bigint references active_positions (id),
	symbol          text not null,
	side            text not null check (side in ('buy', 'sell')),
	qty             bigint not null check (qty > 0),
	price           numeric(14,4) not null,
	fee             numeric(12,4) not null default 0,
	filled_at       timestamptz not null,
	known_at        timestamptz not null,
	source          text not null check (source in ('poll', 'activity', 'simulated')),
	primary key (broker_order_id, cum_qty),
	check (qty <= cum_qty)
);
create index fills_account on fills (account, filled_at);
create index fills_order on fills (client_order_id);

-- What the national best bid and offer would have given when the order was sent.
create table shadow_fills (
	client_order_id text primary key references broker_orders (client_order_id),
	execution_id    uuid references dispatch_executions (execution_id),
	position_id     bigint references active_positions (id),
	account         text not null,
	purpose         text not null check (purpose in ('entry', 'exit')),
	symbol          text not null,
	qty             bigint not null check (qty > 0),
	bid             numeric(14,4),
	ask             numeric(14,4),
	price           numeric(14,4), -- the ask for a buy, the bid for a sell; null: there was none
	quote_ts        timestamptz,
	known_at        timestamptz not null
);

create table position_marks (
	position_id      bigint not null references active_positions (id),
	ts               timestamptz not null,
	bid              numeric(14,4),
	ask              numeric(14,4),
	mid              numeric(14,4),
	underlying_price numeric(14,4),
	quote_ts         timestamptz,
	feed             text,
	primary key (position_id, ts)
);

create table position_events (
	id          bigint generated always as identity primary key,
	position_id bigint not null references active_positions (id),
	ts          timestamptz not null,
	type        text not null,
	data        jsonb not null default '{}',
	run_id      uuid
);
create index position_events_position on position_events (position_id, ts);
create index position_events_type on position_events (type, ts);

create table position_history (
	position_id      bigint primary key references active_positions (id),
	execution_id     uuid references dispatch_executions (execution_id),
	account          text not null,
	ticker           text not null,
	instrument_type  text not null,
	multiplier       smallint not null generated always as (
		case when instrument_type = 'STOCK' then 1 else 100 end) stored,
	strategy_type    text not null,
	option_symbol    text,
	side             text not null,
	quantity         bigint not null, -- the greatest held
	entry_time       timestamptz not null,
	entry_price      numeric(14,4) not null,
	exit_time        timestamptz not null,
	exit_price       numeric(14,4), -- null: unknown, and then everything that follows from it
	fees             numeric(16,4) not null,
	pnl              numeric(16,2), -- dollars, net of fees
	pnl_percent      float8,
	mfe              numeric(16,2), -- most favourable and most adverse, dollars
	mae              numeric(16,2),
	mfe_percent      float8,
	mae_percent      float8,
	exit_reason      text not null,
	win_loss_label   text check (win_loss_label in ('win', 'loss', 'flat')),
	r_multiple       float8,
	holding_minutes  integer not null check (holding_minutes >= 0), -- of market time
	created_at       timestamptz not null,
	check (exit_price is not null or pnl is null),
	check ((pnl is null) = (win_loss_label is null))
);
create index position_history_exit on position_history (account, exit_time);

create table account_snapshots (
	account              text not null,
	ts                   timestamptz not null,
	execution_mode       text not null check (execution_mode in ('simulated', 'paper', 'live')),
	status               text,
	equity               numeric(16,2),
	last_equity          numeric(16,2), -- at the prior close
	cash                 numeric(16,2),
	buying_power         numeric(16,2),
	options_buying_power numeric(16,2),
	open_risk            numeric(16,2),
	day_pnl              numeric(16,2), -- own ledger, realised and unrealised
	delta_dollars        float8,
	gamma_dollars        float8,
	theta_dollars        float8,
	vega_dollars         float8,
	tier                 text check (tier in ('tiny', 'small', 'medium', 'large')),
	positions            integer,
	run_id               uuid,
	primary key (account, ts)
);

-- As the broker reports them. The id begins with New York local time: never parse it.
create table broker_activities (
	id                text primary key,
	account           text not null,
	activity_type     text not null, -- FILL, OPEXP, OPASN, OPEXC, OPTRD, FEE ...
	activity_sub_type text,
	status            text,
	order_id          text,
	symbol            text,
	side              text,
	qty               numeric(18,6), -- signed as the broker's
	cum_qty           numeric(18,6),
	leaves_qty        numeric(18,6),
	price             numeric(14,4),
	net_amount        numeric(16,2),
	activity_date     date,
	transaction_time  timestamptz,
	data              jsonb not null, -- the whole record
	position_id       bigint references active_positions (id), -- what it explained
	known_at          timestamptz not null,
	applied_at        timestamptz
);
create index broker_activities_account on broker_activities (account, known_at);
create index broker_activities_symbol on broker_activities (symbol, known_at);
create index broker_activities_order on broker_activities (order_id) where order_id is not null;
