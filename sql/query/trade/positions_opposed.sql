-- Requests that the monitor closes the positions of a ticker whose direction is opposite to $3.
-- $1 account text, $2 ticker text, $3 direction of the signal int, $4 why text, $5 now timestamptz
update active_positions
set close_request = $4, close_requested_at = $5::timestamptz
where account = $1 and ticker = $2 and status <> 'closed' and close_requested_at is null
	and direction = -($3::integer)
