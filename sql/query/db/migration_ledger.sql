-- Whether there is a ledger of migrations. (Not by to_regclass: its cache may not know yet what another session has
-- committed while this one waited for the lock.) No parameters.
select count(*) > 0 as present
from pg_class
where relnamespace = 'public'::regnamespace and relname = 'schema_migrations'
