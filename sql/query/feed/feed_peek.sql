-- Returns one feed. $1 feed_url text
select feed_url, fetch_url, name, enabled, interval_s, last_fetch, last_ok, last_status, next_due, failures, last_error
from feed_state
where feed_url = $1
