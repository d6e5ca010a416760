#!/bin/sh
# Modes of opt-dispatch: rows on standard input, live trading locked, simulated execution; the check of the calendars.
. test/tap.sh
. test/paper.sh
. test/market.sh
broker_database
paper --synth 7 || exit 1
clock 2026-01-26T15:00:05Z
history
opt-features -q

news NVDA 0.8 60
trending NVDA CALL
row='{"ticker":"NVDA","ts":"2026-01-26T15:00:05Z","bar_ts":"2026-01-26T14:59:00Z","id":null,"confidence":0.8123,"params_version":0,"action":"BUY","instrument_type":"CALL","strategy_type":"swing_trade"}'
printf '%s\n{"ticker":"AAPL","action":null}\n' "$row" >"$work/rows"
status=0
opt-dispatch -n --stdin <"$work/rows" >"$work/out" 2>"$work/err" || status=$?
is "$status" 0 "--stdin with -n"
is "$(jq -r '[.ticker, .status, .order.quantity > 0, .confidence] | @tsv' "$work/out")" "NVDA	WOULD_SEND	true	0.8123" \
	"decides the row with a signal, and only that row"
is "$(sql "select count(*) from pipeline_runs where stage = 'opt-dispatch'")" 0 "it leaves no run behind"
is "$(stats '.posts | length')" 0 "and sends nothing"
printf '%s\n{"ticker":\n' "$row" >"$work/rows"
status=0
opt-dispatch -n --stdin <"$work/rows" >"$work/out" 2>"$work/err" || status=$?
is "$status" 65 "bad JSON is bad data"
like "$(cat "$work/err")" "standard input, line 2" "and its line is named"
exits 64 "--stdin without -n" opt-dispatch --stdin

# Live trading is locked.
export OPT_EXECUTION_MODE=live
exits 77 "live without live_account" opt-dispatch
OPT_LIVE_ACCOUNT=PA999 OPT_LIVE_WITHOUT_READINESS=PA0000000001 exits 77 "O52 live with another account" opt-dispatch
like "$err" 'live_account in opt.conf is not PA0000000001' "O52 and the error names it"
OPT_LIVE_ACCOUNT=PA999 exits 77 "O52 nor exits of another account" opt-posmon
OPT_LIVE_ACCOUNT=PA0000000001 exits 77 "O52 live without a readiness certificate" opt-dispatch
like "$err" 'readiness certificate is not met .closed trades: 0, not 50; .*live_without_readiness = PA0000000001' \
	"the error names each condition that is not met, and the setting"
# fifty closed trades of a paper account in twenty days, each minute of the one open contract answered
psql -Xq1 -v ON_ERROR_STOP=1 <<'END'
set session_replication_role = replica;
insert into account_snapshots (account, ts, execution_mode, equity, tier)
values ('PA7', '2026-01-20', 'paper', 100000, 'large'), ('PA7', '2026-01-21', 'paper', 95000, 'large');
insert into position_history (position_id, account, ticker, instrument_type, strategy_type, side, quantity, entry_time, entry_price,
	exit_time, exit_price, fees, pnl, exit_reason, win_loss_label, holding_minutes, created_at)
select -n, 'PA7', 'AAPL', 'STOCK', 'day_trade', 'long', 1, t - interval '1 hour', 2, t, 3, 0, 1, 'target', 'win', 60, t
from generate_series(1, 50) as n, lateral (select timestamptz '2026-01-25 15:00Z' - n % 20 * interval '1 day' as t) as at;
insert into active_positions (id, account, ticker, instrument_type, strategy_type, option_symbol, strike_price, expiration_date, side,
	quantity, original_quantity, entry_price, entry_time, status, closed_at, close_reason, created_at)
overriding system value values (-1, 'PA7', 'AAPL', 'CALL', 'day_trade', 'AAPL260123C00200000', 200, '2026-01-23', 'long', 0, 1, 2,
	'2026-01-23 15:00Z', 'closed', '2026-01-23 16:00Z', 'target', '2026-01-23 15:00Z');
insert into capture_sessions values ('2026-01-23', '2026-01-23 14:30Z', '2026-01-23 21:00Z') on conflict do nothing;
insert into capture_progress (symbol, asked_to, last_answer, answered)
values ('AAPL260123C00200000', '2026-01-23 16:00Z', 'answered', '{["2026-01-23 15:00Z", "2026-01-23 15:57Z")}');
END
export OPT_LIVE_ACCOUNT=PA0000000001
exits 0 "live with a readiness certificate" opt-dispatch -n
exits 0 "which opt-status prints" opt-status --readiness
# unready NAME MESSAGE SQL UNDO: one condition is not met after SQL, so live entries are refused; UNDO takes SQL back
unready() {
	sql "$3"
	exits 77 "O52 not live: $1" opt-dispatch
	like "$err" "not met .$2.;" "$1: it is named"
	sql "$4"
}
unready "a trade too few" "closed trades: 49, not 50" "update position_history set account = 'PA8' where position_id = -1" \
	"update position_history set account = 'PA7'"
