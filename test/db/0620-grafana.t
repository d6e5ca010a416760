#!/bin/sh
# Each statement of the dashboard grafana/opt.json runs as opt_read and returns the columns that its panel needs, and each metric of
# Prometheus is one that opt-status writes.
. test/tap.sh
new_database
dashboard=grafana/opt.json
now="timestamptz '2026-01-26 16:00:00Z'"

is "$(jq -r '.uid + " " + (.panels | map(.id) | (length == (unique | length)) | tostring)' "$dashboard")" 'opt true' 'the dashboard is JSON'
is "$(jq -c '[.. | objects | select(has("datasource")).datasource | .uid] | unique' "$dashboard")" \
	"$(sed -n 's/^ *uid: \(.*\)/"\1"/p' grafana/provisioning/datasources.yaml | sort | tr '\n' ',' | sed 's/,$//; s/.*/[&]/')" \
	'its data sources are those of the provisioning'

# expanded: a statement with Grafana's macros replaced as Grafana does it
expanded() {
	perl -0pe "
		s/\\\$__timeGroupAlias\\((\\w+), \\\$__interval\\)/floor(extract(epoch from \$1)\\/600)*600 AS \"time\"/g;
		s/\\\$__timeFilter\\(([\\w.]+)\\)/\$1 BETWEEN '2026-01-26T15:00:00Z' AND '2026-01-26T16:30:00Z'/g;
		s/\\\$__timeFrom\\(\\)/'2026-01-26T15:00:00Z'/g; s/\\\$__timeTo\\(\\)/'2026-01-26T16:30:00Z'/g;
		s/\\\$\\{account:sqlstring\\}/'O''A'/g"
}
# answer STATEMENT: its rows with a header, as CSV, read as opt_read; or the error
answer() {
	printf 'set role opt_read;\nset default_transaction_read_only = on;\n%s;\n' "$(printf '%s' "$1" | expanded)" |
		psql -Xq --csv -v ON_ERROR_STOP=1 2>&1
}
# missing TITLE TYPE FORMAT NAMES: what the rows in $work/answer lack: a series needs a time and numbers, and each column that the
# settings of the panel name must be there
missing() {
	perl -e '
		my ($file, $title, $format, @names) = @ARGV;
		open my $in, "<", $file; my ($head, @rows) = <$in>; chomp $head;
		my @columns = split /,/, $head;
		print "$title: $head\n" if $head =~ /ERROR/;
		print "$title: no row\n" unless @rows;
		my %at; @at{@columns} = 0 .. $#columns;
		exists $at{$_} or print "$title: no column $_\n" for @names;
		exit if $format ne "time_series";
		print "$title: the first column is not the time\n" if $columns[0] ne "time";
		print "$title: no numbers\n" if @columns < 2;
		for my $row (@rows) {
			chomp $row; my @value = split /,/, $row, -1;
			for (1 .. $#columns) {
				print "$title: $columns[$_] is not a number: $value[$_]\n"
					if $columns[$_] ne "metric" && $value[$_] !~ /^(-?[0-9.]+(e[-+][0-9]+)?)?$/;
			}
		}' "$work/answer" "$@"
}
jq -c '.panels[] | . as $panel | (.targets // [])[] | select(.rawSql) |
	[$panel.title, .format, .rawSql, [$panel.fieldConfig.overrides[].matcher.options]]' "$dashboard" >"$work/statements"
like "$(wc -l <"$work/statements")" '^1[4-9]$' 'there are many statements'
is "$(while IFS= read -r line; do
	answer "$(printf '%s' "$line" | jq -r '.[2]')" | grep 'ERROR'
done <"$work/statements")" '' 'each runs on an empty database'

# A row of everything: a snapshot of two intervals, an open position, a closed trade, an order of each kind with its shadow, a
# spread, a refused recommendation, runs, and a halt that lasts.
sql "
set session_replication_role = replica;
insert into account_snapshots (ts, account, execution_mode, equity, day_pnl, total_pnl, open_risk, positions, delta_dollars, delta_limit,
	vega_dollars, vega_limit, theta_dollars, theta_limit, stress_dollars, stress_limit)
values ($now - interval '40 min', 'O''A', 'paper', 100, 1, 2, 3, 1, 4, 10, 4, 10, -4, 10, 0, 0),
	($now - interval '5 min', 'O''A', 'paper', 90, -10, 2, 3, 1, 4, 10, 4, 10, -4, 10, 5, 10);
insert into active_positions (account, ticker, instrument_type, option_symbol, strike_price, expiration_date, side, strategy_type, quantity,
	original_quantity, entry_price, entry_time, created_at)
values ('O''A', 'MSFT', 'CALL', 'MSFT260130C00200000', 200, '2026-01-30', 'long', 'day_trade', 2, 2, 1.5, $now, $now);
insert into position_history (position_id, account, ticker, instrument_type, option_symbol, side, strategy_type, quantity, entry_price,
	exit_price, entry_time, exit_time, pnl, win_loss_label, fees, holding_minutes, exit_reason, created_at)
values (9, 'O''A', 'AAPL', 'CALL', 'AAPL260130C00200000', 'long', 'day_trade', 1, 1, 2, $now, $now, 99, 'win', 1, 5, 'target', $now),
	(8, 'O''A', 'AMD', 'CALL', 'AMD260130C00200000', 'long', 'day_trade', 1, 1, null, $now, $now, null, null, 1, 5, 'expired', $now);
