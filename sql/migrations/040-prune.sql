-- Retention: opt-prune deletes rows of the views prunable_TABLE and nothing else. A view has the rows that nothing needs whatever
-- their age is; opt-prune knows the ages. Its role has no right on the tables: it calls the functions below.

-- Of which tickers, and of which time, bars and features stay: of positions, of orders that were sent, and of recommendations
-- that are not decided.
create view kept_tickers as
select ticker, entry_time - interval '1 day' as from_at, coalesce(closed_at + interval '1 day', 'infinity') as to_at
from active_positions
union all
select ticker, decision_ts - interval '1 day', decision_ts + interval '1 day'
from dispatch_executions
union all
select ticker, lineage - interval '1 day', 'infinity'
from dispatch_recommendations
where status in ('PENDING', 'PROCESSING');

-- The contracts whose bars and volatilities stay: those that are or were held, and those of orders that were sent.
create view kept_contracts as
select symbol from capture_contracts
union
select option_symbol from dispatch_executions where option_symbol is not null
union
select option_symbol from order_legs;

-- The articles that a recommendation was made from: opt-explain names their sources.
create view kept_articles as
select (a ->> 'raw_event_id')::bigint as id
from dispatch_recommendations r
cross join jsonb_array_elements(case jsonb_typeof(r.sentiment_snapshot -> 'articles') when 'array'
	then r.sentiment_snapshot -> 'articles' else '[]' end) as a
where a ->> 'raw_event_id' ~ '^[0-9]{1,18}$';

create view prunable_lane_telemetry as
select t.ts as at, pg_column_size(t.*) as bytes
from lane_telemetry t
where not exists (select from kept_tickers k where k.ticker = t.ticker and t.ts >= k.from_at and t.ts < k.to_at);

create view prunable_option_bars as
select b.ts as at, pg_column_size(b.*) as bytes
from option_bars b
where not exists (select from kept_contracts k where k.symbol = b.symbol);

create view prunable_lane_features as
select f.ts as at, pg_column_size(f.*) as bytes
from lane_features f
where not exists (select from kept_tickers k where k.ticker = f.ticker and f.ts >= k.from_at and f.ts < k.to_at);

-- The state of an average is needed on its day only.
create view prunable_lane_atr_state as
select s.session as at, pg_column_size(s.*) as bytes
from lane_atr_state s;

create view prunable_lane_daily as
select d.day as at, pg_column_size(d.*) as bytes
from lane_daily d
where not exists (select from kept_tickers k where k.ticker = d.ticker and d.day >= k.from_at and d.day < k.to_at);

create view prunable_lane_features_daily as
select f.day as at, pg_column_size(f.*) as bytes
from lane_features_daily f
where not exists (select from kept_tickers k where k.ticker = f.ticker and f.day >= k.from_at and f.day < k.to_at);

create view prunable_iv_history as
select h.day as at, pg_column_size(h.*) as bytes
from iv_history h;

create view prunable_iv_history_replaced as
select h.day as at, pg_column_size(h.*) as bytes
from iv_history_replaced h;

-- All but the strike nearest to the stock, of each snapshot, expiry and type. A row without the price of the stock stays with the
-- others: nothing says which strike was at the money.
create view prunable_iv_surface_wings as
select s.ts as at, pg_column_size(s.*) as bytes
from iv_surface s
where not exists (select from kept_contracts k where k.symbol = s.symbol)
	and exists (
		select from iv_surface n
		where n.ticker = s.ticker and n.ts = s.ts and n.expiration_date = s.expiration_date and n.option_type = s.option_type
			and (abs(n.strike_price - s.underlying_price), n.strike_price) < (abs(s.strike_price - s.underlying_price), s.strike_price));

create view prunable_iv_surface as
select s.ts as at, pg_column_size(s.*) as bytes
from iv_surface s
where not exists (select from kept_contracts k where k.symbol = s.symbol);

-- An article without a date of its own counts as published when it was first seen. Its feed may still list it, and without the row
-- it would be news again; so it stays as long as the feed.
create view prunable_inbound_events_raw as
select r.known_at as at, pg_column_size(r.*) as bytes
from inbound_events_raw r
where r.claimed_by is null and not exists (select from kept_articles k where k.id = r.id)
	and (r.published_source in ('item', 'partial') or not exists (select from feed_state f where f.feed_url = r.feed_url));

