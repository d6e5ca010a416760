-- What opt-report compares with each order that is over: the mid of the decision, the fill, and what an entry that was never filled
-- would have made. The release before neither reads nor writes the table.
alter table shadow_fills drop constraint shadow_fills_purpose_check;
alter table shadow_fills add constraint shadow_fills_purpose_check check (purpose in ('entry', 'exit', 'stop'));
alter table shadow_fills add column buys boolean;
alter table shadow_fills add column filled_qty bigint check (filled_qty >= 0);
alter table shadow_fills add column fill_price numeric(14,4);
alter table shadow_fills add column decision_mid numeric(14,4);
alter table shadow_fills add column outcome_exit text check (outcome_exit in ('stop', 'target', 'time'));
alter table shadow_fills add column outcome_ts timestamptz;
alter table shadow_fills add column outcome_value numeric(14,4);
alter table shadow_fills add column outcome_source text
	check (outcome_source in ('option_bars', 'stock_bars', 'marks', 'model'));
alter table shadow_fills add column outcome_pnl numeric(16,2);
alter table shadow_fills add column outcome_at timestamptz;
comment on table shadow_fills is
	'per order that is over what NBBO and the mid of the decision would have given; prices per share, of a spread its value';
comment on column shadow_fills.qty is 'what was ordered';
comment on column shadow_fills.bid is 'when the order was sent; null: not stored';
comment on column shadow_fills.buys is 'the position, or the spread as one thing; a credit spread is sold first';
comment on column shadow_fills.decision_mid is 'when the first attempt was priced';
comment on column shadow_fills.outcome_exit is
	'of an entry whose last attempt ended without a fill: how its plan would have ended; null: unknown';
comment on column shadow_fills.outcome_value is 'the value of the contract then';
comment on column shadow_fills.outcome_source is 'where that value is from';
comment on column shadow_fills.outcome_pnl is 'dollars, net of fees and of half the spread at the exit';
comment on column shadow_fills.outcome_at is 'when it was computed';
