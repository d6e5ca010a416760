#!/bin/sh
# opt-alert against a mail server over TLS with a password, and a webhook: what is told, each once, also when the program is killed
# between the server's acceptance and its own note, when the server is down, and when the database is.
. test/tap.sh
. test/alert.sh
new_database
psql -Xq1 -v ON_ERROR_STOP=1 -f sql/roles.sql
if ! /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null; then
	skip 'no python3-aiosmtpd'
	finish
fi
alert_server || exit 1
trap 'alert_server_stop; dropdb --if-exists -f "$PGDATABASE"; rm -rf "$work"' EXIT

# at TIME OPTION...: runs opt-alert at that minute of the day
at() {
	time=2026-01-26T$1Z
	shift
	run opt-alert -c "$work/alert.conf" --now "$time" "$@"
}

# outbox KEY SEVERITY SUBJECT TIME: an alert as a stage writes it
outbox() {
	sql "insert into alert_outbox (dedupe_key, channel, severity, subject, body, created_at)
		values ('$1', 'email', '$2', '$3', 'the text of $1', '2026-01-26 $4Z')"
}

# --- one alert, by e-mail ---
outbox first warning 'A – dash, and
X-Injected: yes' 15:00
at 15:01:00 -n
is "$status $(got mail) $(sql 'select count(*) from alert_messages')" '0 0 0' 'a dry run sends and stores nothing'
is "$(printf '%s' "$out" | jq -r '[.event, .channel, .alerts] | @tsv' | tr '\t' ' ')" 'would_send email 1' 'and says what it would send'
at 15:01:00
is "$status $err" '0 ' 'the alert is sent'
is "$(printf '%s' "$out" | jq -r '[.event, .channel, .severity, .attempts] | @tsv' | tr '\t' ' ')" 'sent email warning 1' 'and printed'
mail=$(take mail 1)
id=$(printf '%s' "$out" | jq -r .message_id)
like "$mail" '^envelope opt@example.org trader@example.org tls=True user=trader' 'over TLS, with the password'
like "$mail" "^Message-ID: <$id@example.org>" 'with the id of the message'
like "$mail" '^Date: Mon, 26 Jan 2026 15:01:00 \+0000' 'with its date'
like "$mail" '^the text of first' 'with the text'
like "$mail" '^Time: 10:00:00 New York on 2026-01-26 \(15:00:00Z\)' 'with the time in New York and in UTC'
is "$(printf '%s\n' "$mail" | grep -c '^X-Injected')" 0 'a line break of a subject adds no header'
is "$(sql "select sent_at is not null, attempts from alert_outbox where dedupe_key = 'first'")" 't|1' 'the outbox has it as sent'
at 15:02:00
is "$status $out $(got mail)" '0  1' 'it is sent once'

# --- killed when the server has the message and the program does not know ---
empty
outbox killed critical 'an order is in doubt' 15:03
fault kill
( sh -c 'echo $$ >"$1/pid"; exec opt-alert -c "$2" --now 2026-01-26T15:04:00Z' sh "$box" "$work/alert.conf" 2>/dev/null )
is "$? $(got mail)" '137 1' 'O60 the program is killed after the server took the message'
is "$(sql "select sent_at is null from alert_outbox where dedupe_key = 'killed'")" t 'so it is not noted as sent'
fault
at 15:04:10
is "$status $(got mail)" '0 1' 'it is not repeated at once'
at 15:05:00
is "$status $(got mail)" '0 2' 'the next minute sends it again, because nobody can know that it arrived'
is "$(grep -v '^envelope' "$box/mail.1" | cksum)" "$(grep -v '^envelope' "$box/mail.2" | cksum)" \
	'O60 byte for byte the same message, with the same Message-ID'
at 15:06:00
is "$(got mail)" 2 'and then no more'

