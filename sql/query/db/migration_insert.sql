-- Records a migration in the transaction that applies it.
-- $1 version int, $2 name text, $3 sha256 text, $4 applied_at timestamptz, $5 ms int
insert into schema_migrations (version, name, sha256, applied_at, ms)
values ($1::integer, $2, $3, $4::timestamptz, $5::integer)
