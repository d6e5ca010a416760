-- Requests that a position is closed; the request stays until the position is closed.
-- $1 id bigint, $2 why text, $3 now timestamptz
update active_positions
set close_request = $2, close_requested_at = coalesce(close_requested_at, $3::timestamptz)
where id = $1::bigint and status <> 'closed'
