-- Whether shares that an option of ours became are booked as fills, of which an OPTRD tells later. The activity has a date only, of
-- the day of the event or the next.
-- $1 account text, $2 ticker text, $3 side text, $4 price numeric, $5 date of the activity date
select exists (
	select from fills f
	where f.account = $1 and f.symbol = $2 and f.side = $3 and f.price = $4::numeric and f.source = 'activity'
		and f.broker_order_id ~ '^(exercised|assigned):'
		and f.filled_at > $5::date::timestamptz - interval '7 days' and f.filled_at < $5::date::timestamptz + interval '7 days'
) as booked
