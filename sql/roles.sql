-- Creates the database roles of the programs and grants their rights. `opt-migrate --roles` runs it, and opt-migrate runs
-- it again after each migration. A right that is not granted here is revoked. A program connects as the user who runs it,
-- then sets its role (opt-migrate sets none):
--
--   opt_owner   opt-params
--   opt_ingest  opt-rss opt-classify opt-bars opt-features opt-universe opt-chain
--   opt_decide  opt-watchlist opt-signal
--   opt_trade   opt-dispatch opt-posmon
--   opt_alert   opt-alert
--   opt_prune   opt-prune
--   opt_report  opt-report
--   opt_read    opt-explain, opt-query, opt-replay, opt-status, and users who only read

do $$
declare
	role_name text;
begin
	foreach role_name in array array['opt_owner', 'opt_ingest', 'opt_decide', 'opt_trade', 'opt_alert', 'opt_prune', 'opt_report', 'opt_read'] loop
		if not exists (select from pg_roles where rolname = role_name) then
			execute format('create role %I nologin', role_name);
		end if;
		-- the user who migrates may also run the other programs
		if not pg_has_role(session_user, role_name, 'member') then
			execute format('grant %I to %I', role_name, session_user);
		end if;
	end loop;
	-- these roles merge rows by means of temporary tables
	execute format('revoke create, temporary on database %I from public', current_database());
	execute format('grant temporary on database %I to opt_owner, opt_ingest, opt_decide, opt_trade',
		current_database());
end
$$;

revoke all on schema public from public;
grant usage, create on schema public to opt_owner;
revoke create on schema public from opt_ingest, opt_decide, opt_trade, opt_alert, opt_prune, opt_report, opt_read;
grant usage on schema public to opt_ingest, opt_decide, opt_trade, opt_alert, opt_prune, opt_report, opt_read;

-- All objects belong to opt_owner, so that a function with the rights of its owner does not have those of a superuser.
do $$
declare
	object record;
begin
	for object in
		select c.relname, case c.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end as kind
		from pg_class c
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
			and c.relowner <> 'opt_owner'::regrole
			and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
				and d.deptype = 'e')
	loop
		execute format('alter %s public.%I owner to opt_owner', object.kind, object.relname);
	end loop;
	for object in
		select p.oid::regprocedure::text as signature
		from pg_proc p
		where p.pronamespace = 'public'::regnamespace and starts_with(p.proname, 'opt_')
			and not starts_with(p.proname, 'opt_read_') and p.proowner <> 'opt_owner'::regrole
	loop
		execute format('alter function %s owner to opt_owner', object.signature);
	end loop;
end
$$;

-- The statements that opt-query runs for a person have the rights of opt_read: these functions belong to it. The new owner of a
-- function must have the right to create in its schema.
grant create on schema public to opt_read;
alter function opt_read_check() owner to opt_read;
alter function opt_read_open(text, timestamptz, timestamptz, text) owner to opt_read;
alter function opt_read_fetch(integer) owner to opt_read;
revoke create on schema public from opt_read;

revoke all on all tables in schema public from public, opt_ingest, opt_decide, opt_trade, opt_alert, opt_prune, opt_report, opt_read;
revoke all on all functions in schema public from opt_ingest, opt_decide, opt_trade, opt_alert, opt_prune, opt_report, opt_read;

-- opt_read reads all tables, also those of later migrations, and does nothing else.
grant select on all tables in schema public to opt_read;
grant execute on function opt_read_check(), opt_read_open(text, timestamptz, timestamptz, text), opt_read_fetch(integer)
	to opt_read;
alter default privileges for role opt_owner in schema public grant select on tables to opt_read;

-- opt_report reads the same. It adds shadow fills, and later the outcome of an order that was never filled.
grant select on all tables in schema public to opt_report;
alter default privileges for role opt_owner in schema public grant select on tables to opt_report;
grant insert on shadow_fills to opt_report;
grant update (outcome_exit, outcome_ts, outcome_value, outcome_source, outcome_pnl, outcome_at) on shadow_fills to opt_report;

