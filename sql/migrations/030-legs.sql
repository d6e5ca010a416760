-- The legs of a spread that is held: each has the volatility of its last sound mark, and may end alone.
alter table position_legs add column last_good_iv float8;
comment on column position_legs.last_good_iv is 'the volatility of the contract by its last sound mark';
alter table position_legs add column gone_for text;
comment on column position_legs.gone_for is 'why a part of the leg ended alone: assigned, exercised, expired, liquidated';
alter table position_legs add column assigned_qty bigint not null default 0 check (assigned_qty >= 0);
comment on column position_legs.assigned_qty is
	'contracts that were booked as assigned by the shares that came; the activity of the broker follows on the next day';
alter table active_positions add column came_from bigint references active_positions (id);
comment on column active_positions.came_from is
	'of shares: the spread whose leg was assigned or exercised; their exits continue its ids';