unready "a drawdown at the limit of the tier" "deepest drawdown, under the limit of the tier: 10 %, not 10 %" \
	"update account_snapshots set equity = 90000 where equity = 95000" "update account_snapshots set equity = 95000 where equity = 90000"
unready "too few bars" "minutes of open contracts with their bars: 93.33 %, not 95 %" \
	"update capture_progress set answered = '{[\"2026-01-23 15:00Z\", \"2026-01-23 15:56Z\")}'" \
	"update capture_progress set answered = '{[\"2026-01-23 15:00Z\", \"2026-01-23 15:57Z\")}'"
unready "a result that nothing explains" "results, positions and gaps without an explanation: 1, not 0" \
	"update position_history set pnl = null, win_loss_label = null where position_id = -1" \
	"update position_history set pnl = 1, win_loss_label = 'win'"
unready "trades of long ago" "days since the newest closed trade: [0-9.]+, not 30" \
	"update position_history set exit_time = exit_time - interval '40 days'" \
	"update position_history set exit_time = exit_time + interval '40 days'"
exits 0 "live again" opt-dispatch -n
unset OPT_LIVE_ACCOUNT
sql "delete from position_history; delete from account_snapshots; set session_replication_role = replica;
	delete from active_positions; delete from capture_progress"
OPT_LIVE_ACCOUNT=PA0000000001 exits 0 "exits do not need it" opt-posmon
OPT_LIVE_ACCOUNT=PA0000000001 OPT_LIVE_WITHOUT_READINESS=PA0000000001 exits 0 "live_without_readiness replaces it" opt-dispatch -n
export OPT_EXECUTION_MODE=paper
OPT_ACCOUNT=PA999 exits 77 "O52 paper with another account than opt.conf names" opt-dispatch
is "$(stats '.posts | length')" 0 "nothing was sent"

# Simulated: the ledger is the broker.
export OPT_EXECUTION_MODE=simulated OPT_ACCOUNT=lab
recommend NVDA CALL swing_trade >/dev/null
exits 0 "a simulated entry" opt-dispatch -q
clock 2026-01-26T15:01:05Z
exits 0 "and the minute after" opt-dispatch -q
is "$(stats '.posts | length')" 0 "no order was sent from this host"
is "$(sql "select account, execution_mode, fill_model, status, option_symbol is not null from dispatch_executions")" \
	"sim:lab|simulated|touch|filled|t" "the order filled at the quote, once its limit was at the ask"
is "$(sql "select count(*) from active_positions where account = 'sim:lab' and status = 'open'")" 1 "there is a position"
sql "update active_positions set close_request = 'test', close_requested_at = '$OPT_NOW'"
clock 2026-01-26T15:02:05Z
exits 0 "opt-posmon closes it" opt-posmon -q
is "$(sql "select close_reason, pnl is not null from active_positions p join position_history h on h.position_id = p.id")" \
	"test|t" "with a result"
clock 2026-01-26T15:03:05Z
exits 0 "the next opt-dispatch" opt-dispatch -q
is "$(sql "select cash - 100000 from account_snapshots where ts = '2026-01-26T15:03:05Z'")" \
	"$(sql "select pnl from position_history")" "adds the result to the cash"
is "$(stats '.posts | length')" 0 "and still no order was sent from this host"
unset OPT_EXECUTION_MODE OPT_ACCOUNT

# The two calendars.
exits 0 "the broker's calendar agrees" opt-calendar --check-broker 2025-12-20 2026-02-01
is "$out" "" "and nothing is printed"
fault '{"fault":"status","path":"/v2/calendar","status":200,"body":[{"date":"2026-01-26","open":"09:30","close":"13:00"}],"count":1}'
exits 1 "a broker with an early close" opt-calendar --check-broker 2026-01-26 2026-01-27
is "$(printf '%s\n' "$out" | jq -c 'del(.program, .event)')" '{"day":"2026-01-26","calendar":"09:30-16:00","broker":"09:30-13:00"}
{"day":"2026-01-27","calendar":"09:30-16:00","broker":null}' "the differences are printed, one row per day"

# Nothing to do at night.
clock 2026-01-27T03:00:05Z
before=$(stats .requests_total)
exits 0 "far from a session" opt-dispatch
is "$(stats .requests_total)" "$((before + 1))" "opt-dispatch does not query the broker further"
exits 64 "two queries at once" opt-calendar --is-open --check-broker
finish
