-- Returns the cash dividends with an ex-date from $2 on, as known at $1: ticker, ex_date, amount; by ticker (byte order), then
-- day. $1 now timestamptz, $2 from date
select ticker, ex_date, amount
from (
	select distinct on (ticker, ex_date) ticker, ex_date, amount, withdrawn
	from corporate_actions
	where kind = 'dividend' and ex_date >= $2::date and known_at <= $1::timestamptz
	order by ticker, ex_date, known_at desc
) a
where not withdrawn
order by ticker collate "C", ex_date
