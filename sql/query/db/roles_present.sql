-- Checks whether the tables belong to opt_owner. Then sql/roles.sql must run after each migration. No parameters.
select count(*) > 0 as present
from pg_class c
join pg_roles r on r.oid = c.relowner
where c.relnamespace = 'public'::regnamespace and c.relname = 'schema_migrations' and r.rolname = 'opt_owner'
