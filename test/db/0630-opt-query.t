#!/bin/sh
# opt-query: the columns of the reports are those of the page, values of every type are JSON, memory is bounded, and a statement
# can neither write nor get more rights than opt_read has, although the user of this test is a superuser.
. test/tap.sh
new_database
psql -Xq1 -v ON_ERROR_STOP=1 -f sql/roles.sql # rights on the database itself are not copied from its template
OPT_NOW=2026-01-26T16:00:05Z
export OPT_NOW

# ---- reports: one row of each kind, and one that another ticker or an earlier time leaves out ----

psql -Xq1 -v ON_ERROR_STOP=1 <<'END'
set session_replication_role = replica;
insert into active_positions (id, account, ticker, instrument_type, strategy_type, option_symbol, strike_price, expiration_date,
	side, quantity, original_quantity, entry_price, entry_time, status, closed_at, close_reason, created_at)
overriding system value
select n, 'PA1', t, 'CALL', 'day_trade', t || '260130C00200000', 200, '2026-01-30', 'long', q, 2, 2.55, '2026-01-20 15:00Z', s, c,
	case s when 'closed' then 'time_stop' end, '2026-01-20 15:00Z'
from (values (7, 'AAPL', 'open', 2, null), (8, 'MSFT', 'closed', 0, timestamptz '2026-01-26 15:30Z'),
	(9, 'MSFT', 'closed', 0, timestamptz '2026-01-23 15:30Z')) as p (n, t, s, q, c);
insert into position_history (position_id, account, ticker, instrument_type, strategy_type, option_symbol, side, quantity,
	entry_time, entry_price, exit_time, exit_price, fees, pnl, win_loss_label, exit_reason, holding_minutes, created_at)
select id, account, ticker, instrument_type, strategy_type, option_symbol, side, 2, entry_time, entry_price, closed_at, 3, 1.2, 88.8,
	'win', 'time_stop', 30, closed_at
from active_positions where status = 'closed';
insert into broker_orders (client_order_id, account, purpose, position_id, exit_number, attempt, ticker, symbol, side, order_type,
	qty, limit_price, request, status, intent_run_id, trade_day, created_at, sent_at, updated_at, quarantined_at)
select 'opt-x' || n, 'PA1', 'exit', n, 1, n, 'AAPL', 'AAPL260130C00200000', 'sell', 'limit', 2, 2.5, '{}', 'accepted',
	gen_random_uuid(), '2026-01-26', t, t, t, q
from (values (1, timestamptz '2026-01-26 14:00Z', null), (2, '2026-01-26 15:50Z', timestamptz '2026-01-26 15:51Z'),
	(3, '2026-01-26 17:00Z', null)) as o (n, t, q);
insert into pipeline_runs (run_id, stage, version, host, pid, now_at, started_at, finished_at, status, exit_status, counts)
values (gen_random_uuid(), 'opt-bars', '0', 'here', 1, '2026-01-26 15:59Z', '2026-12-01 00:00Z', '2026-12-01 00:00:01.5Z', 'ok', 0,
	'{"bars": 3}');
insert into watchlist_state (ticker, watch_score, rank, sentiment_pressure, reasons, in_watchlist, entered_at, params_version,
	computed_at)
values ('AAPL', .7, 1, .5, '{"a": "b"}', true, '2026-01-26 15:00Z', 0, '2026-01-26 15:59Z');
insert into feed_state (feed_url, fetch_url, added_at, failures) values ('http://a/', 'http://a/', '2026-01-01', 2);
insert into dispatch_recommendations (ts, bar_ts, ticker, action, instrument_type, strategy_type, confidence, reason,
	features_snapshot, sentiment_snapshot, lineage, params_version, status, created_at, processed_at, risk_gate_json)
select t, t, 'AAPL', 'BUY', 'CALL', 'day_trade', .8, '{}', '{}', '{}', t, 1, 'SKIPPED', t, t,
	'[{"gate": "spread", "verdict": "fail", "observed": 9}, {"gate": "delta", "verdict": "pass", "observed": null}]'
