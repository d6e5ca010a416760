-- Creates the missing monthly partitions of the table $1 for the times $2 to $3. One row: made, how many it created.
-- $1 parent text, $2 from timestamptz, $3 to timestamptz
select opt_partition_ensure($1, $2::timestamptz, $3::timestamptz) as made
