#!/bin/sh
# Where the broker's keys come from, which hosts may receive them, and what a message shows of a line that may hold a secret.
. test/tap.sh

PGHOST=$work # no database: a program that has keys and may send them goes on to exit 69
export PGHOST
keys='APCA_API_KEY_ID=k APCA_API_SECRET_KEY=s'

# --- names of the keys: WANT | VARIABLES ---
while IFS='|' read -r want variables; do
	# shellcheck disable=SC2086
	exits "$want" "keys from: ${variables:-nothing}" env $variables opt-posmon
done <<'EOF'
69|APCA_API_KEY_ID=k APCA_API_SECRET_KEY=s
69|ALPACA_API_KEY=k ALPACA_SECRET_KEY=s
69|ALPACA_API_KEY_ID=k ALPACA_API_SECRET_KEY=s
69|APCA_API_KEY_ID= ALPACA_API_KEY=k APCA_API_SECRET_KEY= ALPACA_SECRET_KEY=s
77|ALPACA_API_KEY=k
77|ALPACA_SECRET_KEY=s
77|
EOF

# --- hosts that may receive the keys: WANT | VARIABLE=VALUE... ---
while IFS='|' read -r want name settings; do
	# shellcheck disable=SC2086
	exits "$want" "$name" env $keys $settings opt-posmon
done <<'EOF'
69|the paper broker|APCA_API_BASE_URL=https://paper-api.alpaca.markets
69|in capitals, with its port|APCA_API_BASE_URL=https://PAPER-API.alpaca.markets:443
69|a broker on this host|APCA_API_BASE_URL=http://127.8.8.8:1 APCA_API_DATA_URL=http://[::1]:1
69|the live broker, in live mode|APCA_API_BASE_URL=https://api.alpaca.markets OPT_EXECUTION_MODE=live
77|the live broker, in paper mode|APCA_API_BASE_URL=https://api.alpaca.markets
77|the data host as broker, in paper mode|APCA_API_BASE_URL=https://data.alpaca.markets
78|another host|APCA_API_BASE_URL=https://broker.invalid
78|another host for data|APCA_API_DATA_URL=https://broker.invalid
78|another host, in live mode|APCA_API_BASE_URL=https://broker.invalid OPT_EXECUTION_MODE=live
78|another host, in simulated mode|APCA_API_BASE_URL=https://broker.invalid OPT_EXECUTION_MODE=simulated
78|a name that begins like the right one|APCA_API_BASE_URL=https://paper-api.alpaca.markets.broker.invalid
78|a name that ends like the right one|APCA_API_DATA_URL=https://xdata.alpaca.markets
78|another port|APCA_API_BASE_URL=https://paper-api.alpaca.markets:8443
78|a dot at the end|APCA_API_BASE_URL=https://paper-api.alpaca.markets.
78|the right name as a user|APCA_API_BASE_URL=https://paper-api.alpaca.markets@broker.invalid
78|a backslash|APCA_API_BASE_URL=https://broker.invalid\@paper-api.alpaca.markets
78|a percent sign|APCA_API_BASE_URL=https://paper-api.alpaca.markets%2ebroker.invalid
78|no TLS|APCA_API_BASE_URL=http://paper-api.alpaca.markets
78|what only looks like loopback|APCA_API_BASE_URL=http://127.0.0.999:1
69|a host that is named|APCA_API_DATA_URL=https://data.broker.invalid OPT_BROKER_HOSTS=Data.broker.invalid
69|a host that is named with its port|APCA_API_DATA_URL=https://b.invalid:444/x OPT_BROKER_HOSTS=a.invalid,b.invalid:444
78|a host that is named, at another port|APCA_API_DATA_URL=https://b.invalid:444 OPT_BROKER_HOSTS=b.invalid
78|a host below the named one|APCA_API_DATA_URL=https://x.b.invalid OPT_BROKER_HOSTS=b.invalid
78|a named host without TLS|APCA_API_DATA_URL=http://b.invalid OPT_BROKER_HOSTS=b.invalid
77|a named host as broker, in paper mode|APCA_API_BASE_URL=https://b.invalid OPT_BROKER_HOSTS=b.invalid
69|a named host as broker, in live mode|APCA_API_BASE_URL=https://b.invalid OPT_BROKER_HOSTS=b.invalid OPT_EXECUTION_MODE=live
78|a pattern|OPT_BROKER_HOSTS=*.invalid
78|an address among the names|OPT_BROKER_HOSTS=https://b.invalid
78|a path behind a name|OPT_BROKER_HOSTS=b.invalid/x
EOF
for program in opt-dispatch opt-bars opt-universe opt-chain 'opt-halt --flatten' 'opt-calendar --check-broker'; do
	# shellcheck disable=SC2086
	exits 78 "$program: another host" env $keys APCA_API_BASE_URL=https://broker.invalid $program
	# shellcheck disable=SC2086
	exits 77 "$program: the live broker in paper mode" env $keys APCA_API_BASE_URL=https://api.alpaca.markets $program
	like "$err" 'execution_mode is paper, but broker_url is not a paper broker' 'which the message says'
done

# --- opt.conf that others can write ---
echo 'log_format = text' >"$work/opt.conf"
for mode in 600 644 444 755; do
	chmod "$mode" "$work/opt.conf"
	exits 0 "opt.conf with mode $mode" opt-calendar -c "$work/opt.conf" 2026-01-26
