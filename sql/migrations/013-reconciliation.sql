-- Reconciliation that adopts: a position that nothing explains stays open and is marked; a holding that orders of ours
-- explain is taken up again.
alter table active_positions add column unexplained_since timestamptz;
comment on column active_positions.unexplained_since is
	'since when the broker does not list all of it and no order or activity explains why; null: no such doubt';
alter table active_positions add column adopted_at timestamptz;
comment on column active_positions.adopted_at is
	'when the reconciliation opened it, or opened it again, from orders of ours at the broker';
alter table active_positions add column adjusted_to text;
comment on column active_positions.adjusted_to is
	'the symbol at the broker that took the place of this one, after a split or a rename';
alter table broker_orders add column adopted_at timestamptz;
comment on column broker_orders.adopted_at is
	'when it was taken up from the broker: an order of ours that this ledger did not have';
-- An adopted entry may have no recommendation: a restored ledger may lack it.
alter table broker_orders drop constraint broker_orders_check2;
alter table broker_orders add constraint broker_orders_entry_has_recommendation check (
	purpose <> 'entry' or (exit_number is null and (recommendation_id is not null or adopted_at is not null)));