-- All stages: their runs and leases, by these functions, the tables that they read at the start, and the outbox. The release
-- before writes both tables itself: policies leave it the rows of its own programs.
grant select, insert, update on pipeline_runs, stage_leases to opt_ingest, opt_decide, opt_trade;
grant execute on function opt_role_of(text), opt_may_run(text),
	opt_run_begin(text, text, uuid, text, integer, bigint, double precision, text, timestamptz, boolean, bigint, integer),
	opt_lease_take(text, text, uuid, text, bigint, bigint, text),
	opt_lease_check(text, text, uuid, bigint, text, bigint),
	opt_run_end(uuid, text, smallint, jsonb, text) to opt_ingest, opt_decide, opt_trade;
grant select on schema_migrations, trading_params, trading_halts, ticker_universe, pipeline_freshness
	to opt_ingest, opt_decide, opt_trade;
grant select, insert on alert_outbox to opt_ingest, opt_decide, opt_trade;

-- opt_ingest writes news, tickers and series. It has no right on tables about money.
grant select, insert, update, delete on feed_state to opt_ingest;
grant select, insert, update on inbound_events_raw, inbound_events_classified, ticker_universe, macro_events
	to opt_ingest;
grant select, insert, update on lane_telemetry, lane_daily, lane_features, lane_features_daily, lane_atr_state,
	option_bars, iv_surface, iv_history to opt_ingest;
grant select, insert on corporate_actions, iv_history_replaced, ticker_facts_replaced to opt_ingest;
grant select on watchlist_state, iv_history_known to opt_ingest;
grant execute on function opt_partition_ensure(text, timestamptz, timestamptz),
	opt_partition_ensure_all(timestamptz, timestamptz) to opt_ingest, opt_trade;

-- opt_decide reads the ingested data and the positions. It writes the watchlist and recommendations and lets
-- recommendations expire. It has no right on orders.
grant select on inbound_events_raw, inbound_events_classified, lane_telemetry, lane_daily, lane_features,
	lane_features_daily, iv_surface, iv_history, iv_history_known, active_positions, macro_events, corporate_actions
	to opt_decide;
grant select, insert, update, delete on watchlist_state to opt_decide;
grant select, insert on dispatch_recommendations to opt_decide;
grant update (status, failure_reason, processed_at) on dispatch_recommendations to opt_decide;

-- opt_trade reads the facts of the gates. It cannot insert a recommendation. It cannot change the intent of an order, only
-- the columns of its outcome, and what an edit at the broker changes: quantity and limit. It adds marks, events, fills and
-- snapshots, but cannot change them, except the fees of a fill.
grant select on inbound_events_raw, inbound_events_classified, lane_telemetry, lane_daily, lane_features,
	lane_features_daily, iv_surface, iv_history, watchlist_state, skipped_outcomes, learning_recommendations,
	macro_events, corporate_actions, iv_history_known, ticker_earnings_known, ticker_sectors_known to opt_trade;
grant select on dispatch_recommendations to opt_trade;
grant update (status, account, dispatcher_run_id, claimed_at, failure_reason, risk_gate_json, sizing_json, quality_json,
	explain_json, processed_at)
	on dispatch_recommendations to opt_trade;
grant select, insert, update on dispatch_executions, active_positions, position_legs to opt_trade;
grant select, insert on broker_orders to opt_trade;
grant update (position_id, execution_id, status, broker_status, broker_order_id, statuses, filled_qty, filled_avg_price,
	booked_qty, http_status, error_code, error_text, body_sha256, lookups, misses, miss_runs, last_miss_run_id,
	cancel_requested_at, quarantined_at, sending_run_id, resolved_run_id, sent_at, resolved_at, filled_at, updated_at, reason,
	sender_deadline, replaced_ids, qty, limit_price, stop_price, adopted_at)
	on broker_orders to opt_trade;
