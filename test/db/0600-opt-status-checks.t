#!/bin/sh
# opt-status: a healthy database is healthy, and each warning and critical is provoked and named correctly: by rows, by a broker, a
# server, a disk and a configuration that are as the check says. The unit test of the table has the limits. The last test compares
# the table of the manual page, which is the table of the checks, with the levels that were provoked here.
. test/tap.sh
. test/paper.sh
broker_database
OPT_NOW=2026-01-26T16:00:05Z # Monday, 11:00 in New York
export OPT_NOW
now="timestamptz '2026-01-26 16:00:05Z'"

# A healthy hour: each stage ran in each of its minutes, everything is new, one position is held.
cat >"$work/healthy.sql" <<END
set session_replication_role = replica;
delete from position_history; delete from broker_orders; delete from pipeline_runs; delete from lane_telemetry;
delete from lane_features; delete from watchlist_state; delete from feed_state; delete from inbound_events_raw;
delete from trading_halts; delete from active_positions; delete from dispatch_recommendations; delete from alert_outbox;
delete from capture_progress; delete from account_snapshots;
insert into pipeline_runs (run_id, stage, version, host, pid, now_at, started_at, finished_at, status, exit_status)
select gen_random_uuid(), s.stage, '0', 'here', 1, t, t, t, 'ok', 0
from (values ('opt-rss', 1), ('opt-classify', 1), ('opt-posmon', 1), ('opt-bars', 1), ('opt-features', 1), ('opt-watchlist', 1),
	('opt-signal', 1), ('opt-dispatch', 1), ('opt-chain', 5)) as s (stage, every),
	generate_series(0, 65) as m, lateral (select $now - m * interval '1 minute' as t) as at
where m % s.every = 0;
insert into lane_telemetry (ts, ticker, open, high, low, close, volume, feed, known_at)
values ('2026-01-26 15:59Z', 'AAPL', 1, 1, 1, 1, 1, 'iex', $now);
insert into lane_features (ts, ticker, bar_ts, close, bars, feed, computed_at, known_at)
values ('2026-01-26 15:59Z', 'AAPL', '2026-01-26 15:59Z', 1, 20, 'iex', $now, $now);
insert into watchlist_state (ticker, watch_score, rank, sentiment_pressure, reasons, in_watchlist, entered_at, params_version,
	computed_at)
values ('AAPL', .7, 1, .5, '[]', true, $now, 0, $now);
insert into feed_state (feed_url, fetch_url, name, added_at, last_ok) values ('http://a/', 'http://a/', 'Alpha', $now, $now);
insert into active_positions (id, account, ticker, instrument_type, strategy_type, option_symbol, strike_price, expiration_date,
	side, quantity, original_quantity, entry_price, entry_time, stop, last_checked_at, created_at)
overriding system value
select n, 'PA1', t, 'CALL', 'day_trade', t || '260130C00200000', 200, '2026-01-30', 'long', 1, 1, 2.5, $now - interval '1 hour', 190,
	$now, $now
from (values (7, 'AAPL'), (8, 'MSFT')) as p (n, t);
insert into capture_progress (symbol, asked_to, answered_at, last_answer)
select option_symbol, $now, $now, 'answered' from active_positions;
END