-- Runs that did nothing and failed at nothing, except the newest good one of each stage, by which opt-status knows its age.
create view prunable_pipeline_runs as
select r.started_at as at, pg_column_size(r.*) as bytes
from pipeline_runs r
where r.status = 'ok'
	and not exists (select from jsonb_each(r.counts) c where jsonb_typeof(c.value) = 'number' and c.value <> to_jsonb(0))
	and exists (
		select from pipeline_runs n
		where n.stage = r.stage and n.account = r.account and n.status = 'ok' and n.started_at > r.started_at);

-- Alerts that were delivered or are too old to be. An outage that is not over and a foreign position are known by their alert: without
-- it they would be told again.
create view prunable_alert_outbox as
select o.created_at as at, pg_column_size(o.*) as bytes
from alert_outbox o
where not exists (
		select from alert_deliveries d
		join alert_messages m on m.message_id = d.message_id
		where d.dedupe_key = o.dedupe_key and m.sent_at is null and m.given_up_at is null)
	and not starts_with(o.dedupe_key, 'foreign:')
	and not (starts_with(o.dedupe_key, 'outage:') and not exists (
		select from alert_outbox e where e.dedupe_key = 'recovered:' || substr(o.dedupe_key, 8)));

create view prunable_alert_messages as
select m.created_at as at, pg_column_size(m.*) as bytes
from alert_messages m
where (m.sent_at is not null or m.given_up_at is not null)
	and not exists (select from alert_deliveries d where d.message_id = m.message_id);
-- An alert that goes takes the notes of its delivery along; then its message may go.
alter table alert_deliveries drop constraint alert_deliveries_dedupe_key_fkey;
alter table alert_deliveries add constraint alert_deliveries_dedupe_key_fkey foreign key (dedupe_key)
	references alert_outbox (dedupe_key) on delete cascade;

-- Batches go by time; these two tables have no index by it.
create index iv_surface_ts on iv_surface (ts);
create index inbound_events_raw_known on inbound_events_raw (known_at);

-- The table and the column of each view, and whether the rows that it keeps are so many that a run goes on where the last ended.
create view prune_rules as
select *
from (values
	('lane_telemetry', 'lane_telemetry', 'ts', false),
	('option_bars', 'option_bars', 'ts', false),
	('lane_features', 'lane_features', 'ts', false),
	('lane_atr_state', 'lane_atr_state', 'session', false),
	('lane_daily', 'lane_daily', 'day', false),
	('lane_features_daily', 'lane_features_daily', 'day', false),
	('iv_history', 'iv_history', 'day', false),
	('iv_history_replaced', 'iv_history_replaced', 'day', false),
	('iv_surface_wings', 'iv_surface', 'ts', true),
	('iv_surface', 'iv_surface', 'ts', false),
	('inbound_events_raw', 'inbound_events_raw', 'known_at', false),
	('pipeline_runs', 'pipeline_runs', 'started_at', false),
	('alert_outbox', 'alert_outbox', 'created_at', false),
	('alert_messages', 'alert_messages', 'created_at', false)
) as rule (name, base, at_column, resumes);

create table prune_progress (
	name    text primary key,
	done_to timestamptz not null
);
comment on table prune_progress is 'up to which time opt-prune has looked at the rows of a rule that keeps many of them';

-- Where a rule begins: FROM_AT, or later when it goes on where the last run ended.
create function opt_prune_from(rule_name text, from_at timestamptz) returns timestamptz
language sql stable set search_path = pg_catalog, public, pg_temp
as $$
	select greatest(from_at, (
		select p.done_to
		from public.prune_progress p
		join public.prune_rules r on r.name = p.name and r.resumes
		where p.name = rule_name))
$$;