# --- the server is down, then back: one digest ---
empty
fault down
outbox one info 'one' 15:10
at 15:11:00
is "$status $(got mail)" '1 0' 'a server that is down: done in part'
like "$err" 'email: opt-[0-9a-f]{24} is not sent, and tried again' 'the message says so'
for n in 1 2 3 4 5 6 7; do outbox "more$n" info "more $n" "15:1$n"; done
at 15:12:30
is "$status $(printf '%s' "$err" | grep -c .)" '1 0' 'a second failure is no news'
is "$(sql 'select count(*) from alert_messages where sent_at is null')" 1 'no further message is made while the server is down'
fault
at 15:13:00
is "$status $(got mail)" '0 0' 'the wait grows: not yet'
outbox worst critical 'worst' 15:18
at 15:20:00
is "$status $(got mail)" '0 2' 'when it is back: the one that waited, and one digest'
like "$(take mail 2)" '^Subject: \[opt paper\] CRITICAL: worst, and 7 more' 'the digest names the worst first'
is "$(take mail 2 | grep -cE '^[1-8]\. ')" 8 'and has them all'
is "$(sql 'select count(*) from alert_outbox where sent_at is null')" 0 'all are told'

# --- a message that the server refuses does not hold up the others ---
empty
fault 552
outbox large info large 15:21
at 15:22:00
is "$status" 1 'a refused message'
like "$err" 'refuses the message: 552 not today' 'the message has the reply of the server'
fault
outbox next info next 15:23
at 15:22:30
outbox next2 info next2 15:22
at 15:22:40
is "$(got mail)" 1 'the next one is sent'
at 15:23:00
is "$(got mail)" 3 'and the refused one is tried again'

# --- wrong password, wrong certificate, no TLS ---
empty
outbox secret info secret 15:30
printf 'opensesame\n' >"$work/password"
at 15:31:00
like "$status $err" '^1 .*the mail server refuses the user or the password' 'a wrong password'
case $err$(pg_dump -a -t alert_messages -t alert_outbox -t pipeline_runs) in
*opensesame*) ok 1 'the password is in no message and no table' ;;
*) ok 0 'the password is in no message and no table' ;;
esac
printf 'open sesame\n' >"$work/password"
run env OPT_ALERT_SMTP_CA_FILE= opt-alert -c "$work/alert.conf" --test
like "$status $err" '^69 .*(SSL|certificate)' 'a certificate that nobody known has signed'
run env "OPT_ALERT_SMTP_URL=smtp://localhost:$clear" opt-alert -c "$work/alert.conf" --test
like "$status $err" '^69 .*no TLS' 'a password is not sent without TLS'
is "$(got mail)" 0 'nothing has arrived'
run env "OPT_ALERT_SMTP_URL=smtp://localhost:$starttls" opt-alert -c "$work/alert.conf" --test
is "$status $(got mail)" '0 1' '--test by STARTTLS'
run env "OPT_ALERT_SMTP_URL=smtp://localhost:$clear" OPT_ALERT_SMTP_USER= OPT_ALERT_SMTP_PASSWORD_FILE= OPT_ALERT_SMTP_CA_FILE= \
	opt-alert -c "$work/alert.conf" --test
is "$status $(got mail)" '0 2' '--test to a mail server of this host, without a password and TLS'
run env OPT_ALERT_TO='trader@example.org,bad address@x' opt-alert -c "$work/alert.conf" --test
like "$status $err" '^78 .*not an address' 'a wrong address'
at 15:40:00
is "$status $(got mail)" '0 3' 'the alert that waited is sent'

# --- opt-status --check asks whether the servers can be reached, and sends nothing ---
empty
# channels SETTING=VALUE...: the level and the text of that check
channels() {
	run env "$@" opt-status -c "$work/alert.conf" --check --now 2026-01-26T15:41:00Z
	printf '%s\n' "$out" | jq -r 'select(.check == "channels") | .level + " " + .text'
}
is "$(channels X=)" 'healthy channels of opt-alert: ok' '--check: the mail server takes the certificate and the password'
like "$(channels OPT_ALERT_SMTP_CA_FILE=)" '^critical .*email: could not reach the mail server: .*certificate problem: ' \
	'--check: the problem of a certificate is named'
