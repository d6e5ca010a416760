-- Checks whether the table schema_migrations exists. Not with to_regclass: its cache may miss a table that another session
-- committed while this one waited for the lock. No parameters.
select count(*) > 0 as present
from pg_class
where relnamespace = 'public'::regnamespace and relname = 'schema_migrations'
