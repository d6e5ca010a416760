-- One run stores items at a time, until the transaction ends: two feeds that bring the same story at once must see each
-- other. No parameters.
select pg_advisory_xact_lock(hashtext('inbound_events_raw'))
