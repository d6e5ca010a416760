-- The fees of a trade follow a dated schedule: those of the entry differ from those of the exit. The release before leaves the
-- column null: then the fees that are still to be charged follow from fees and the quantities.
alter table active_positions add column open_fees numeric(16,4);
comment on column active_positions.open_fees is 'fees of the entry that realised_pnl does not bear yet';

-- A fee is estimated when a fill is booked. On the next day the broker's activities confirm it or replace it.
alter table fills add column fee_reported_at timestamptz;
comment on column fills.fee_reported_at is
	'when the fees that the broker booked for the day were read; null: fee is an estimate';
create index fills_fee_estimated on fills (account, filled_at) where fee_reported_at is null;
