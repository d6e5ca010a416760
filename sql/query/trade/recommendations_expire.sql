-- Expires recommendations that no run claimed within $2 minutes. $1 now timestamptz, $2 minutes int
update dispatch_recommendations
set status = 'EXPIRED', failure_reason = 'not claimed in time', processed_at = $1::timestamptz
where status = 'PENDING' and created_at <= $1::timestamptz - make_interval(mins => $2::integer)
