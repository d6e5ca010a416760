-- Stores what orders that are over are compared with, once per order; the outcome of an unfilled one is added when it is known.
-- $1 jsonb [{client_order_id, execution_id, position_id, purpose, symbol, quantity, filled, buys, bid, ask, nbbo, quote_ts, fill, mid,
-- outcome_exit, outcome_ts, outcome_value, outcome_source, outcome_pnl}], $2 account text, $3 now timestamptz
insert into shadow_fills as s (client_order_id, execution_id, position_id, account, purpose, symbol, qty, filled_qty, buys, bid, ask, price,
	quote_ts, fill_price, decision_mid, outcome_exit, outcome_ts, outcome_value, outcome_source, outcome_pnl, outcome_at, known_at)
select o.client_order_id, o.execution_id, o.position_id, $2, o.purpose, o.symbol, o.quantity, o.filled, o.buys, o.bid, o.ask, o.nbbo,
	o.quote_ts, o.fill, o.mid, o.outcome_exit, o.outcome_ts, o.outcome_value, o.outcome_source, o.outcome_pnl,
	case when o.outcome_pnl is not null then $3::timestamptz end, $3::timestamptz
from jsonb_to_recordset($1::jsonb) as o (client_order_id text, execution_id uuid, position_id bigint, purpose text, symbol text,
	quantity bigint, filled bigint, buys boolean, bid numeric, ask numeric, nbbo numeric, quote_ts timestamptz, fill numeric, mid numeric,
	outcome_exit text, outcome_ts timestamptz, outcome_value numeric, outcome_source text, outcome_pnl numeric)
on conflict (client_order_id) do update
set outcome_exit = excluded.outcome_exit, outcome_ts = excluded.outcome_ts, outcome_value = excluded.outcome_value,
	outcome_source = excluded.outcome_source, outcome_pnl = excluded.outcome_pnl, outcome_at = excluded.outcome_at
where s.outcome_pnl is null and excluded.outcome_pnl is not null