printf 'opensesame\n' >"$work/password"
is "$(channels X=)" 'critical channels of opt-alert: email: the mail server refuses the user or the password (SMTP 535)' \
	'--check: a wrong password'
printf 'open sesame\n' >"$work/password"
like "$(channels OPT_ALERT_TO=)" '^critical .*alert_to names nobody' '--check: settings that are wrong'
printf 'alert_webhook = json\nalert_webhook_url_file = %s\n' "$work/url" >>"$work/alert.conf"
is "$(channels X=)" 'healthy channels of opt-alert: ok' '--check: the webhook can be reached, too'
printf 'http://127.0.0.1:1/opensesame\n' >"$work/url"
like "$(channels X=)" '^critical .*webhook: could not reach the webhook: ' '--check: a webhook that cannot be reached'
is "$(printf '%s' "$out$err" | grep -c opensesame) $(got mail) $(got hook)" '0 0 0' 'no key is printed, and nothing was sent'
printf 'http://127.0.0.1:%s/hook/opensesame\n' "$http" >"$work/url"
sed -i /webhook/d "$work/alert.conf"

# --- webhooks ---
empty
outbox hook critical 'a <b> & c' 16:00
for kind in json slack discord telegram ntfy; do
	[ "$kind" != ntfy ] || printf 'http://127.0.0.1:%s/opensesame\n' "$http" >"$work/url"
	sql "delete from alert_deliveries where channel = 'webhook'"
	sql "delete from alert_messages where channel = 'webhook'"
	sed '/smtp/d' "$work/alert.conf" >"$work/$kind.conf"
	printf 'alert_webhook = %s\nalert_webhook_url_file = %s\nalert_telegram_chat = 42\n' "$kind" "$work/url" >>"$work/$kind.conf"
	sql "update alert_outbox set created_at = '2026-01-20' where dedupe_key <> 'hook'"
	run opt-alert -c "$work/$kind.conf" --now 2026-01-26T16:01:00Z
	is "$status $err $(got hook)" "0  1" "$kind: one request"
	sed '1,/^\r$/d' "$box/hook.1" >"$work/$kind.json"
	like "$(tr -d '\r' <"$box/hook.1")" '^Idempotency-Key: opt-[0-9a-f]{24}$' "$kind: with the id of the message"
	empty
done
shape() {
	jq -r "$2" "$work/$1.json"
}
is "$(shape json '.severity + " " + .subject')" 'critical [opt paper] CRITICAL: a <b> & c' 'json: its fields'
like "$(shape slack .text)" 'CRITICAL: a &lt;b&gt; &amp; c' 'slack: a text cannot ping'
is "$(shape discord '.allowed_mentions.parse | length')" 0 'discord: a text cannot ping'
is "$(shape telegram .chat_id)" 42 'telegram: the chat'
is "$(shape ntfy '.topic + " " + (.priority | tostring)')" 'opensesame 5' 'ntfy: the topic and the priority'
printf 'https://evil.example/opensesame\n' >"$work/url"
run opt-alert -c "$work/slack.conf" --test
like "$status $err" '^78 .*evil\.example.*, is not one of' 'a key goes to known hosts only'
is "$(printf '%s' "$err" | grep -c opensesame)" 0 'and is not in the message'
printf 'http://127.0.0.1:%s/opensesame\n' "$http" >"$work/url"
fault 'http 429'
outbox later info later 16:02
run opt-alert -c "$work/json.conf" --now 2026-01-26T16:03:00Z
is "$status $(sql "select next_try from alert_messages where sent_at is null")" '1 2026-01-26 16:08:00+00' \
	'a server that asks to wait is not asked before'
