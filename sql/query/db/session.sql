-- Returns the settings of the session named in $1, in that order. "role" is the user whose rights the session has.
-- $1 names text[]
select name, case name when 'role' then current_user::text else current_setting(name) end as value
from unnest($1::text[]) with ordinality as n (name, place)
order by place
