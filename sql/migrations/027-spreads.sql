-- Spreads: two legs that are ordered, held and closed as one. The release before never writes one; it reads the rows of a
-- spread as those of its main leg, which is leg 0.
alter table dispatch_recommendations drop constraint dispatch_recommendations_strategy_type_check;
alter table dispatch_recommendations add constraint dispatch_recommendations_strategy_type_check
	check (strategy_type in ('day_trade', 'swing_trade', 'conservative', 'credit_spread', 'debit_spread'));

alter table dispatch_executions drop constraint dispatch_executions_strategy_type_check;
alter table dispatch_executions add constraint dispatch_executions_strategy_type_check
	check (strategy_type in ('day_trade', 'swing_trade', 'conservative', 'credit_spread', 'debit_spread'));

alter table active_positions drop constraint active_positions_strategy_type_check;
alter table active_positions add constraint active_positions_strategy_type_check
	check (strategy_type in ('day_trade', 'swing_trade', 'conservative', 'credit_spread', 'debit_spread'));

-- The legs of an order of class mleg, which is one row of broker_orders with the symbol ''. There its quantity is in spreads
-- and its limit has the sign of the broker: positive is a debit, negative a credit. Here the quantities are in contracts.
create table order_legs (
	client_order_id  text not null references broker_orders (client_order_id),
	leg              smallint not null check (leg >= 0),
	option_symbol    text not null,
	side             text not null check (side in ('buy', 'sell')),
	position_intent  text not null
		check (position_intent in ('buy_to_open', 'buy_to_close', 'sell_to_open', 'sell_to_close')),
	ratio            integer not null default 1 check (ratio > 0),
	broker_order_id  text, -- the broker gives each leg an id of its own; its fills have this one
	filled_qty       bigint not null default 0 check (filled_qty >= 0),
	filled_avg_price numeric(14,4),
	booked_qty       bigint not null default 0 check (booked_qty between 0 and filled_qty),
	primary key (client_order_id, leg)
);
create index order_legs_broker_id on order_legs (broker_order_id) where broker_order_id is not null;
create index order_legs_symbol on order_legs (option_symbol);
comment on table order_legs is 'legs of orders for spreads: what each is to do, and what the broker filled of it';
