#!/bin/sh
# opt-params: versions, changes that risk more, and several sets at the same time.
. test/tap.sh
new_database

OPT_NOW=2026-01-26T15:00:00Z
export OPT_NOW
exits 0 'list' opt-params
is "$(printf '%s\n' "$out" | wc -l)" "$(grep -c '^PARAM(' lib/params/params.def)" 'one row per parameter'
exits 0 'get' opt-params get rate exit_stop_atr
is "$(printf '%s\n' "$out" | jq -c 'del(.program, .event)')" '{"name":"rate","value":0.04,"default":0.04,"least":-0.05,"most":0.5,"unit":"ratio","kind":"number","riskier":null,"meaning":"risk-free rate, continuously compounded, per year","params_version":1}
{"name":"exit_stop_atr","value":2,"default":2,"least":0.1,"most":20,"unit":"atr14","kind":"number","riskier":"higher","meaning":"rule 3: distance of the stop for day_trade and STOCK, of 5 minutes","params_version":1}' \
	'get prints one row per name'

is "$(sql 'select version, params, reason from trading_params')" '1|{}|the defaults' 'opt-migrate stores the defaults as version 1'
exits 0 'a dry set' opt-params -n set rate=0.05 --why test
is "$(sql 'select count(*) from trading_params')" 1 'a dry set stores no version'
exits 0 'a set' opt-params set exit_stop_atr=1.5 rate=0.05 --why 'tighter stops'
is "$(printf '%s\n' "$out" | jq -c 'del(.program, .event)')" '{"params_version":2,"created_at":"2026-01-26T15:00:00Z","author":"'"$(id -un)"'","reason":"tighter stops","changes":[{"name":"rate","from":0.04,"to":0.05},{"name":"exit_stop_atr","from":2,"to":1.5}]}' \
	'set prints the changes'
is "$(sql "select version, params -> 'exit_stop_atr', author, reason, created_at from trading_params where version > 1")" \
	"2|1.5|$(id -un)|tighter stops|2026-01-26 15:00:00+00" 'set stores a version'

is "$(sql "select params ? 'tiny_delta_pct', params ? 'tiny_open_risk_pct', params -> 'small_open_risk_pct', added -> 'tiny_delta_pct',
	added -> 'tiny_open_risk_pct', added ? 'small_open_risk_pct' from trading_params where version = 2")" 'f|f|25|3000|40|f' \
	'a version keeps apart what the release before cannot read: a new name, a value outside the range of that release'
# A version that the release before stored names a parameter that is gone, and one that a later release stored has unknown ones.
sql "insert into trading_params (version, params, added, author, reason, created_at)
	values (3, '{\"greeks_delta_pct\": 50, \"rate\": 0.05}', '{\"later\": 1, \"tiny_theta_pct\": 101, \"tiny_vega_pct\": 3}', 'test', 'x', '$OPT_NOW')"
is "$(opt-params get rate tiny_theta_pct tiny_vega_pct | jq -sc 'map(.value)')" '[0.05,6,3]' 'dropped and later parameters are left out'
sql 'delete from trading_params where version = 3'
echo '{"greeks_delta_pct": 50}' >"$work/old"
exits 78 'import of a dropped name' opt-params import "$work/old" --why x
like "$err" 'unknown parameter .*greeks_delta_pct' 'an import refuses a dropped name'

exits 77 'a change that risks more' opt-params set exit_stop_atr=2 --why back
like "$err" 'exit_stop_atr from 1.5 to 2 risks more: --yes-raise-risk is needed' 'the message names the option'
exits 0 'the same with --yes-raise-risk' opt-params set exit_stop_atr=2 --why back --yes-raise-risk
exits 77 'a lower value that risks more' opt-params set gate_confidence_min=0.5 --why x
exits 0 'a higher value that risks less' opt-params set gate_confidence_min=0.8 --why x

exits 78 'an unknown name' opt-params set nope=1 --why x
exits 78 'O42 out of range' opt-params set exit_stop_atr=21 --why x
exits 78 'a fraction for an integer' opt-params set signal_volume_bars=1.5 --why x
exits 78 'weights that do not sum to 1' opt-params set watch_weight_vol=0.3 --why x
exits 0 'weights that sum to 1' opt-params set watch_weight_vol=0.3 watch_weight_setup=0.15 --why x
exits 78 'get of an unknown name' opt-params get rate nope
is "$out" '' 'get of an unknown name prints nothing'
is "$(sql 'select count(*) from trading_params')" 5 'refused sets make no version'
exits 64 'no reason' opt-params set rate=0.01
exits 64 'an empty reason' opt-params set rate=0.01 --why '  '
for word in rate rate= =1 rate=x rate=1x 'rate=nan' 'rate=1 '; do
	exits 64 "not NAME=NUMBER: $word" opt-params set "$word" --why x
done
exits 64 'an unknown command' opt-params frob
exits 64 'too few operands' opt-params get
exits 64 'too many operands' opt-params list rate
exits 64 'a version that is not a number' opt-params rollback one --why x
exits 78 'an unknown version' opt-params rollback 99 --why x

