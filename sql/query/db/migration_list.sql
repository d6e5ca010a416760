-- What was applied, in order. No parameters.
select version, name, sha256, applied_at, ms
from schema_migrations
order by version
