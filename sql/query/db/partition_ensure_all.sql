-- Makes the partitions of all series from $1 to $2 (timestamptz); answers how many were missing.
select opt_partition_ensure_all($1::timestamptz, $2::timestamptz) as made
