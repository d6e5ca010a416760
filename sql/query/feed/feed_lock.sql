-- Lets only one run store items at a time, until the transaction ends: when two feeds bring the same story at once, the
-- second must see the item of the first. No parameters.
select pg_advisory_xact_lock(hashtext('inbound_events_raw'))
