-- Deletes a feed and returns its row; the items stay. $1 feed_url text
delete from feed_state
where feed_url = $1
returning feed_url, fetch_url, name, enabled, interval_s, last_fetch, last_ok, last_status, next_due, failures, last_error
