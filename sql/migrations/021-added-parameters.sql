-- Parameters that the release before does not know, or whose value it refuses, stand apart from params: it starts on a version
-- that this release stored, and takes its own default for them.
alter table trading_params add column added jsonb check (added is null or jsonb_typeof(added) = 'object');
comment on column trading_params.added is 'name: value of parameters that the release before cannot read; null: none';
