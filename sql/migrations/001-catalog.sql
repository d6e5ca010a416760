-- What every program needs before it does anything: versions, runs, leases, parameters, halts.
--
-- Rules of the whole schema: timestamptz everywhere, no default that reads a clock (the program says
-- what time it is), unknown is null, money tables carry the account.

revoke all on schema public from public;

create table schema_migrations (
	version    integer primary key,
	name       text not null unique,
	sha256     text not null check (sha256 ~ '^[0-9a-f]{64}$'),
	applied_at timestamptz not null,
	ms         integer not null check (ms >= 0)
);

-- One row a run, written when it starts and closed also when the work failed. started_at and finished_at
-- are real time; now_at is the time the run decided by (--now).
create table pipeline_runs (
	run_id         uuid primary key,
	stage          text not null,
	account        text not null default '',
	version        text not null,
	host           text not null,
	pid            integer not null,
	now_at         timestamptz not null,
	params_version integer,
	started_at     timestamptz not null,
	finished_at    timestamptz,
	status         text not null default 'running'
		check (status in ('running', 'ok', 'partial', 'unfinished', 'failed', 'lost')),
	exit_status    smallint,
	counts         jsonb not null default '{}',
	error          text,
	check ((status = 'running') = (finished_at is null))
);
create index pipeline_runs_stage_started on pipeline_runs (stage, started_at desc);
create index pipeline_runs_started on pipeline_runs (started_at);

-- A lease row stays when it is released: its fence only ever grows, and the final write of a run is
-- refused when the fence has moved on.
create table stage_leases (
	stage       text not null,
	account     text not null default '',
	holder      uuid,
	host        text,
	pid         integer,
	pid_start   bigint, -- the process's start time in clock ticks: a reused pid is not the holder
	acquired_at timestamptz,
	expires_at  timestamptz,
	fence       bigint not null default 0 check (fence >= 0),
	primary key (stage, account),
	check ((holder is null) = (expires_at is null))
);

-- The whole set of parameters a version; a set, a rollback and an import each make a new one.
create table trading_params (
	version    integer primary key check (version > 0),
	params     jsonb not null check (jsonb_typeof(params) = 'object'),
	author     text not null,
	reason     text not null,
	created_at timestamptz not null
);

-- scope entries: REDUCING (exits go on); all: HALTED; ticker, strategy: entries of that one only.
create table trading_halts (
	id            bigint generated always as identity primary key,
	scope         text not null check (scope in ('entries', 'all', 'ticker', 'strategy')),
	account       text, -- null: every account
	ticker        text,
	strategy_type text,
	cause         text not null default 'operator', -- or the protection that set it
	reason        text not null,
	set_by        text not null,
	set_at        timestamptz not null,
	expires_at    timestamptz,
	cleared_at    timestamptz,
	cleared_by    text,
	check ((scope = 'ticker') = (ticker is not null)),
	check ((scope = 'strategy') = (strategy_type is not null)),
	check (expires_at > set_at),
	check (cleared_at is null or cleared_by is not null)
);
create index trading_halts_open on trading_halts (set_at) where cleared_at is null;
