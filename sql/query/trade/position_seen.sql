-- The newest look before $2 that knew the price which a rule judges: that of the underlying, or the value of the position.
-- A halt hides no price.
-- $1 position_id bigint, $2 now timestamptz, $3 of the underlying boolean
select max(ts) as seen
from position_marks
where position_id = $1 and ts < $2::timestamptz
	and (source = 'halt' or case when $3::boolean then underlying_price is not null else value is not null end)
