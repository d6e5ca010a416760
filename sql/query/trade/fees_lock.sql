-- Lets one transaction at a time add fills to an account: a fee depends on the fills of its day. $1 account text
select pg_advisory_xact_lock(hashtextextended('fees ' || $1, 0))::text as locked
