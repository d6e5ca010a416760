-- Drops a partition in which no row is needed: outcome, row_count, bytes. $1 rule text, $2 partition text, $3 until timestamptz,
-- $4 whether it is dropped, or only looked at bool
select outcome, row_count, bytes
from opt_prune_partition($1::text, $2::text, $3::timestamptz, $4::boolean)
