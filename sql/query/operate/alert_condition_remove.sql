-- Forgets a check that is healthy again. $1 name text
delete from alert_conditions
where name = $1
