-- What a look of the monitor may be acted on by: the source of a mark's value, the model's value, the last good volatility.
alter table position_marks add column source text;
alter table position_marks add column model_value numeric(14,4);
alter table position_marks add column value numeric(14,4);
comment on column position_marks.source is
	'quote, market: sound; model, bid_zero, halt, none: not sound (opt-posmon(1)); null: an earlier release';
comment on column position_marks.model_value is 'the value by our model; null: unknown';
comment on column position_marks.value is 'the value of the position per share in this look; null: unknown';
alter table active_positions add column last_good_iv float8;
alter table active_positions add column blind_looks integer not null default 0;
alter table active_positions add column stuck_looks integer not null default 0;
comment on column active_positions.last_good_iv is 'the volatility of the contract by its last sound mark';
comment on column active_positions.blind_looks is 'looks running in which a rule could not be evaluated';
comment on column active_positions.stuck_looks is 'looks running in which an exit was not acknowledged or cancelled';
-- exit_attempts_limit is not a parameter any more: only what must be gone is sold at the market.
update trading_params set params = params - 'exit_attempts_limit' where params ? 'exit_attempts_limit';
