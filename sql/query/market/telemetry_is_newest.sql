-- Whether there is no bar after $1. newest. $1 time timestamptz
select not exists (
	select from lane_telemetry where ts > $1::timestamptz
) as newest