exits 0 'diff of two versions' opt-params diff 2 3
is "$(printf '%s\n' "$out" | jq -c 'del(.program, .event)')" '{"name":"exit_stop_atr","from":1.5,"to":2}' 'diff prints the change'
exits 0 'export' opt-params export
cp "$work/out" "$work/exported"
exits 0 'rollback' opt-params rollback 1 --why 'start over' --yes-raise-risk
exits 0 'diff against the defaults' opt-params diff
is "$out" '' 'diff prints nothing after a rollback to version 1'
exits 0 'import' opt-params import "$work/exported" --why 'and back'
is "$(opt-params export)" "$(cat "$work/exported")" 'export after import is the same'
echo '{"rate": 0.04, "nope": 1}' >"$work/bad"
exits 78 'import of an unknown name' opt-params import "$work/bad" --why x
echo '{"rate": 0.04, "rate": 0.05}' >"$work/bad"
exits 65 'import of an object with a name twice' opt-params import "$work/bad" --why x
exits 65 'import of a missing file' opt-params import "$work/none" --why x
exits 0 'history' opt-params history
is "$(printf '%s\n' "$out" | jq -r '"\(.params_version) \(.reason)"' | tail -n 3)" '5 x
6 start over
7 and back' 'history lists all versions'

# What an account can buy.
exits 0 'check' opt-params check
is "$(printf '%s\n' "$out" | jq -sc '[length, (map(select(.quantity > 0)) | length), (map(.equity) | unique)]')" \
	'[80,54,[1000,5000,10000,100000]]' 'check prints 5 strategies on 4 underlyings at 4 equities'
is "$(printf '%s\n' "$out" | jq -c 'select(.equity == 1000 and .underlying_price == 100 and .strategy_type != "day_trade") |
		[.strategy_type, .tier, .strike_price, .width, .days_to_expiry, .limit_price, .quantity, .cost, .bound_by, .reason]')" \
	'["swing_trade","tiny",102,null,7,1.16,1,116,"risk_per_trade",null]
["conservative","tiny",null,null,null,null,0,null,null,"off in the tiny tier"]
["credit_spread","tiny",null,null,null,null,0,null,"risk_per_trade","unaffordable: the cheapest of 6 contracts, REF260225C00107000, needs 241.00; risk_per_trade allows 100.00"]
["debit_spread","tiny",101,3,7,0.94,1,94,"risk_per_trade",null]' 'a row tells the contract, or why there is none'
sql "select opt_partition_ensure_all('2026-01-01', '2026-02-01')" >/dev/null
sql "insert into ticker_universe (ticker, name, tracked, source, updated_at) values ('AAPL', 'Apple', true, 'test', '$OPT_NOW')
	on conflict (ticker) do update set tracked = true"
chain() { # TS SYMBOL EXPIRY STRIKE PRICE
	sql "insert into iv_surface (ticker, ts, expiration_date, strike_price, option_type, symbol, underlying_price, bid, ask, volume,
			implied_volatility, delta, gamma, theta, vega, feed, known_at)
		values ('AAPL', '$1', '$3', $4, 'CALL', '$2', 250, $5 - 0.01, $5 + 0.01, 900, 0.35, 0.4, 0.03, -0.5, 0.05, 'indicative', '$1')"
}
chain 2026-01-26T14:45:00Z AAPL260127C00252500 2026-01-27 252.5 9.99
chain 2026-01-26T14:50:00Z AAPL260127C00252500 2026-01-27 252.5 0.86
chain 2026-01-26T14:50:00Z AAPL260127C00255000 2026-01-27 255 0.40
exits 0 'check with a stored chain' opt-params check
is "$(printf '%s\n' "$out" | jq -c 'select(.ticker == "AAPL" and .equity == 1000 and (.strategy_type | endswith("spread") | not)) |
		[.ts, .strategy_type, .option_symbol, .limit_price, .quantity, .reason]')" \
	'["2026-01-26T14:50:00Z","day_trade","AAPL260127C00252500",0.87,2,null]
["2026-01-26T14:50:00Z","swing_trade",null,null,0,"no_expiry: no contract of the chain expires in 7 to 30 days"]
["2026-01-26T14:50:00Z","conservative",null,null,0,"off in the tiny tier"]' 'the newest stored chain of a tracked ticker is tried out'
versions=$(sql 'select count(*) from trading_params')
exits 78 'a set that leaves a strategy nothing' opt-params set tiny_swing_trade_pct=1 --why x
like "$err" 'swing_trade would find no contract at an equity of 1000 .tiny tier.*risk_per_trade allows 10.00; --yes-nothing-left' \
	'the message names the strategy and the limit'
echo '{"tiny_open_risk_pct": 1}' >"$work/nothing"
exits 78 'an import that leaves a strategy nothing' opt-params import "$work/nothing" --why x
like "$err" 'day_trade would find no contract.*open_risk allows 10.00' 'the first strategy and its limit are named'
is "$(sql 'select count(*) from trading_params')" "$versions" 'a refused set stores no version'
exits 0 'with --yes-nothing-left it is stored' opt-params -n set tiny_swing_trade_pct=1 --why x --yes-nothing-left
exits 0 'a strategy that is switched off' opt-params -n set tiny_swing_trade_pct=0 --why x
like "$err" 'swing_trade is switched off in the tiny tier' 'is told, not refused'

# Sets at the same time: no change is lost.
pids=
for i in 1 2 3 4 5 6 7 8; do
	opt-params -q set "iv_rank_days=$((100 + i))" "news_window_min=$((60 + i))" --why "set $i" &
	pids="$pids $!"
done
bad=0
for pid in $pids; do
	wait "$pid" || bad=$((bad + 1))
done
is "$bad" 0 'eight sets at the same time'
is "$(sql 'select count(*), max(version) from trading_params')" '15|15' 'the eight sets store eight versions'
is "$(sql "select count(distinct reason) from trading_params where reason like 'set %'")" 8 'each version is of another set'
finish
