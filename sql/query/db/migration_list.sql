-- Lists the applied migrations by version. No parameters.
select version, name, sha256, applied_at, ms
from schema_migrations
order by version
