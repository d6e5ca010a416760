-- Deletes the next rows of a rule of retention: next_at, row_count, bytes. $1 rule text, $2 from timestamptz or null, $3 until
-- timestamptz, $4 rows of the table int
select next_at, row_count, bytes
from opt_prune_slice($1::text, coalesce($2::timestamptz, '-infinity'), $3::timestamptz, $4::integer)
