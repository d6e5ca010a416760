-- What was decided: recommendations, and the executions they became.

create table dispatch_recommendations (
	id                 bigint generated always as identity primary key,
	ts                 timestamptz not null, -- decision time
	bar_ts             timestamptz not null, -- newest bar it was decided on
	ticker             text not null,
	action             text not null check (action in ('BUY', 'SELL')),
	instrument_type    text not null check (instrument_type in ('CALL', 'PUT', 'STOCK')),
	strategy_type      text not null
		check (strategy_type in ('day_trade', 'swing_trade', 'conservative', 'credit_spread')),
	confidence         numeric(5,4) not null check (confidence between 0 and 1),
	reason             jsonb not null,
	features_snapshot  jsonb not null,
	sentiment_snapshot jsonb not null,
	lineage            timestamptz not null, -- time of the oldest ingredient
	params_version     integer not null,
	status             text not null default 'PENDING'
		check (status in ('PENDING', 'PROCESSING', 'EXECUTED', 'SKIPPED', 'FAILED', 'EXPIRED')),
	account            text, -- of the dispatcher that claimed it
	signal_run_id      uuid,
	dispatcher_run_id  uuid,
	claimed_at         timestamptz,
	failure_reason     text,
	risk_gate_json     jsonb,
	created_at         timestamptz not null,
	processed_at       timestamptz,
	-- deciding twice on one bar is one decision
	unique (ticker, bar_ts, action, instrument_type),
	check (status <> 'PROCESSING' or (dispatcher_run_id is not null and claimed_at is not null)),
	check (status in ('PENDING', 'PROCESSING') or processed_at is not null)
);
create unique index dispatch_recommendations_one_live on dispatch_recommendations (ticker)
	where status in ('PENDING', 'PROCESSING');
create index dispatch_recommendations_ticker on dispatch_recommendations (ticker, created_at desc);
create index dispatch_recommendations_created on dispatch_recommendations (created_at);

create table dispatch_executions (
	execution_id        uuid primary key,
	recommendation_id   bigint not null references dispatch_recommendations (id),
	leg                 smallint not null default 0 check (leg >= 0),
	dispatcher_run_id   uuid not null,
	account             text not null,
	execution_mode      text not null check (execution_mode in ('simulated', 'paper', 'live')),
	ticker              text not null,
	action              text not null check (action in ('BUY', 'SELL')),
	instrument_type     text not null check (instrument_type in ('CALL', 'PUT', 'STOCK')),
	strategy_type       text not null
		check (strategy_type in ('day_trade', 'swing_trade', 'conservative', 'credit_spread')),
	decision_ts         timestamptz not null,
	simulated_ts        timestamptz, -- of the fill, or of the simulated fill
	fill_model          text,
	slippage_bps        float8,
	max_hold_minutes    integer,
	stop_loss_price     numeric(14,4), -- of the underlying
	take_profit_price   numeric(14,4),
	features_snapshot   jsonb not null,
	sentiment_snapshot  jsonb not null,
	risk_json           jsonb not null,
	explain_json        jsonb,
	sizing_json         jsonb,
	quality_json        jsonb, -- every candidate contract and its score
	client_order_id     text not null unique, -- of the last attempt
	broker_order_id     text,
	status              text not null default 'intent', -- of its order's last attempt (lib/domain/order.h)
	qty                 bigint not null check (qty > 0), -- contracts, or shares
	contracts           bigint generated always as (case when instrument_type <> 'STOCK' then qty end) stored,
	option_symbol       text,
	strike_price        numeric(14,4),
	expiration_date     date,
	limit_price         numeric(14,4),
	entry_price         numeric(14,4), -- average of the fills
	premium_paid        numeric(16,2), -- dollars, the multiplier included
	notional            numeric(16,2) not null,
	underlying_price    numeric(14,4),
	implied_volatility  float8,
	iv_source           text check (iv_source in ('vendor', 'own')),
	delta               float8,
	gamma               float8,
	theta               float8,
	vega                float8,
	bars_captured_count integer not null default 0 check (bars_captured_count >= 0),
	first_bar_ts        timestamptz,
	last_bar_ts         timestamptz,
	peak_premium        numeric(12,4),
	lowest_premium      numeric(12,4),
	params_version      integer not null,
	created_at          timestamptz not null,
	unique (recommendation_id, leg),
	check ((instrument_type = 'STOCK') = (option_symbol is null)),
	check ((option_symbol is null) = (strike_price is null)),
	check ((option_symbol is null) = (expiration_date is null))
);
create index dispatch_executions_decision on dispatch_executions (account, decision_ts);
create index dispatch_executions_option on dispatch_executions (option_symbol) where option_symbol is not null;

-- What a recommendation that was not traded would have brought, by the same exits.
create table skipped_outcomes (
	recommendation_id bigint primary key references dispatch_recommendations (id),
	gates             text[] not null, -- the gates that refused it
	symbol            text,
	entry_ts          timestamptz,
	entry_price       numeric(14,4),
	exit_ts           timestamptz,
	exit_price        numeric(14,4),
	exit_reason       text,
	pnl               numeric(16,2), -- net of fees, of one unit
	pnl_percent       float8,
	mfe_percent       float8,
	mae_percent       float8,
	underlying_return float8,
	model             text not null,
	computed_at       timestamptz not null
);
