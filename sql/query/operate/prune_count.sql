-- Counts the rows that a rule of retention would delete: row_count, bytes. $1 rule text, $2 from timestamptz or null, $3 until
-- timestamptz
select row_count, bytes
from opt_prune_count($1::text, coalesce($2::timestamptz, '-infinity'), $3::timestamptz)
