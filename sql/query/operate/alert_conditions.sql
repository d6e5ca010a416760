-- The checks that an earlier run of opt-alert found bad.
select name, level, began_at, runs, good_runs, coalesce(told_level, '') as told_level
from alert_conditions
order by name
