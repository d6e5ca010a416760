-- Names the database among all clusters. No parameters.
select format('%s/%s', s.system_identifier, d.oid) as identity
from pg_control_system() s, pg_database d
where d.datname = current_database()
