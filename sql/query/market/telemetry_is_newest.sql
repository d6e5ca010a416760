-- Whether lane_telemetry has no bar after $1. One row: newest. $1 time timestamptz
select not exists (
	select from lane_telemetry where ts > $1::timestamptz
) as newest