# order ID POSITION STATUS AGE_S: an exit that is not over
order() {
	echo "insert into broker_orders (client_order_id, account, purpose, position_id, exit_number, attempt, ticker, symbol, side,
		order_type, qty, limit_price, request, status, intent_run_id, trade_day, created_at, sent_at, updated_at)
	values ('$1', 'PA1', 'exit', $2, 1, 1, 'AAPL', 'AAPL260130C00200000', 'sell', 'limit', 1, 2, '{}', '$3',
		gen_random_uuid(), '2026-01-26', $now - interval '$4 s', $now - interval '$4 s', $now);"
}
# recommendation STATUS AGE_S [GATES [N]]
recommendation() {
	echo "insert into dispatch_recommendations (ts, bar_ts, ticker, action, instrument_type, strategy_type, confidence, reason,
		features_snapshot, sentiment_snapshot, lineage, params_version, status, created_at, risk_gate_json, processed_at)
	select t, t, 'AAPL', 'BUY', 'CALL', 'day_trade', .8, '{}', '{}', '{}', t, 1, '$1', t, ${3:-null},
		case '$1' when 'PENDING' then null else t end
	from (select $now - interval '$2 s' - n * interval '1 minute' as t from generate_series(0, ${4:-1} - 1) as n) as at;"
}
# article AGE_S
article() {
	echo "insert into inbound_events_raw (event_uid, feed_url, title, title_key, story_uid, published_at, fetched_at, known_at)
	select repeat('0', 64), 'http://a/', 'x', 'x', 'x', t, t, t from (select $now - interval '$1 s' as t) as at;"
}
# older STAGES MINUTES: the runs of these stages ended MINUTES earlier
older() {
	echo "update pipeline_runs set now_at = now_at - interval '$2 min', started_at = started_at - interval '$2 min'
		where stage in ($1);"
}
# finds "CHECK LEVEL..." NAME STATUS SQL: exactly these checks are bad, in the order of their names, after SQL
finds() {
	{
		cat "$work/healthy.sql"
		printf '%s\n' "$4"
	} | psql -Xq1 -v ON_ERROR_STOP=1
	exits "$3" "$2" opt-status --json
	is "$(bad | sort | tr '\n' ' ')" "$1" "$2: it is named"
	bad >>"$work/provoked"
}
# bad: the checks of $out that are not healthy, with their levels
bad() {
	printf '%s\n' "$out" | jq -r 'select(.event == "check" and .applies and .level != "healthy") | .check + " " + .level'
}
# named CHECK LEVEL NAME: of $out, where other checks may be bad, too
named() {
	is "$(bad | grep "^$1 ")" "$1 $2" "$3"
	bad | grep "^$1 " >>"$work/provoked"
}
# text CHECK: what opt-status says about it
text() {
	printf '%s\n' "$out" | jq -r "select(.check == \"$1\") | .text"
}

finds '' 'a healthy hour' 0 ''
is "$(printf '%s\n' "$out" | jq -r 'select(.event == "check") | .check' | sort | tr '\n' ' ')" \
	'alerts all_feeds backlog bars chains classifier clock_database database database_slow disk dispatch failed_runs features feeds_failing halt_file halts inert_gates intents missed_slots missing_positions never_ran news no_feeds option_bars partitions posmon quarantine recommendations roles schema signals unprotected unused_gates watchlist ' \
	'all checks that the database answers were made'
is "$(printf '%s\n' "$out" | jq -r 'select(.event == "check" and .applies == false) | .check')" '' 'and all of them apply'
is "$(sql 'select count(*) from pipeline_runs where stage = '"'opt-status'")" 0 'opt-status leaves no row'

# The dead-man ping: when nothing is critical, without a key, to a known host, and never told.
perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 4) or die; $| = 1;
	open my $f, ">", "$ARGV[0].part"; print $f "http://127.0.0.1:" . $s->sockport; close $f; rename "$ARGV[0].part", $ARGV[0];
	while (my $c = $s->accept) { open my $log, ">>", $ARGV[1]; while (<$c>) { print $log $_; last if /^\r?$/ }
		close $log; print $c "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"; close $c }' \
	"$work/url" "$work/requests" &
server=$!
while [ ! -s "$work/url" ] && kill -0 "$server"; do sleep .1; done
standin_url=$(cat "$work/url")
run env OPT_PING_URL="$standin_url/secret-path" APCA_API_KEY_ID=sesame APCA_API_SECRET_KEY=sesame \
	APCA_API_BASE_URL=http://127.0.0.1:1 APCA_API_DATA_URL=http://127.0.0.1:1 opt-status --quick
