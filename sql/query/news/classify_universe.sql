-- Returns the securities that news may be about, the most traded first: when two have one name, the name means the first.
-- No parameters.
select ticker, name, nullif(array_to_string(aliases, '|'), '') as aliases
from ticker_universe
where tradable or tracked
order by dollar_volume desc nulls last, tracked desc, ticker collate "C"
