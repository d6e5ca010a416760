-- Takes up an entry of ours that is at the broker and that this ledger lost: another order of the execution that opened the position.
-- It is in doubt until it is looked up, as after a crash. The one that is lost may be that of the kept half, which is then not bought
-- again. No row for an id of another entry, or one that the ledger has. $1 client_order_id text, $2 attempt int, $3 qty bigint,
-- $4 limit_price numeric, $5 run_id uuid, $6 trade_day date, $7 submitted timestamptz, $8 now timestamptz, $9 position_id bigint
insert into broker_orders (client_order_id, account, purpose, recommendation_id, execution_id, position_id, attempt, ticker,
	symbol, side, position_intent, order_type, qty, limit_price, request, reason, status, intent_run_id, trade_day,
	created_at, sent_at, updated_at, adopted_at)
select $1, p.account, 'entry', e.recommendation_id, e.execution_id, p.id, $2::smallint, p.ticker, coalesce(p.option_symbol, p.ticker),
	'buy', case when p.option_symbol is not null then 'buy_to_open' end, 'limit', $3::bigint, $4::numeric, '{}',
	case when e.scale_in_qty is not null then 'scale_in' else 'reprice' end, 'unknown', $5::uuid, $6::date,
	$7::timestamptz, $7::timestamptz, $8::timestamptz, $8::timestamptz
from active_positions p
join dispatch_executions e on e.execution_id = p.execution_id
where p.id = $9::bigint and p.status <> 'closed' and p.side = 'long' and e.recommendation_id is not null
	-- "opt-e" and the digest of the entry, without the attempt
	and left($1, 25) = left(e.client_order_id, 25)
on conflict do nothing
returning execution_id, recommendation_id, ticker, coalesce(position_intent, '') as position_intent, reason
