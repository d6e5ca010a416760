-- Takes a lock until the end of the transaction, so that two opt-migrate run one after the other. No parameters.
select pg_advisory_xact_lock(hashtextextended('opt-migrate', 0))::text as locked