is "$status" 0 'a healthy status with a ping'
like "$(cat "$work/requests")" 'secret-path' 'the URL was fetched'
is "$(grep -c sesame "$work/requests")" 0 'without a key'
: >"$work/requests"
run env OPT_PING_URL="$standin_url/secret-path" opt-status --quick -n
run env OPT_PING_URL="$standin_url/secret-path" PGDATABASE=none opt-status --quick
is "$(cat "$work/requests")" '' 'no ping with -n, none from a critical status'
exits 0 'a host that is not known' env OPT_PING_URL=https://evil.example/secret-path opt-status --quick
like "$err" 'not one of ping_hosts' 'is not asked'
exits 0 'no answer' env OPT_PING_URL=http://127.0.0.1:1/secret-path opt-status --quick
like "$err" 'could not ping' 'a ping that fails is a warning, and changes no status'
case $out$err in
*secret-path*) ok 1 'the URL is printed nowhere' ;;
*) ok 0 'the URL is printed nowhere' ;;
esac
kill "$server"

# Each level of each check, several at a time where they do not touch each other.
finds 'backlog warning bars warning features warning recommendations warning watchlist warning ' 'late data' 1 "
	update lane_telemetry set ts = '2026-01-26 15:57Z'; update lane_features set ts = '2026-01-26 15:56Z';
	update watchlist_state set computed_at = $now - interval '8 min';
	$(article 700) $(recommendation PENDING 700)"
is "$(text bars)" 'newest minute bar ended: 2 min ago; limit 2 min' 'the bar: when its minute ended, and the limit'
finds 'backlog critical bars critical features critical recommendations critical watchlist critical ' 'very late data' 2 "
	update lane_telemetry set ts = '2026-01-26 15:48Z'; delete from lane_features;
	update watchlist_state set computed_at = $now - interval '40 min';
	$(article 4000) $(recommendation PENDING 4000)"
is "$(text features)" 'newest features are of a bar that ended: 1 h 30 min ago; limit 10 min' 'no features at all: since the open'

finds 'chains warning dispatch warning missed_slots warning signals warning ' 'stages that are late' 1 \
	"$(older "'opt-chain'" 16) $(older "'opt-signal', 'opt-dispatch'" 11)"
finds 'chains critical classifier critical dispatch critical missed_slots critical news critical signals critical ' \
	'stages that stand still' 2 "$(older "'opt-chain'" 80) $(older "'opt-signal', 'opt-dispatch', 'opt-rss', 'opt-classify'" 55)"
like "$(text missed_slots)" '; limit 25 \(opt-rss [0-9]+ of 60\)' 'the stage with the most missed runs is named'
finds 'classifier warning missed_slots warning news warning ' 'news that is late' 1 "$(older "'opt-rss', 'opt-classify'" 6)"
finds 'failed_runs warning ' 'a run that failed' 1 "
	update pipeline_runs set status = 'lost' where stage = 'opt-bars' and now_at = $now - interval '3 min'"
finds 'failed_runs critical ' 'many runs that failed' 2 "
	update pipeline_runs set status = 'failed' where stage = 'opt-bars' and now_at between $now - interval '12 min' and $now - interval '2 min'"
is "$(text failed_runs)" 'runs that failed or were lost in the last hour: 11; limit 10 (opt-bars)' 'their stage is named'
finds 'never_ran warning ' 'a stage that is in no crontab' 1 "delete from pipeline_runs where stage = 'opt-watchlist'"

finds 'feeds_failing warning ' 'a feed that fails' 1 "insert into feed_state (feed_url, fetch_url, name, added_at, failures)
	values ('http://b/', 'http://b/', 'Beta', $now, 3), ('http://c/', 'http://c/', 'Gamma', $now, 2)"
is "$(text feeds_failing)" 'failing feeds: 1 (Beta)' 'it is named'
finds 'all_feeds critical feeds_failing warning ' 'no feed works' 2 'update feed_state set failures = 9'
finds 'no_feeds warning ' 'no feed' 1 'update feed_state set enabled = false'

finds 'halts warning ' 'a halt of entries' 1 "insert into trading_halts (scope, reason, set_by, set_at)
	values ('entries', 'the feed is late', 'ann', $now - interval '1 min')"
