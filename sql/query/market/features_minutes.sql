-- Sets opt.minutes, the minutes that features_bars and features_same read.
-- $1 an array of times as text
select set_config('opt.minutes', $1, false)