done
for mode in 620 602 664 666; do
	chmod "$mode" "$work/opt.conf"
	exits 78 "opt.conf with mode $mode" opt-calendar -c "$work/opt.conf" 2026-01-26
	like "$err" "can be written by others: chmod go-w it" 'which the message says'
done
chmod 644 "$work/opt.conf"
ln -s opt.conf "$work/link.conf"
exits 0 'a link to opt.conf' opt-calendar -c "$work/link.conf" 2026-01-26
exits 0 '/dev/null' opt-calendar -c /dev/null 2026-01-26
if [ "$(id -u)" = 0 ]; then
	chown 1 "$work/opt.conf"
	exits 78 'opt.conf of another user' opt-calendar -c "$work/opt.conf" 2026-01-26
	like "$err" 'belongs to another user' 'which the message says'
else
	skip 'only root can give a file away'
fi

# --- a secret in the wrong place is not shown: STATUS | LINE of opt.conf ---
while IFS='|' read -r want line; do
	printf '%s\n' "$line" >"$work/wrong.conf"
	exits "$want" "$line" opt-posmon -v -c "$work/wrong.conf"
	case $out$err in
	*hunter2*) ok 1 'the secret is not shown' ;;
	*) ok 0 'the secret is not shown' ;;
	esac
	is "$(grep -c . "$work/err")" 1 'in one line'
done <<'EOF'
78|hunter2
78|hunter2=
78|HUNTER hunter2 = x
78|APCA_API_SECRET_KEY = hunter2
78|secret_key = hunter2
77|secret_key_file = hunter2
77|key_id_file = /nonexistent/hunter2
78|broker_url = https://me:hunter2@paper-api.alpaca.markets
78|broker_url = hunter2
78|data_url = https://data.alpaca.markets/?key=hunter2/
78|broker_hosts = me:hunter2@b.invalid
78|sentiment_url = https://me:hunter2@b.invalid
78|dbname = host=/tmp password=hunter2
78|dbname = postgresql://me:hunter2@localhost/opt
78|dbname = postgresql://me:hunter2@[::1/opt
EOF
exits 78 'a password in OPT_DBNAME' env OPT_DBNAME=postgresql://me:hunter2@localhost/opt opt-params list
is "$(printf '%s' "$err" | grep -c hunter2)" 0 'is not shown'

# a key is a line of a header: a line break in it would start another one
line_break=$(printf 'hunter2\r\nX: y')
exits 78 'a line break in a key' env APCA_API_KEY_ID=k APCA_API_SECRET_KEY="$line_break" opt-posmon
like "$err" 'APCA_API_SECRET_KEY, or its file, has a space or another character' 'says which one'
is "$(printf '%s' "$err" | grep -c hunter2)" 0 'and does not show it'

# on the command line: ARGUMENT | WORD
while IFS='|' read -r argument word; do
	exits 64 "-d $argument" opt-params -d "$argument" list
	like "$err" "$word" 'says why'
	is "$(printf '%s' "$err" | grep -c hunter2)" 0 'and does not show it'
done <<'EOF'
host=/tmp password = hunter2|must not contain a password
host=/tmp sslpassword=hunter2|must not contain a password
postgresql://me@localhost/opt?pass%77ord=hunter2|must not contain a password
postgres://me:hunter2@/opt|must not contain a password
postgresql://me:hunter2@[::1/opt|not a connection string
POSTGRESQL://me:hunter2@localhost/opt|not a connection string
host=/tmp passwort=hunter2|not a connection string
host=/tmp hunter2|not a connection string
EOF
exits 69 'a user who is named password' opt-params -d 'user=password' list
exits 64 'an unknown option with a value' opt-params --password=hunter2
is "$(printf '%s' "$err" | grep -c hunter2)" 0 'is not shown'
exits 64 'an operand with a value' opt-classify password=hunter2
is "$(printf '%s' "$err" | grep -c hunter2)" 0 'is not shown'

# --- the variables of secrets are overwritten, the others stay ---
mkfifo "$work/fifo"
if [ -r /proc/self/environ ]; then
	env APCA_API_KEY_ID=marker1 APCA_API_SECRET_KEY=marker2 ALPACA_API_KEY=marker3 ALPACA_SECRET_KEY=marker4 \
		ALPACA_API_KEY_ID=marker5 ALPACA_API_SECRET_KEY=marker6 HF_TOKEN=marker7 AWS_SECRET_ACCESS_KEY=marker8 KEPT=kept \
		opt-classify --text <"$work/fifo" >"$work/out" 2>&1 &
	pid=$!
	exec 9>"$work/fifo"
	for _ in $(seq 50); do
		tr '\0' '\n' 2>"$work/out" <"/proc/$pid/environ" >"$work/environ"
		# before the program starts, the environment is that of the shell; only root can read it afterwards
		[ "$(id -u)" = 0 ] && ! grep -q KEPT "$work/environ" || grep -q marker "$work/environ" || break
		sleep .1
	done
	is "$(grep -c marker "$work/environ")" 0 'P31 the secrets are gone from the environment'
	[ "$(id -u)" != 0 ] || is "$(grep KEPT "$work/environ")" KEPT=kept 'P31 which is readable'
	exec 9>&-
	wait "$pid"
fi
finish