fault kill
( sh -c 'echo $$ >"$1/pid"; exec opt-alert -c "$2" --now 2026-01-26T16:09:00Z' sh "$box" "$work/json.conf" 2>/dev/null )
fault
run opt-alert -c "$work/json.conf" --now 2026-01-26T16:20:00Z
is "$status $(got hook) $(cat "$box"/hook.* | tr -d '\r' | grep '^Idempotency' | sort -u | wc -l)" '0 2 1' \
	'O60 killed after the webhook took it: sent again with the same key'

# --- the database is down ---
empty
sql "update alert_outbox set created_at = '2026-01-20'"
down() {
	run env PGHOST="$work/nowhere" opt-alert -c "$work/alert.conf" --now "2026-01-26T$1Z"
}
down 17:00:00
is "$status $(got mail)" '69 0' 'a database that is down for one run'
down 17:01:00
is "$status $(got mail)" '69 0' 'for two'
fault down
down 17:02:00
is "$status $(got mail)" '69 0' 'for three, while the mail server is down, too'
fault
down 17:03:00
is "$status $(got mail)" '69 1' 'it is told without a database'
like "$(take mail 1)" '^Subject: \[opt paper\] CRITICAL: the database cannot be reached' 'as what it is'
down 17:04:00
down 17:05:00
is "$(got mail)" 1 'once'
at 17:06:00
is "$status $(got mail)" '0 2' 'its end is told'
like "$(take mail 2)" '^Since: 12:00:00 New York on 2026-01-26 \(17:00:00Z\)' 'with its begin'
at 17:07:00
is "$(got mail) $(ls "$work/spool")" '2 ' 'once, and the spool is empty'

# --- a stage that fails, and works again ---
empty
# stage STATUS MINUTE: a run of opt-posmon that ended so; its start has a second for each minute, from two minutes ago on
stage() {
	sql "insert into pipeline_runs (run_id, stage, account, version, host, pid, now_at, started_at, finished_at, status, error)
		values (gen_random_uuid(), 'opt-posmon', '-', '1', 'h', 1, '2026-01-26 18:$2Z',
			clock_timestamp() - interval '2 minutes' + interval '$2 seconds', clock_timestamp(), '$1', 'the broker is gone')"
}
stage ok 00
stage failed 01
stage lost 02
at 18:02:00
is "$(got mail)" 0 'two failed runs are not told'
stage failed 03
at 18:03:00
is "$status $(got mail)" '0 1' 'three are'
like "$(take mail 1)" '^Subject: \[opt paper\] CRITICAL: opt-posmon fails' 'critical, because exits depend on it'
stage failed 04
at 18:04:00
stage unfinished 05
at 18:05:00
is "$(got mail)" 1 'once'
stage ok 06
at 18:06:00
like "$(got mail) $(take mail 2)" '^2 ' 'its end is told'
like "$(take mail 2)" 'First good run: 13:06:00 New York' 'with the first good run'
at 18:07:00
is "$(got mail)" 2 'once'
stage failed 08
stage failed 09
stage failed 10
at 18:11:00
is "$(got mail)" 3 'the next outage is another one'
stage ok 11
at 18:12:00
stage failed 13
at 18:14:00
is "$(got mail)" 4 'one failed run is not told at once'
sql "update pipeline_runs set started_at = started_at - interval '9 minutes' where now_at >= '2026-01-26 18:00Z' and stage = 'opt-posmon'"
at 18:15:00
is "$(got mail)" 5 'but when no good one follows in 10 minutes'

# --- halts ---
empty
sql "insert into trading_halts (scope, cause, reason, set_by, set_at) values ('entries', 'operator', 'the feed is late', 'ann', '2026-01-26 19:00Z')"
at 19:01:00
like "$(take mail 1)" '^Subject: \[opt paper\] warning: Halted: entries' 'a halt is told'
sql "update trading_halts set cleared_at = '2026-01-26 19:05Z', cleared_by = 'bob'"
at 19:06:00
at 19:07:00
is "$(got mail)" 2 'its end is told once'
like "$(take mail 2)" '^Ended by: bob' 'with who ended it'