insert into broker_orders (client_order_id, account, purpose, position_id, exit_number, ticker, symbol, side, first_mid, filled_avg_price,
	limit_price, recommendation_id, attempt, qty, filled_qty, order_type, request, intent_run_id, trade_day, status, created_at, sent_at, updated_at, filled_at)
select o.*, 1, 1, 1, 1, 1, 'limit', '{}', gen_random_uuid(), '2026-01-26', 'filled', $now, $now, $now, $now
from (values ('e', 'O''A', 'entry', null::bigint, null::int, 'AAPL', 'AAPL260130C00200000', 'buy', 1.00, 1.02),
	('x', 'O''A', 'exit', 9, 1, 'AAPL', 'AAPL260130C00200000', 'sell', 2.00, 1.96),
	('s', 'O''A', 'exit', 7, 1, 'SPY', 'SPY', 'sell', 0.40, 0.44)) as o;
insert into order_legs (client_order_id, leg, option_symbol, side, position_intent) values ('s', 0, 'SPY260130C00200000', 'buy', 'buy_to_close');
insert into shadow_fills (client_order_id, account, purpose, symbol, qty, bid, ask, price, known_at)
values ('e', 'O''A', 'entry', 'AAPL260130C00200000', 1, 1.00, 1.04, 1.04, $now);
insert into dispatch_recommendations (account, ticker, action, instrument_type, strategy_type, confidence, ts, bar_ts, lineage, created_at,
	status, processed_at, params_version, features_snapshot, sentiment_snapshot, reason, risk_gate_json)
values ('O''A', 'AAPL', 'BUY', 'CALL', 'day_trade', .7, $now, $now, $now, $now, 'SKIPPED', $now, 1, '{}', '{}', '{}',
	'[{\"gate\": \"halt\", \"verdict\": \"pass\"}, {\"gate\": \"spread\", \"verdict\": \"fail\"}]');
insert into pipeline_runs (run_id, stage, version, host, pid, now_at, started_at, finished_at, status)
values (gen_random_uuid(), 'opt-rss', '0', 'here', 1, $now, $now, $now + interval '2 s', 'ok'),
	(gen_random_uuid(), 'opt-rss', '0', 'here', 1, $now, $now, $now + interval '1 s', 'failed');
insert into trading_halts (scope, reason, set_by, set_at) values ('entries', 'x', 'ann', $now - interval '1 h')"

while IFS= read -r line; do
	answer "$(printf '%s' "$line" | jq -r '.[2]')" >"$work/answer"
	title=$(printf '%s' "$line" | jq -r '.[0]')
	# shellcheck disable=SC2046 # the names of columns have no space
	missing "$title" "$(printf '%s' "$line" | jq -r '.[1]')" $(printf '%s' "$line" | jq -r '.[3][]')
	cp "$work/answer" "$work/answer.$(printf '%s' "$title" | tr -d ' ')"
done <"$work/statements" >"$work/missing"
is "$(cat "$work/missing")" '' 'each panel has the columns that it needs, and rows'
is "$(jq -r '[.. | objects | .rawSql? // empty] | join("\n")' "$dashboard" | expanded | grep -c '[$]')" 0 'no macro is unknown'
is "$(jq -r '.templating.list[].query' "$dashboard" >"$work/variable"; answer "$(cat "$work/variable")")" "account
O'A" 'the accounts to choose from'
answer "$(jq -r '.annotations.list[].target.rawSql' "$dashboard")" >"$work/answer"
is "$(cat "$work/answer")" 'time,timeEnd,text
2026-01-26 15:00:00+00,,entries: x (ann)' 'the halts'

# Figures that a mistake would turn around.
is "$(cut -d , -f 2,3 "$work/answer.Slippage" | sort | tr '\n' ' ')" 'entry,200 exit,1000 exit,200 metric,slippage ' \
	'slippage: above 0 when more was paid or less received, also of a spread'
like "$(cat "$work/answer.ProfitandlossperdayofNewYork")" '^2026-01-26 05:00:00.00,99.00,1$' 'a day of New York; an unknown result is counted'
like "$(cat "$work/answer.Drawdown")" ',-10\.0+$' 'the drawdown'
is "$(tail -n 1 "$work/answer.Gatesthatrefused")" 'spread,1,1,AAPL' 'the gate that refused'
is "$(tail -n 1 "$work/answer.Stages" | cut -d , -f 1,3-)" 'opt-rss,2,1,1.50,2.00' 'the stages'

# --- Prometheus ---

run opt-status --quick --textfile "$work/opt.prom"
jq -r '[.. | objects | .expr? // empty] | .[]' "$dashboard" >"$work/exprs"
is "$(grep -oE 'opt_[a-z_]+' "$work/exprs" | sort -u | grep -vxF "$(grep -oE '^opt_[a-z_]+' "$work/opt.prom" | sort -u)")" '' \
	'each metric is one that opt-status writes'
is "$(grep -oE 'check=~"[^"]*"' "$work/exprs" | cut -d '"' -f 2 | tr '|' '\n' | sort -u |
	grep -vxF "$(sed -n 's/^	\(ROW\|QUIET\)(\([a-z_]*\),.*/\2/p' lib/operate/status.c)")" '' 'and each check is one that it makes'
finish