is "$(text halts)" 'halts in force: entries by ann: the feed is late' 'who and why'
is "$(printf '%s\n' "$out" | jq -r 'select(.event == "halt") | [.subject, .set_at, .set_by, .reason, .expires_at] | @csv')" \
	'"entries","2026-01-26T15:59:05Z","ann","the feed is late",' 'the halt is listed: of what, since when, by whom, why, until when'
is "$(printf '%s\n' "$out" | jq -r 'select(.event == "halt_file") | [.file, .halts, .since] | @csv')" "\"$OPT_HALT_FILE\",false," \
	'and the halt file with its path'
for word in entries all; do
	printf '%s by ann\n' "$word" >"$OPT_HALT_FILE"
	touch -d 2026-01-26T15:58:00Z "$OPT_HALT_FILE"
	[ "$word" = all ] && level='critical 2' || level='warning 1'
	finds "halt_file ${level% *} " "a halt file that says $word" "${level#* }" ''
	is "$(printf '%s\n' "$out" | jq -r 'select(.event == "halt_file") | [.halts, .since, .text] | @csv')" \
		"true,\"2026-01-26T15:58:00Z\",\"$OPT_HALT_FILE says $word\"" "the halt file that says $word is listed"
done
rm "$OPT_HALT_FILE"
finds 'halts critical ' 'a halt of all' 2 "insert into trading_halts (scope, reason, set_by, set_at)
	values ('all', 'x', 'ann', $now - interval '1 min')"
finds '' 'a halt that is over' 0 "insert into trading_halts (scope, reason, set_by, set_at, expires_at)
	values ('all', 'x', 'ann', $now - interval '9 min', $now)"

finds 'alerts warning intents warning missing_positions warning option_bars warning ' 'doubts about money' 1 "
	$(order opt-x1-a1 7 sending 130)
	update active_positions set missing_runs = 1 where id = 8;
	update capture_progress set answered_at = $now - interval '11 min' where symbol like 'MSFT%';
	insert into alert_outbox (dedupe_key, channel, severity, subject, body, created_at)
	values ('k', 'email', 'critical', 's', 'b', $now - interval '16 min'),
		('never sent', 'email', 'critical', 's', 'b', $now - interval '8 days')"
is "$(text alerts)" 'oldest alert that is not delivered: 16 min ago; limit 15 min (1 wait)' 'an alert that is never sent any more does not count'
is "$(text intents)" 'oldest order in doubt: 2 min ago; limit 2 min (opt-x1-a1)' 'the order is named'
is "$(text option_bars)" 'bars of open contracts answered: 11 min ago; limit 10 min (MSFT260130C00200000)' 'the contract is named'
finds 'intents critical option_bars critical posmon critical quarantine critical unprotected critical ' 'danger' 2 "
	$(order opt-x1-a1 7 intent 700) $(order opt-x2-a1 8 accepted 5)
	update broker_orders set quarantined_at = $now where client_order_id = 'opt-x2-a1';
	update active_positions set last_checked_at = $now - interval '3 min', stop = null where id = 8;
	update capture_progress set answered_at = null where symbol like 'MSFT%'"
is "$(text posmon)" 'positions looked at: 3 min ago; limit 2 min (MSFT)' 'the position is named'
is "$(text unprotected)" 'positions without a stop: 1 (MSFT (position 8))' 'the one without a stop, too'

