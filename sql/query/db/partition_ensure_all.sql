-- Creates the missing partitions of all series and returns their number.
-- $1 from timestamptz, $2 to timestamptz
select opt_partition_ensure_all($1::timestamptz, $2::timestamptz) as made
