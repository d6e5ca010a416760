-- A protective stop is an order of its own purpose: it rests at the broker for a position, and our exits cancel it. Its number
-- counts the stops of the position. Before the release before is installed again, protective_stop is switched off: it would
-- take such an order for an entry.
alter table broker_orders add column stop_price numeric(14,4);
alter table broker_orders drop constraint broker_orders_purpose_check;
alter table broker_orders add constraint broker_orders_purpose_check check (purpose in ('entry', 'exit', 'stop'));
alter table broker_orders drop constraint broker_orders_order_type_check;
alter table broker_orders add constraint broker_orders_order_type_check
	check (order_type in ('limit', 'market', 'stop_limit'));
alter table broker_orders drop constraint broker_orders_check4;
alter table broker_orders add constraint broker_orders_limit_price
	check ((order_type in ('limit', 'stop_limit')) = (limit_price is not null));
alter table broker_orders add constraint broker_orders_stop check (purpose <> 'stop'
	or (position_id is not null and exit_number is not null and order_type = 'stop_limit' and stop_price is not null));
create unique index broker_orders_one_stop on broker_orders (position_id, exit_number, attempt) where purpose = 'stop';

-- What the broker lets an account do, as it answered when it was tried.
create table broker_capabilities (
	account         text not null,
	capability      text not null check (capability in ('option_stop_limit')),
	accepted        boolean not null,
	client_order_id text not null references broker_orders (client_order_id),
	http_status     integer,
	error_code      integer,
	answer          text,
	probed_at       timestamptz not null,
	primary key (account, capability)
);
comment on table broker_capabilities is
	'what an account may do, found out once by an order that cannot trigger; a deleted row is tried again in the next session';