-- How many rows a rule would delete from FROM_AT to UNTIL_AT (not included), and their bytes.
create function opt_prune_count(rule_name text, from_at timestamptz, until_at timestamptz, out row_count bigint, out bytes bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp set timezone = 'UTC'
as $$
begin
	if not exists (select from public.prune_rules where name = rule_name) then
		raise invalid_parameter_value using message = format('unknown rule "%s"', rule_name);
	end if;
	execute format('select count(*), coalesce(sum(bytes), 0)::bigint from public.%I where at >= $1 and at < $2',
			'prunable_' || rule_name)
		into row_count, bytes using public.opt_prune_from(rule_name, from_at), until_at;
end
$$;

-- Deletes the rows of a rule from FROM_AT on: those of the first MOST rows of the table, and of the same time as the last of them.
-- NEXT_AT is where the next call begins; UNTIL_AT when nothing is left.
create function opt_prune_slice(rule_name text, from_at timestamptz, until_at timestamptz, most integer, out next_at timestamptz,
	out row_count bigint, out bytes bigint)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp set timezone = 'UTC' set lock_timeout = '500ms'
as $$
declare
	rule public.prune_rules;
	begin_at timestamptz := public.opt_prune_from(rule_name, from_at);
	last_at timestamptz;
begin
	select * into strict rule from public.prune_rules r where r.name = rule_name;
	execute format('select %2$I from public.%1$I where %2$I >= $1 and %2$I < $2 order by %2$I offset $3 limit 1',
			rule.base, rule.at_column)
		into last_at using begin_at, until_at, most - 1;
	if last_at is not null then
		execute format('select min(%2$I) from public.%1$I where %2$I > $1 and %2$I < $2', rule.base, rule.at_column)
			into next_at using last_at, until_at;
	end if;
	next_at := coalesce(next_at, until_at);
	execute format('with gone as (delete from public.%I where at >= $1 and at < $2 returning bytes)
			select count(*), coalesce(sum(bytes), 0)::bigint from gone', 'prunable_' || rule.name)
		into row_count, bytes using begin_at, next_at;
	if rule.resumes and next_at > begin_at then
		insert into public.prune_progress as p (name, done_to)
		values (rule.name, next_at)
		on conflict (name) do update set done_to = excluded.done_to;
	end if;
end
$$;

-- Drops the partition CHILD when it ends by UNTIL_AT and every row in it is prunable. OUTCOME: dropped; kept: a row in it is needed;
-- busy: a stage always had it. Not REALLY: what would be done. The lock that stages could wait for is never waited for, so that no
-- stage waits behind it; it is held for the drop alone.
create function opt_prune_partition(rule_name text, child text, until_at timestamptz, really boolean, out outcome text,
	out row_count bigint, out bytes bigint)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp set timezone = 'UTC'
as $$
declare
	tries constant integer := 40;
	parent text;
	starts timestamptz;
	ends timestamptz;
	free bigint;
begin
	select r.base, (regexp_match(b.bound, $re$FROM \('([^']*)'\)$re$))[1]::timestamptz,
		(regexp_match(b.bound, $re$TO \('([^']*)'\)$re$))[1]::timestamptz
	into parent, starts, ends
	from public.prune_rules r
	join pg_inherits i on i.inhparent = ('public.' || quote_ident(r.base))::regclass
	join pg_class c on c.oid = i.inhrelid and c.relname = child
	cross join lateral (select pg_get_expr(c.relpartbound, c.oid) as bound) b
	where r.name = rule_name;
	if ends is null or ends > until_at then
		raise invalid_parameter_value using message = format('"%s" is not a partition of %s before %s', child, rule_name, until_at);
	end if;
	execute format('select count(*) from public.%I where at >= $1 and at < $2', 'prunable_' || rule_name)
		into free using starts, ends;
	execute format('select count(*) from public.%I', child) into row_count;
	bytes := pg_total_relation_size(format('public.%I', child)::regclass);
	if free <> row_count then
		outcome := 'kept';
		return;
	end if;
	outcome := case when really then 'busy' else 'dropped' end;
	if not really then
		return;
	end if;
	for try in 1 .. tries loop
		begin
			execute format('lock table public.%I in access exclusive mode nowait', child);
			execute format('lock table only public.%I in access exclusive mode nowait', parent);
			execute format('drop table public.%I', child);
			outcome := 'dropped';
			return;
		exception when lock_not_available then
			perform pg_sleep(0.05);
		end;
	end loop;
end
$$;

revoke all on function opt_prune_from(text, timestamptz), opt_prune_count(text, timestamptz, timestamptz),
	opt_prune_slice(text, timestamptz, timestamptz, integer), opt_prune_partition(text, text, timestamptz, boolean) from public;

create or replace function opt_role_of(program text) returns name
language sql immutable set search_path = pg_catalog, pg_temp
as $$
	select case
		when program in ('opt-rss', 'opt-classify', 'opt-bars', 'opt-features', 'opt-universe', 'opt-chain') then 'opt_ingest'
		when program in ('opt-watchlist', 'opt-signal') then 'opt_decide'
		when program in ('opt-dispatch', 'opt-posmon') then 'opt_trade'
		when program = 'opt-alert' then 'opt_alert'
		when program = 'opt-prune' then 'opt_prune'
	end::name
$$;
