-- The sender of an order may still be alive until sender_deadline (the clock of the database): until then the other program
-- only observes the order. Null: an order of an earlier release, or one that was never sent.
alter table broker_orders add column sender_deadline timestamptz;
-- An order that was edited on the screen of the broker has a successor there. broker_order_id is that of the last one; these
-- are the ids of the orders before it.
alter table broker_orders add column replaced_ids text[] not null default '{}';

-- Ends the quarantine of an order, and the halt of its ticker that came with it. A program that trades may do no more than
-- that: it cannot clear the halt of an operator or of a protection.
create function opt_order_release(order_id text, at timestamptz) returns boolean
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
	with released as (
		update public.broker_orders
		set quarantined_at = null, error_text = null, updated_at = at
		where client_order_id = order_id and quarantined_at is not null
		returning client_order_id, account, ticker
	), cleared as (
		update public.trading_halts h
		set cleared_at = at, cleared_by = 'opt'
		from released r
		where h.cause = 'quarantine' and h.cleared_at is null and h.account = r.account and h.ticker = r.ticker
			and starts_with(h.reason, r.client_order_id || ': ')
		returning h.id
	)
	select exists (select from released)
$$;
revoke all on function opt_order_release(text, timestamptz) from public;