gates="'[{\"gate\": \"halt\", \"verdict\": \"pass\", \"observed\": \"ACTIVE\"}, {\"gate\": \"earnings\", \"verdict\": \"fail\", \"observed\": null},
	{\"gate\": \"collar\", \"verdict\": \"not_applicable\"}]'"
finds '' 'a gate asked 19 times' 0 "$(recommendation SKIPPED 700 "$gates" 19)"
finds 'inert_gates warning ' '20 times' 1 "$(recommendation SKIPPED 700 "$gates" 20)"
is "$(text inert_gates)" 'gates that judged nothing in 30 days: 2 (collar, earnings)' 'two'
is "$(text unused_gates)" 'gates that judged in 30 days and refused nothing: 1 (halt)' 'one'
run opt-status --gates
is "$(printf '%s\n' "$out" | jq -r '[.gate, .passed, .refused, .refused_alone, .not_applicable, .unknown, .note] | map(tostring) | join(" ")')" \
	'earnings 0 20 20 0 20 judged nothing
collar 0 0 0 20 0 judged nothing
halt 20 0 0 0 0 refused nothing' '--gates lists each gate with its verdicts'

finds 'caps warning ' 'a tier with high caps' 1 "insert into account_snapshots (account, ts, execution_mode, equity, tier)
	values ('PA1', $now - interval '1 day', 'paper', 90000, 'large'), ('PA1', $now, 'paper', 1000, 'tiny')"
is "$(text caps)" \
	'most of the buying power that one trade may cost: 25 %; limit 10 % (tier tiny: day_trade 25 %, swing_trade 15 %)' \
	'the tier and its strategies are named'

# The day: two positions opened, one of them closed, one that was closed yesterday; the contract that was chosen, of two candidates;
# recommendations that gates refused, one of them by one gate alone. Then the bars of the contracts that are held.
# refused TICKER GATES AGE_S
refused() {
	recommendation SKIPPED "$3" "'$2'" | sed "s/'AAPL'/'$1'/"
}
{
	cat "$work/healthy.sql"
	refused NVDA '[{"gate": "earnings", "verdict": "fail"}, {"gate": "iv_rank", "verdict": "fail"}, {"gate": "halt", "verdict": "pass"}]' 700
	refused T '[{"gate": "iv_rank", "verdict": "fail"}, {"gate": "earnings", "verdict": "not_applicable"}, 7, {"odd": [1]}]' 600
	refused PFE '[{"gate": "halt", "verdict": "fail"}]' 90000
	cat <<-END
	update active_positions set current_pnl_dollars = -12.5 where id = 8;
	update active_positions set status = 'closed', quantity = 0, closed_at = $now, close_reason = 'target' where id = 7;
	insert into dispatch_executions (execution_id, recommendation_id, dispatcher_run_id, account, execution_mode, ticker, action,
		instrument_type, strategy_type, decision_ts, features_snapshot, sentiment_snapshot, risk_json, client_order_id, qty, notional,
		params_version, created_at, option_symbol, strike_price, expiration_date, quality_json)
	select gen_random_uuid(), id, gen_random_uuid(), 'PA1', 'paper', ticker, 'BUY', 'CALL', 'day_trade', entry_time, '{}', '{}', '{}',
		'opt-e' || id, 1, 250, 1, entry_time, option_symbol, 200, '2026-01-30', jsonb_build_array(
			jsonb_build_object('symbol', option_symbol, 'score', 90 - id, 'spread_pct', id),
			jsonb_build_object('symbol', 'X', 'score', 1, 'spread_pct', 99),
			jsonb_build_object('symbol', option_symbol, 'score', 'odd', 'spread_pct', null), 7)
	from active_positions;
	insert into position_history (position_id, account, ticker, instrument_type, strategy_type, option_symbol, side, quantity,
		entry_time, entry_price, exit_time, exit_price, fees, pnl, pnl_percent, exit_reason, win_loss_label, holding_minutes, created_at)
	select n, 'PA1', 'AAPL', 'CALL', 'day_trade', 'AAPL260130C00200000', 'long', 1, t - interval '1 hour', 2.5, t, 3, 1.04, 48.96, 19.58,
		'target', 'win', 60, t
	from (values (7, $now - interval '1 min'), (6, $now - interval '1 day')) as h (n, t);
	END
} | psql -Xq1 -v ON_ERROR_STOP=1
run opt-status --today
# rows EVENT FIELD...: these fields of the rows of $out
rows() {
	event=$1
	shift
	printf '%s\n' "$out" | jq -r "select(.event == \"$event\") | [$(echo "$*" | sed 's/ /, /g')] | map(tostring) | join(\" \")"
}
is "$(rows today .opened .closed .wins .losses .unknown_results .pnl .open_pnl .fees .mean_quality .mean_spread_pct)" \
	'2 1 1 0 0 48.96 -12.5 1.04 82.5 7.5' '--today: the results of the day, and the quality and the spread of the contracts chosen'
is "$(rows trade .ticker .quantity .entry_price .exit_price .pnl .pnl_percent .exit_reason)" 'AAPL 1 2.5 3 48.96 19.6 target' \
	'the trade that closed today'
is "$(rows refusal .gate .refused .refused_alone .tickers)" 'iv_rank 2 1 NVDA T
earnings 1 0 NVDA' 'the gates that refused today, and how often alone'
run opt-status --positions
is "$(rows position .ticker .quantity .entry_price .pnl .status)" 'MSFT 1 2.5 -12.5 open' '--positions: the one that is open'
is "$(rows capture .option_symbol .position_id .last_answer .answered_at)" 'MSFT260130C00200000 8 answered 2026-01-26T16:00:05Z' \
	'and the bars of its contract'
sql 'delete from dispatch_executions'

# The certificate of readiness: of an empty database, and of one account with two trades.
psql -Xq1 -v ON_ERROR_STOP=1 <"$work/healthy.sql"
# ready EXPRESSION: for each condition of $out
ready() {
	printf '%s\n' "$out" | jq -r "[.condition, $1] | map(tostring) | join(\":\")" | tr '\n' ' '
}
exits 1 'the certificate of an account without a trade' opt-status --readiness
is "$(ready .observed)" 'trades:0 sessions:0 drawdown:null capture:null reconciliation:0 inert_gates:0 fresh:null ' 'what is unknown is null'
is "$(ready .met)" 'trades:false sessions:false drawdown:false capture:false reconciliation:true inert_gates:true fresh:false ' 'and not met'
sql "insert into account_snapshots (account, ts, execution_mode, equity, tier)
	values ('PA1', $now - interval '3 min', 'paper', 100000, 'large'), ('PA1', $now - interval '2 min', 'paper', 99000, 'large'),
		('PA1', $now - interval '1 min', 'paper', 99500, 'large'), ('PA2', $now - interval '9 min', 'paper', 1, 'tiny');
	insert into position_history (position_id, account, ticker, instrument_type, strategy_type, side, quantity, entry_time,
		entry_price, exit_time, exit_price, fees, pnl, exit_reason, win_loss_label, holding_minutes, created_at)
	select id, 'PA1', ticker, 'CALL', 'day_trade', 'long', 1, $now - interval '1 day', 2, $now, p.price, 0, p.pnl, 'stop', p.label, 9, $now
	from active_positions, (values ('AAPL', 3, 100, 'win'), ('MSFT', null, null, null)) as p (t, price, pnl, label)
	where t = ticker"
run opt-status --readiness
is "$(ready .observed)" 'trades:2 sessions:1 drawdown:1 capture:null reconciliation:1 inert_gates:0 fresh:0 ' \
	'trades, sessions, the fall from the peak, a result that nothing explains'
is "$(ready .distance | cut -d ' ' -f 1,2)" 'trades:48 sessions:19' 'the distance to each'

# When the exchange is closed, only what runs at night is judged.
OPT_NOW=2026-01-26T11:00:05Z
finds '' 'a night' 0 "
	update pipeline_runs set now_at = now_at - interval '5 h', started_at = started_at - interval '5 h';
	update active_positions set last_checked_at = $now - interval '3 days', entry_time = $now - interval '3 days';
	delete from lane_telemetry"
OPT_NOW=2026-01-26T16:00:05Z

# Partitions: of the table with the fewest days ahead.
finds '' 'partitions for a week' 0 ''
OPT_NOW=2026-03-26T15:00:05Z
psql -Xq1 -v ON_ERROR_STOP=1 <"$work/healthy.sql"
run opt-status --quick
is "$(printf '%s\n' "$out" | jq -r 'select(.check == "partitions") | .level, .text' | tr '\n' '|')" \
	'warning|partitions ahead: 5 d; limit 7 d (iv_surface)|' 'five days of partitions'
named partitions warning 'they are named'
sql 'drop table lane_features_2026_03' >/dev/null
run opt-status --quick
named partitions critical 'a table without a partition of this month'
sql "select opt_partition_ensure_all('2026-01-01', '2026-03-01')" >/dev/null
OPT_NOW=2026-01-26T16:00:05Z

# A server that answers late. The limits leave a loaded machine room: a warning is from 250 ms on, and critical is from 1250 ms on.
psql -Xq1 -v ON_ERROR_STOP=1 <"$work/healthy.sql"
port=${PGPORT:-5432}
mkdir "$work/slow"
perl test/pooler.pl slow "$work/slow/.s.PGSQL.$port" 300 >"$work/slow/ready" &
pooler=$!
for _ in $(seq 100); do
	[ ! -s "$work/slow/ready" ] || break
	sleep .05
done
for limit in 'warning 250' 'critical 50'; do
	opt-params -q set "status_database_ms=${limit#* }" --why test
	run env -u PGREQUIREPEER PGHOST="$work/slow" opt-status --quick
	named database_slow "${limit% *}" "a database that answers late: ${limit% *}"
done
kill "$pooler"
opt-params -q set status_database_ms=1000 --why test

# The clock of the database differs from that of this host, and the clock of the broker from the time of the run.
for skew in 'warning 5' 'critical 15'; do
	if command -v faketime >/dev/null 2>&1; then
		run faketime -f "+${skew#* }s" opt-status --quick
		named clock_database "${skew% *}" "a clock of the database that differs: ${skew% *}"
	else
		skip 'no faketime'
		echo "clock_database ${skew% *}" >>"$work/provoked"
	fi
done
run env APCA_API_BASE_URL=http://127.0.0.1:1 APCA_API_DATA_URL=http://127.0.0.1:1 opt-status --check
named broker critical 'a broker that does not answer in a session'
named broker_answers critical '--check: a broker that does not answer'
named channels warning '--check: opt-alert has no channel'
run env -u APCA_API_KEY_ID -u APCA_API_SECRET_KEY opt-status --check
named keys critical '--check: no keys'
paper --synth 7 || exit 1
for skew in 'critical 15:59:50' 'warning 15:59:59'; do
	clock "2026-01-26T${skew#* }Z"
	OPT_NOW=2026-01-26T16:00:05Z
	run opt-status --json
	named clock_broker "${skew% *}" "a clock of the broker that differs: ${skew% *}"
done
run env OPT_ALERT_SMTP_URL=smtp://127.0.0.1:1 OPT_ALERT_TO=a@example.org opt-status --check
named channels critical '--check: a mail server that does not answer'
like "$(text channels)" 'email: could not reach the mail server: ' 'the channel and the reason are named'

# A disk that is nearly full, and a machine without a program for mail: in a mount namespace, without the database.
# within NAME KIB: opt-status --check there, with a home of 1 MiB that has KIB in it, and nothing in the folder of sendmail
within() {
	# shellcheck disable=SC2016 # the inner shell expands it
	run unshare -rm sh -c 'mount -t tmpfs -o size=1m tmpfs "$1" && mount -t tmpfs tmpfs /usr/sbin &&
		dd if=/dev/zero of="$1/filler" bs=1k count="$2" 2>/dev/null && HOME=$1 PGHOST=$1 exec "$3" --check --json' \
		sh "$work/small" "$1" "$(command -v opt-status)"
}
mkdir "$work/small"
if unshare -rm true 2>/dev/null; then
	within 950
	named disk warning 'a disk that is nearly full'
	like "$(text disk)" "^free space on the disk: [67][.0-9]* %; limit 10 % .$work/small.\$" 'its folder is named'
	named mail warning '--check: no program for the mail of cron'
	within 1000
	named disk critical 'a disk that is full'
	named database critical 'a database that does not answer'
else
	skip 'a mount namespace is not permitted'
	printf 'disk %s\n' warning critical >>"$work/provoked"
	printf '%s\n' 'mail warning' 'database critical' >>"$work/provoked"
fi

# A statement that fails is no empty answer.
sql 'alter table watchlist_state rename to watchlist_gone'
exits 2 'a statement that fails' opt-status --quick
like "$(text database)" 'a statement failed' 'is told as a database that does not answer'
exits 70 'a list whose statement fails' env OPT_NOW=$OPT_NOW sh -c 'psql -Xqc "alter table feed_state rename to feed_gone" && opt-status --news'
sql 'alter table watchlist_gone rename to watchlist_state; alter table feed_gone rename to feed_state'

# --watch on a terminal: Ctrl-C is its ordinary end; the screen of the last good look stays when a look fails; the terminal is given back.
if [ -x /usr/bin/python3 ]; then
	exits 0 '--watch ends with 0 by Ctrl-C' env -u OPT_NOW /usr/bin/python3 test/terminal.py 'expect Working orders: none' \
		"run psql -Xqc 'alter table broker_orders rename to gone'" 'expect New York: query status_orders_open' 'expect Working orders: none' \
		"run psql -Xqc 'alter table gone rename to broker_orders'" \
		'size 3' 'expect more lines: make the terminal higher' 'key 3' -- opt-status --orders --watch 1
	escape=$(printf '\033')
	is "$(grep -ac "$escape\\[?1049h$escape\\[?25l" "$work/out") $(grep -ac "$escape\\[?25h$escape\\[?1049l" "$work/out")" '1 1' \
		'the screen of the shell comes back, with its cursor'
	is "$(grep -ac "$escape\\[2J" "$work/out")" 0 'nothing is cleared, so nothing flickers'
	exits 0 '--watch without a database' env -u OPT_NOW /usr/bin/python3 test/terminal.py 'size 60' 'expect Machine' \
		"run psql -Xqc 'alter table schema_migrations rename to gone'" 'expect critical' 'expect the last look that read the database' \
		'expect Positions' 'expect Machine' 'key 3' -- opt-status --watch 1
	sql 'alter table gone rename to schema_migrations'
else
	skip 'no python3'
fi

# The schema and the roles.
createdb "${PGDATABASE}_empty"
run env PGDATABASE="${PGDATABASE}_empty" opt-status
is "$status $(printf '%s\n' "$out" | jq -r 'select(.level == "critical" and .check) | .check + " " + .mend')" '2 schema opt-migrate' \
	'a database without the schema'
dropdb "${PGDATABASE}_empty"
sql "insert into schema_migrations (version, name, sha256, applied_at, ms) values (101, 'later', repeat('0', 64), '2026-01-05', 1)"
exits 2 'a schema of a newer generation' opt-status --quick
named schema critical 'a schema that does not fit'
sql 'delete from schema_migrations where version = 101'
sql "create role plain_$$ login"
exits 2 'a user who is not a member of the roles' env PGUSER="plain_$$" opt-status --quick
named roles critical 'the roles'
sql "drop role plain_$$"
run opt-status --check
is "$(printf '%s\n' "$out" | jq -r 'select(.check == "catalog") | .level')" healthy '--check: the schema is as declared'
is "$(printf '%s\n' "$out" | jq -r 'select(.check == "cron") | .level')" healthy '--check: opt-posmon runs'
sql 'alter table fills drop column fee cascade; delete from pipeline_runs where stage = '"'opt-posmon'"
run opt-status --check
named catalog critical '--check: a column that is missing'
named cron critical '--check: a cron that does not run'
is "$(printf '%s\n' "$out" | jq -r 'select(.applies == false) | .level' | sort -u)" null 'a check that does not apply has no level'
like "$(text catalog)" 'fills' 'the table is named'

# Every level of the table is provoked above.
awk '/^\.\\" make pages: checks/ { table = 1 } /^\.\\" end/ { table = 0 }
	table && /^\.It Va / { name = $3 } table && /^(Warning|Critical)/ { print name, tolower($1) }' man/opt-status.1 |
	sort >"$work/table"
like "$(wc -l <"$work/table")" '^ *[6-9][0-9]$' 'the table of the manual page was found'
is "$(sort -u "$work/provoked" | comm -23 "$work/table" -)" '' 'each level of each check is provoked'
finish
