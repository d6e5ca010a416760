-- Marks the fills of a day: the broker was asked for their fees.
-- $1 account text, $2 start of the day timestamptz, $3 start of the next day timestamptz, $4 now timestamptz
update fills
set fee_reported_at = $4::timestamptz
where account = $1 and filled_at >= $2::timestamptz and filled_at < $3::timestamptz and fee_reported_at is null