# --- positions: an option, a stock, a credit spread ---
empty
sql "insert into active_positions (account, ticker, instrument_type, strategy_type, option_symbol, strike_price, expiration_date, side,
		quantity, original_quantity, entry_price, entry_time, entry_underlying_price, entry_delta, entry_iv, stop, target, created_at)
	values ('A', 'NVDA', 'CALL', 'swing_trade', 'NVDA260220C00190000', 190, '2026-02-20', 'long', 2, 2, 3.45, '2026-01-26 20:00:05Z',
			187.2, .52, .41, 183.1, 195, '2026-01-26 20:00:05Z'),
		('A', 'F', 'STOCK', 'day_trade', null, null, null, 'long', 100, 100, 12.5, '2026-01-26 20:00:06Z', 12.5, null, null, 12.25, 13,
			'2026-01-26 20:00:06Z'),
		('A', 'SPY', 'PUT', 'credit_spread', 'SPY260220P00600000', 600, '2026-02-20', 'short', 1, 1, 1.2, '2026-01-26 20:00:07Z',
			615, null, null, null, null, '2026-01-26 20:00:07Z');
	insert into position_legs (position_id, leg, option_symbol, option_type, side, strike_price, expiration_date, quantity)
	select id, 0, 'SPY260220P00600000', 'PUT', 'short', 600, date '2026-02-20', 1 from active_positions where ticker = 'SPY'
	union all
	select id, 1, 'SPY260220P00595000', 'PUT', 'long', 595, date '2026-02-20', 1 from active_positions where ticker = 'SPY'"
at 20:01:00
is "$status $(got mail)" '0 3' 'three positions are told'
all=$(for n in 1 2 3; do take mail "$n"; done)
like "$all" '^Subject: \[opt paper\] Bought 2 NVDA 190 call 2026-02-20 at 3.45' 'an option'
like "$all" '^Premium: 690.00 in all, the most that can be lost' 'with its premium'
like "$all" '^Break-even at expiry: 193.45' 'and where it breaks even'
like "$all" '^Subject: \[opt paper\] Bought 100 F at 12.50' 'a stock'
like "$all" '^At risk down to the stop: 25.00' 'with what its stop risks'
like "$all" '^Subject: \[opt paper\] Sold 1 SPY 600/595 put spread 2026-02-20 for a credit of' 'a spread'
like "$all" '^Most that can be lost: 380.00' 'with what its width risks'
sql "insert into position_history (position_id, account, ticker, instrument_type, strategy_type, option_symbol, side, quantity,
		entry_time, entry_price, exit_time, exit_price, fees, pnl, pnl_percent, exit_reason, win_loss_label, r_multiple,
		holding_minutes, created_at)
	select id, account, ticker, instrument_type, strategy_type, option_symbol, side, 2, entry_time, entry_price,
		'2026-01-26 20:30Z', 4.2, 1.3, 148.7, 21.6, 'profit_target', 'win', .86, 30, '2026-01-26 20:30Z'
	from active_positions where ticker = 'NVDA'"
empty
at 20:31:00
at 20:32:00
is "$(got mail)" 1 'an exit is told once'
like "$(take mail 1)" '^Subject: \[opt paper\] Closed NVDA 190 call 2026-02-20: \+148.70 \(\+21.6 %\), profit' 'with its result'

# --- unhealthy checks of opt-status: in the evening, when each stage has run and one feed works ---
empty
export OPT_HALT_FILE="$work/halt" OPT_ALERT_UNHEALTHY=warning
sql "delete from pipeline_runs where stage = 'opt-posmon'; insert into pipeline_runs (run_id, stage, version, host, pid, now_at, started_at,
		finished_at, status, exit_status)
	select gen_random_uuid(), 'opt-' || s, '1', 'h', 1, '2026-01-26 21:29:30Z', clock_timestamp(), clock_timestamp(), 'ok', 0
	from unnest(array['rss', 'classify', 'posmon', 'bars', 'features', 'watchlist', 'signal', 'dispatch', 'chain']) s;
	insert into feed_state (feed_url, fetch_url, name, added_at) values ('http://a/', 'http://a/', 'Alpha', '2026-01-26')"
