-- Held to the end of the transaction: two programs that migrate do it one after the other. No parameters.
select pg_advisory_xact_lock(hashtextextended('opt-migrate', 0))::text as locked