from (values (timestamptz '2026-01-26 15:00Z'), ('2026-01-20 15:00Z')) as r (t);
END

# The columns that the page has for the report $1: the words in .Va of its list item.
columns_of() {
	awk -v item=".It Cm $1" '
		$0 == item { inside = 1; next }
		/^\.It / || /^\.El/ || /^\.Pp/ { inside = 0 }
		inside && /^\.Va / { sub(/^\.Va /, ""); gsub(/ [.,]/, ""); print }' man/opt-query.1 | tr ' ' '\n' | grep . | xargs
}
for report in $(opt-query --list | jq -r .report); do
	exits 0 "$report" opt-query --since 100w "$report"
	is "$(printf '%s\n' "$out" | head -n 1 | jq -r 'keys_unsorted | join(" ")')" "$(columns_of "$report")" \
		"$report: the columns are those of the page"
done
first() {
	printf '%s\n' "$out" | jq -c "$1" | xargs
}
exits 0 'orders' opt-query orders
is "$(first '[.client_order_id, .status, .limit_price]')" '[opt-x2,quarantined,2.5] [opt-x1,accepted,2.5]' \
	'orders up to now, newest first'
exits 0 'orders since' opt-query orders --since 1h
is "$(first .client_order_id)" opt-x2 'orders of an hour'
exits 0 'open positions' opt-query positions
is "$(first .position_id)" 7 'without --since, only those that are open'
exits 0 'positions of two days' opt-query --since 2d positions
is "$(first .position_id)" '8 7' 'with --since, those that were closed since, too'
exits 0 'positions of a ticker' opt-query --since 2d --ticker msft positions
is "$(first .position_id)" 8 'a ticker in small letters'
exits 0 'trades of a day' opt-query --since 2026-01-26 trades
is "$(first '[.position_id, .pnl]')" '[8,88.8]' 'a day begins at midnight of New York'
exits 0 'gates' opt-query --since 1d gates
is "$(first '[.gate, .evaluated, .refused, .unknown]')" '[spread,1,1,0] [delta,1,0,1]' 'gates of the recommendations since'
exits 0 'runs' opt-query runs
is "$(first '[.stage, .seconds, .counts.bars]')" '[opt-bars,1.5,3]' 'counts are JSON'
exits 64 'a ticker for a report without tickers' opt-query --ticker AAPL runs
exits 64 'an unknown report' opt-query nonesuch
like "$err" 'known are: orders positions' 'the message names the reports'
exits 64 'no operand' opt-query
exits 64 'two operands' opt-query orders trades
exits 64 'a report with --list' opt-query --list orders
exits 64 'a wrong --since' opt-query --since yesterday orders
exits 64 'no rows' opt-query --limit 0 orders
exits 0 'the first row only' opt-query --limit 1 orders
is "$(first .client_order_id)" opt-x2 'the limit cuts'
like "$err" 'only the first 1 rows are printed' 'and a warning says so'
exits 0 'exactly as many as the limit' opt-query --limit 2 orders
is "$err" '' 'no warning'

# ---- values ----

exits 0 'values of all kinds' opt-query "select 1::int as i, 9223372036854775807 as b, 2.50::numeric as n, 'NaN'::float8 as f,
	.1::float8 as d, true as t, null::text as z, timestamptz '2026-01-26 14:08:00.25-05' as at, timestamp '2026-01-26 14:08' as w,
	date '2026-01-26' as day, array[1, 2] as a, row(1, 'x') as r, '{\"k\":\"v\"}'::jsonb as j, e'[\"p\",\n1]'::json as k,
	e'tab\there \u202e' as s, 2 as i, 'infinity'::timestamptz as e, 17::oid as o"
