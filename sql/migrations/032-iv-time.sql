-- When the last good volatility of a position or a leg was measured, so that a night or a weekend since does not count as time in
-- which the option lost value.
alter table active_positions add column last_good_iv_at timestamptz;
comment on column active_positions.last_good_iv_at is 'the time of that mark; null: an earlier release stored the volatility';
alter table position_legs add column last_good_iv_at timestamptz;
comment on column position_legs.last_good_iv_at is 'the time of that mark; null: an earlier release stored the volatility';