at 21:30:00
is "$status $err $(got mail) $(sql 'select count(*) from alert_conditions')" '0  0 0' 'all is healthy'
sql 'update feed_state set failures = 9'
at 21:30:01
at 21:30:02
is "$(got mail)" 0 'a check that is critical in two runs is not told'
at 21:30:03 -n
is "$(printf '%s\n' "$out" | jq -r 'select(.event == "would_tell") | .subject') $(got mail)" 'working feeds: 0; limit 1 0' \
	'a dry run says what the third would tell'
at 21:30:03
like "$(got mail) $(take mail 1)" '^1 ' 'in three it is'
like "$(take mail 1)" '^Subject: \[opt paper\] CRITICAL: working feeds: 0; limit 1' 'with its text'
like "$(take mail 1)" '^This mends it: opt-rss --list; opt-rss -v' 'and the command that mends it'
at 21:30:04
is "$(got mail)" 1 'once'
sql "update alert_conditions set runs = 14 where name = 'feeds_failing'"
at 21:30:05
like "$(got mail) $(take mail 2)" '^2 ' 'a warning is told in fifteen runs'
like "$(take mail 2)" '^Subject: \[opt paper\] warning: failing feeds: 1 \(Alpha\)' 'as a warning'
sql 'update feed_state set failures = 0'
at 21:30:06
at 21:30:07
is "$(got mail)" 2 'its end is not told at once'
at 21:30:08
at 21:30:09
is "$(got mail) $(sql 'select count(*) from alert_conditions')" '4 0' 'the end of each is told once, and forgotten'
like "$(take mail 3; take mail 4)" '^Subject: \[opt paper\] healthy again: working feeds' 'as an end'
sql 'update feed_state set failures = 9'
for n in 11 12 13; do OPT_ALERT_UNHEALTHY=none at "21:30:$n"; done
is "$(got mail)" 4 'alert_unhealthy = none tells of no check'
sql 'update feed_state set failures = 0'

# A halt that is in the halt file only is told; one that opt-halt wrote to both places is told as a halt of the database.
empty
printf 'entries by hand\n' >"$OPT_HALT_FILE"
at 21:31:01
like "$(got mail) $(take mail 1)" '^1 ' 'a halt file is told at once'
like "$(take mail 1)" "^Subject: \[opt paper\] warning: halt file: $OPT_HALT_FILE says entries" 'with its path'
rm "$OPT_HALT_FILE"
at 21:31:02
at 21:31:03
like "$(got mail) $(take mail 2)" '^2 ' 'and its end, once'
run opt-halt entries --why lunch --now 2026-01-26T21:31:04Z
at 21:31:05
at 21:31:06
is "$(got mail)" 3 'a halt in both places is told once'
like "$(take mail 3)" '^Subject: \[opt paper\] warning: Halted: entries' 'as that of the database, which has its reason'
run opt-halt off --now 2026-01-26T21:31:07Z
unset OPT_ALERT_UNHEALTHY

# --- no channel ---
run env OPT_CONFIG= opt-alert
is "$status $out$err" '0 ' 'without a channel there is nothing to do'
run env OPT_CONFIG= opt-alert --test
like "$status $err" '^78 .*no channel is configured' 'and nothing to test'
run env OPT_ALERT_SMTP_URL=smtps://mail.example.org OPT_ALERT_TO=a@example.org opt-alert --now 2026-01-26T20:00:00Z
is "$status" 64 'a pinned clock tells nobody elsewhere'
run env OPT_REPLAY_DATABASE=x opt-alert -c "$work/alert.conf" --now 2026-01-26T21:00:00Z
is "$status $out" '0 ' 'a replay tells nobody'
finish
