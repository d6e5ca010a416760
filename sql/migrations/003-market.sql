-- Market series and what is computed from them.
--
-- A bar's ts is the start of its minute. known_at is the run's now when it was first stored; a correction
-- keeps known_at, sets corrected_at and keeps the first values, which point-in-time reads use while
-- corrected_at is in their future. The four tables partitioned by month can be distributed by symbol:
-- no foreign keys, no triggers, the symbol is part of every key.

create table lane_telemetry (
	ts                timestamptz not null,
	ticker            text not null,
	open              numeric(14,4) not null,
	high              numeric(14,4) not null,
	low               numeric(14,4) not null,
	close             numeric(14,4) not null,
	volume            bigint not null check (volume >= 0),
	trade_count       bigint,
	vwap              numeric(14,4),
	feed              text not null,
	known_at          timestamptz not null,
	corrected_at      timestamptz,
	first_open        numeric(14,4),
	first_high        numeric(14,4),
	first_low         numeric(14,4),
	first_close       numeric(14,4),
	first_volume      bigint,
	first_trade_count bigint,
	first_vwap        numeric(14,4),
	primary key (ts, ticker),
	check (low > 0 and high >= low and open between low and high and close between low and high),
	check ((corrected_at is null) = (first_close is null))
) partition by range (ts);

-- day is the New York session; completed sessions only.
create table lane_daily (
	ticker            text not null,
	day               date not null,
	open              numeric(14,4) not null,
	high              numeric(14,4) not null,
	low               numeric(14,4) not null,
	close             numeric(14,4) not null,
	volume            bigint not null check (volume >= 0),
	trade_count       bigint,
	vwap              numeric(14,4),
	feed              text not null,
	known_at          timestamptz not null,
	corrected_at      timestamptz,
	first_open        numeric(14,4),
	first_high        numeric(14,4),
	first_low         numeric(14,4),
	first_close       numeric(14,4),
	first_volume      bigint,
	first_trade_count bigint,
	first_vwap        numeric(14,4),
	primary key (ticker, day),
	check (low > 0 and high >= low and open between low and high and close between low and high),
	check ((corrected_at is null) = (first_close is null))
);
create index lane_daily_day on lane_daily (day);

-- ts = bar_ts = start of the newest bar used; one row a bar.
create table lane_features (
	ts               timestamptz not null,
	ticker           text not null,
	bar_ts           timestamptz not null,
	close            numeric(14,4) not null,
	sma20            float8,
	sma50            float8,
	distance_sma20   float8,
	distance_sma50   float8,
	trend_state      smallint check (trend_state in (-1, 0, 1)),
	recent_vol       float8,
	baseline_vol     float8,
	vol_ratio        float8,
	volume           bigint,
	volume_avg_20    float8,
	volume_ratio     float8,
	volume_ratio_tod float8,
	volume_surge     boolean,
	atr14            float8,
	ret_5m           float8,
	ret_15m          float8,
	session_vwap     float8,
	distance_vwap    float8,
	session_minute   integer,
	bars             smallint not null,
	feed             text not null,
	computed_at      timestamptz not null,
	known_at         timestamptz not null,
	primary key (ts, ticker)
) partition by range (ts);

-- Wilder's intraday ATR between runs: seeded once a session from the sessions before, then advanced
-- bucket by bucket. bucket_ts is the start of the last complete bucket in it (null: the seed alone).
create table lane_atr_state (
	ticker     text not null,
	session    date not null,
	feed       text not null,
	seed_atr14 float8,
	atr14      float8,
	bucket_ts  timestamptz,
	last_close numeric(14,4), -- of that bucket; null before the session's first (no overnight gap)
	buckets    integer not null check (buckets >= 0), -- in the average so far, the seed's included
	seeded_at  timestamptz not null,
	updated_at timestamptz not null,
	primary key (ticker, session)
);

create table lane_features_daily (
	ticker              text not null,
	day                 date not null,
	close               numeric(14,4) not null,
	sma50               float8,
	sma200              float8,
	atr14               float8,
	rsi14               float8,
	realised_volatility float8, -- annualised, a fraction
	trend               smallint check (trend in (-1, 0, 1)), -- null: fewer than 200 days
	bars                integer not null,
	feed                text not null,
	computed_at         timestamptz not null,
	known_at            timestamptz not null,
	primary key (ticker, day)
);
create index lane_features_daily_day on lane_features_daily (day);

create table watchlist_state (
	ticker             text primary key,
	watch_score        float8 not null,
	rank               integer,
	sentiment_pressure float8 not null,
	setup_quality      float8,
	vol_score          float8,
	trend_alignment    float8,
	reasons            jsonb not null,
	in_watchlist       boolean not null,
	entered_at         timestamptz,
	last_signal_bar_ts timestamptz, -- written by opt-signal alone
	bar_ts             timestamptz,
	params_version     integer not null,
	computed_at        timestamptz not null,
	check (not in_watchlist or (entered_at is not null and rank is not null))
);

-- Read by contract, so keyed by it.
create table option_bars (
	symbol            text not null,
	ts                timestamptz not null,
	open              numeric(12,4) not null,
	high              numeric(12,4) not null,
	low               numeric(12,4) not null,
	close             numeric(12,4) not null,
	volume            bigint not null check (volume >= 0),
	trade_count       bigint,
	vwap              numeric(12,4),
	feed              text not null,
	known_at          timestamptz not null,
	corrected_at      timestamptz,
	first_open        numeric(12,4),
	first_high        numeric(12,4),
	first_low         numeric(12,4),
	first_close       numeric(12,4),
	first_volume      bigint,
	first_trade_count bigint,
	first_vwap        numeric(12,4),
	primary key (symbol, ts),
	check (low > 0 and high >= low and open between low and high and close between low and high),
	check ((corrected_at is null) = (first_close is null))
) partition by range (ts);

-- Greeks as the broker's: vega per volatility point, theta per calendar day. *_own are solved by us.
create table iv_surface (
	ticker             text not null,
	ts                 timestamptz not null,
	expiration_date    date not null,
	strike_price       numeric(14,4) not null,
	option_type        text not null check (option_type in ('CALL', 'PUT')),
	symbol             text not null,
	underlying_price   numeric(14,4),
	bid                numeric(12,4),
	ask                numeric(12,4),
	bid_size           bigint,
	ask_size           bigint,
	last_price         numeric(12,4),
	quote_ts           timestamptz,
	volume             bigint,
	open_interest      bigint,
	implied_volatility float8,
	delta              float8,
	gamma              float8,
	theta              float8,
	vega               float8,
	iv_own             float8,
	delta_own          float8,
	gamma_own          float8,
	theta_own          float8,
	vega_own           float8,
	flags              text[] not null default '{}', -- missing, stale, crossed, arbitrage, far
	feed               text not null,
	known_at           timestamptz not null,
	primary key (ticker, ts, expiration_date, strike_price, option_type)
) partition by range (ts);

create table iv_history (
	ticker               text not null,
	day                  date not null,
	implied_volatility   float8, -- at the money, 30 days, interpolated in total variance
	near_volatility      float8, -- at the money, of the nearest expiry
	near_expiration_date date,
	realised_volatility  float8,
	source               text not null check (source in ('chain', 'bars')),
	known_at             timestamptz not null,
	computed_at          timestamptz not null,
	primary key (ticker, day)
);
