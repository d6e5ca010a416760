-- What exits need when an answer is missing: which keys found an account, and from when the price of an underlying is.
alter table stage_leases add column key_digest text;
comment on column stage_leases.key_digest is
	'SHA-256 of the broker and the key id whose account this is, as the broker told it; null: not told';
alter table position_marks add column underlying_ts timestamptz;
comment on column position_marks.underlying_ts is 'of underlying_price; null: none, or an earlier release';
