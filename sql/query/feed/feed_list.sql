-- Returns every feed, in the order of name and URL. No parameters.
select feed_url, fetch_url, name, enabled, interval_s, last_fetch, last_ok, last_status, next_due, failures, last_error
from feed_state
order by name collate "C" nulls last, feed_url collate "C"
