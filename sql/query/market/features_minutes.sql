-- For features_same: the minutes. $1 an array of times as text
select set_config('opt.minutes', $1, false)