grant select, insert on order_legs to opt_trade;
grant update (broker_order_id, filled_qty, filled_avg_price, booked_qty) on order_legs to opt_trade;
grant select, insert on fills, shadow_fills, position_marks, position_events, account_snapshots, position_history,
	broker_activities to opt_trade;
-- the fee of a fill is an estimate until the broker reports it
grant update (fee, fee_reported_at) on fills to opt_trade;
grant update (quantity, entry_price, exit_time, exit_price, fees, pnl, pnl_percent, mfe, mae, mfe_percent, mae_percent,
	exit_reason, win_loss_label, r_multiple, holding_minutes)
	on position_history to opt_trade;
-- the result of a position that is opened again
grant delete on position_history to opt_trade;
grant update (position_id, applied_at) on broker_activities to opt_trade;
grant select, insert, update on option_bars, capture_progress to opt_trade;
grant select, insert on capture_sessions to opt_trade;
grant select on capture_contracts, capture_rate_daily, gate_verdicts to opt_trade;
grant select, insert on broker_capabilities to opt_trade;
grant insert on trading_halts to opt_trade;
grant execute on function opt_order_release(text, timestamptz) to opt_trade;
grant update (sent_at, attempts, next_try, last_error) on alert_outbox to opt_trade;

-- opt_alert reads what is told, and writes alerts and the messages that carry them. It has no right on orders or on what trades read.
grant select on active_positions, position_history, position_legs, dispatch_executions, dispatch_recommendations, broker_orders
	to opt_alert;
grant select on schema_migrations, trading_params, trading_halts to opt_alert;
-- the facts of the checks of opt-status, of which it tells
grant select (ts, tier) on account_snapshots to opt_alert;
grant select (ts) on lane_telemetry, lane_features to opt_alert;
grant select (computed_at, in_watchlist) on watchlist_state to opt_alert;
grant select (fetched_at, processed_at, parked_at) on inbound_events_raw to opt_alert;
grant select (feed_url, name, enabled, failures) on feed_state to opt_alert;
grant select on capture_contracts, capture_progress to opt_alert;
grant select, insert, update, delete on alert_conditions to opt_alert;
grant select, insert on alert_outbox to opt_alert;
grant update (sent_at, attempts) on alert_outbox to opt_alert;
grant select, insert on alert_messages, alert_deliveries to opt_alert;
grant update (attempts, next_try, sent_at, given_up_at, refused, last_error) on alert_messages to opt_alert;
grant select, insert, update on pipeline_runs, stage_leases to opt_alert;
grant execute on function opt_role_of(text), opt_may_run(text),
	opt_run_begin(text, text, uuid, text, integer, bigint, double precision, text, timestamptz, boolean, bigint, integer),
	opt_lease_take(text, text, uuid, text, bigint, bigint, text),
	opt_lease_check(text, text, uuid, bigint, text, bigint),
	opt_run_end(uuid, text, smallint, jsonb, text) to opt_alert;

-- opt_prune deletes by these functions only, and they delete only rows of the views prunable_TABLE. It has no right on a table with
-- rows to delete.
grant select on schema_migrations, trading_params, stage_leases to opt_prune;
grant execute on function opt_prune_count(text, timestamptz, timestamptz), opt_prune_slice(text, timestamptz, timestamptz, integer),
	opt_prune_partition(text, text, timestamptz, boolean), opt_partition_ensure_all(timestamptz, timestamptz) to opt_prune;
grant execute on function opt_role_of(text), opt_may_run(text),
	opt_run_begin(text, text, uuid, text, integer, bigint, double precision, text, timestamptz, boolean, bigint, integer),
	opt_lease_take(text, text, uuid, text, bigint, bigint, text),
	opt_lease_check(text, text, uuid, bigint, text, bigint),
	opt_run_end(uuid, text, smallint, jsonb, text) to opt_prune;
