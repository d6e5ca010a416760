-- What watch_fresh reads, as COPY takes no parameters: settings of the session. $1 since, $2 now: times as text
select set_config('opt.since', $1, false), set_config('opt.now', $2, false)