# shellcheck disable=SC2016
is "$out" '{"i":1,"b":9223372036854775807,"n":2.50,"f":null,"d":0.1,"t":true,"z":null,"at":"2026-01-26T19:08:00.25Z","w":"2026-01-26T14:08:00","day":"2026-01-26","a":[1,2],"r":{"f1":1,"f2":"x"},"j":{"k": "v"},"k":["p", 1],"s":"tab\there \u202e","i_2":2,"e":"infinity","o":"17"}' \
	'JSON: numbers, UTC, JSON as JSON, escapes, a column whose name is taken'
# shellcheck disable=SC2016 # parameters of the statement
exits 0 'the parameters' opt-query --since 1h --ticker aapl 'select $1 as now, $2 as since, $3 as ticker'
is "$out" '{"now":"2026-01-26T16:00:05Z","since":"2026-01-26T15:00:05Z","ticker":"AAPL"}' 'now, --since and --ticker'
exits 0 'a terminal' env COLUMNS=120 script -qec "opt-query \"select 1.5 as n, e'\\\\x1b[2J' as s, timestamptz '2026-01-26 19:08Z' as at\"" /dev/null
like "$out" '2026-01-26T19:08:00Z \(14:08\)' 'a table has the clock of New York beside UTC'
ok "$(printf '%s' "$out" | grep -c "$(printf '\033')\[2J")" 'a terminal escape in a value does not reach the terminal'
exits 0 'no rows on a terminal' script -qec "opt-query 'select 1 where false'" /dev/null
like "$out" '^no rows' 'a table without rows says so'
exits 0 'no rows' opt-query 'select 1 where false'
is "$out" '' 'JSON without rows is empty'
printf 'select 1 as one\n-- at the end\n;\n' >"$work/statement"
is "$(opt-query - <"$work/statement")" '{"one":1}' 'a statement of a file'
# shellcheck disable=SC2094
is "$(opt-query --limit 1000000 'select n from generate_series(1, 1234) n' | jq -s 'length, .[1233].n' | xargs)" '1234 1234' \
	'rows of several pages'
is "$(opt-query --limit 100000000 'select n from generate_series(1, 100000000) n' | head -n 2 | xargs)" '{n:1} {n:2}' \
	'a reader that closes the pipe gets its rows at once'
{ opt-query --limit 100000000 'select n from generate_series(1, 100000000) n'; echo $? >"$work/status"; } | head -n 1 >/dev/null
is "$(cat "$work/status")" 0 'and opt-query exits with 0'
# 64 rows of 4 MB are 256 MB; all of them pass through less than 160 MB of address space
prlimit --as=160000000 opt-query "select repeat('x', 4000000) as x from generate_series(1, 64)" 2>"$work/err" | wc -l >"$work/lines"
is "$(cat "$work/lines" "$work/err")" 64 'memory is bounded by a page'
exits 65 'a row of more than 16 MB' opt-query "select repeat('x', 17000000) as x"
like "$err" 'a row has 17[0-9]+ bytes' 'is refused'

# ---- attacks ----

before=$(pg_dump -a 2>/dev/null | grep -v '^--\|^.restrict\|^.unrestrict' | cksum)
# attack STATUS STATEMENT [MESSAGE]
attack() {
	exits "$1" "$(echo "$2" | tr '\n\t' '  ')" opt-query --deadline 20 "$2"
	[ -z "${3:-}" ] || like "$err" "$3" "$name: the message"
}
attack 65 "copy (select 1) to program 'touch $work/pwned'" 'returns no columns'
attack 65 'copy fills to stdout'
attack 65 'set role none'
attack 65 'reset session authorization'
attack 65 "do \$\$ begin execute 'reset role'; execute 'drop table fills'; end \$\$"
attack 65 'commit; drop table fills' 'multiple commands'
attack 65 'select 1; select 2' 'multiple commands'
attack 65 'declare c cursor for select 1'
attack 65 'create temporary table mine (n int)'
attack 65 'listen x'
attack 65 'call x()'
attack 65 'execute x'
attack 77 "select set_config('role', 'none', true), query_to_xml('select pg_read_file(''/etc/passwd'')', true, true, '')" \
	'cannot set parameter .*role'
attack 77 "select set_config('session_authorization', session_user, true)" 'cannot set parameter'
attack 65 "select set_config('transaction_read_only', 'off', true), query_to_xml('delete from fills', true, true, '')"
attack 77 "select pg_read_file('/etc/passwd')" 'permission denied for function pg_read_file'
attack 77 'select rolpassword from pg_authid' 'permission denied for table pg_authid'
attack 77 'select * from pg_shadow'
attack 77 'select pg_reload_conf()'
attack 77 "select lo_export(1, '$work/pwned')"
attack 77 "select lo_import('/etc/passwd')"
attack 77 'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = '"'client backend'
	union all select pg_read_file('/etc/passwd') is null"
attack 77 "insert into feed_state (feed_url, fetch_url, added_at) values ('x', 'x', '2026-01-01') returning *" 'read-only'
attack 77 'with gone as (delete from fills returning 1) select * from gone'
attack 77 'explain analyze delete from fills'
attack 77 'select * from feed_state for update'
attack 77 "select nextval('active_positions_id_seq')"
attack 77 "select opt_partition_ensure_all('2030-01-01', '2030-02-01')" 'permission denied for function'
attack 65 "select opt_read_open('select 1', null, null, null)"
attack 65 "select dblink('', '')" 'line 1, column 8'
attack 0 'select lo_create(4711)'
attack 0 'select pg_advisory_lock(4711)'
attack 0 "select pg_notify('x', 'y')"
attack 0 "select set_config('statement_timeout', '0', false)"
exits 75 'a statement that does not end' opt-query --deadline 1 "select set_config('statement_timeout', '0', false), pg_sleep(60)"
exits 75 'rows that do not end' opt-query --deadline 1 --limit 1000000000 -q 'select n from generate_series(1, 1000000000) n'
[ ! -e "$work/pwned" ]
ok $? 'no statement wrote a file'
is "$(sql 'select count(*) from pg_largeobject_metadata')|$(sql "select count(*) from pg_locks where locktype = 'advisory'")" '0|0' \
	'a large object and a lock end with the statement'
is "$(pg_dump -a 2>/dev/null | grep -v '^--\|^.restrict\|^.unrestrict' | cksum)" "$before" 'the database is as it was'
sql "select pg_sleep(0) /* a secret of another user */" >/dev/null
exits 0 'statements of other users' opt-query "select query from pg_stat_activity where backend_type = 'client backend'
	and pid <> pg_backend_pid() and query not in ('', '<insufficient privilege>')"
is "$out" '' 'are not shown'

attack 65 'select a,
	bää, from x' 'line 2, column 7 of the statement: syntax error at or near .*from'
attack 65 'select 1/0' 'the statement failed: division by zero'
attack 65 "$(printf 'select \377')" 'not valid UTF-8'
attack 65 ' ' 'returns no columns'
run sh -c 'printf "select 1\000; drop table fills" | opt-query -'
is "$status" 65 'a NUL'
like "$err" 'has a NUL' 'is named'
run sh -c 'head -c 1100000 /dev/zero | tr "\0" " " | opt-query -'
is "$status" 65 'a statement of more than a megabyte'
exits 0 'a dry run reads too' opt-query -n 'select 1'
sql 'alter function opt_read_open(text, timestamptz, timestamptz, text) owner to opt_owner' >/dev/null
sql 'grant execute on function opt_read_open(text, timestamptz, timestamptz, text) to opt_read' >/dev/null
attack 70 'select 1' 'run opt-migrate --roles'
sql 'revoke all on function opt_read_open(text, timestamptz, timestamptz, text) from opt_read' >/dev/null
attack 70 'select 1' 'run opt-migrate --roles'
finish
