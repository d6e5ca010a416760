-- Whether lane_telemetry has no bar from $1 to $2, so that telemetry_fill can be used. One row: empty.
-- $1 from timestamptz, $2 to timestamptz
select not exists (
	select from lane_telemetry where ts >= $1::timestamptz and ts <= $2::timestamptz
) as empty
