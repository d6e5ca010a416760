-- Sets the inputs of watchlist_fresh as settings of the session, because COPY takes no parameters.
-- $1 since, $2 now: times as text
select set_config('opt.since', $1, false), set_config('opt.now', $2, false)
