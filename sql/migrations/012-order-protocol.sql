-- The sender of an order may still be alive until sender_deadline (the clock of the database): until then the other program
-- only observes the order. Null: an order of an earlier release, or one that was never sent.
alter table broker_orders add column sender_deadline timestamptz;
-- An order that was edited on the screen of the broker has a successor there. broker_order_id is that of the last one; these
-- are the ids of the orders before it.
alter table broker_orders add column replaced_ids text[] not null default '{}';
