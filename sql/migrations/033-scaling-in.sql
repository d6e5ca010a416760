-- Scaling in: an entry buys half of its size, and the other half once the underlying has moved its way. The plan is kept with the
-- execution; its price counts from the underlying at the entry of the position. The release before leaves the columns empty, and never
-- buys the half that is still kept.
alter table dispatch_executions add column scale_in_qty bigint check (scale_in_qty > 0);
alter table dispatch_executions add column scale_in_distance numeric(14,4) check (scale_in_distance > 0);
alter table dispatch_executions add column scale_in_until timestamptz;
comment on column dispatch_executions.scale_in_qty is 'contracts or shares of the size that are bought once the underlying confirms the trade';
comment on column dispatch_executions.scale_in_distance is 'it confirms the trade when it is this far from the entry, in dollars';
comment on column dispatch_executions.scale_in_until is 'until then they may be bought';
-- The look that found the trade confirmed: the newest one, or none.
alter table active_positions add column scale_in_confirmed_at timestamptz;
comment on column active_positions.scale_in_confirmed_at is 'the newest look, when it found that the underlying confirms the trade';
