-- Makes the monthly partitions of $1 that hold $2 to $3 where they are missing; answers how many were.
-- $1 parent text, $2 from timestamptz, $3 to timestamptz
select opt_partition_ensure($1, $2::timestamptz, $3::timestamptz) as made
