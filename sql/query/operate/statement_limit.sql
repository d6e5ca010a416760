-- Limits the time of each later statement of the session. $1 milliseconds int
select set_config('statement_timeout', greatest($1::integer, 1)::text, false)
