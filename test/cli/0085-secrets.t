#!/bin/sh
# P31 Secrets in the processes of every program: each waits for a database that accepts the connection and never answers.
. test/tap.sh
marker=opensesame
socket=$work/.s.PGSQL.5432
# shellcheck disable=SC3045 # the options of ulimit
ulimit -c unlimited 2>"$work/limit" || ulimit -c "$(ulimit -H -c)"

perl -MIO::Socket::UNIX -e '
	my $server = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 64) or die "$!\n";
	open my $ready, ">", "$ARGV[0].ready" or die "$!\n";
	push @silent, $server->accept while 1' "$socket" &
silent=$!
until [ -e "$socket.ready" ]; do sleep .05; done

# Starts the programs: NAME ARGUMENTS
echo '* * * * * true' >"$work/crontab"
printf 'alert_smtp_url = smtps://127.0.0.1:1\nalert_smtp_user = trader\nalert_to = a@example.org\nalert_spool = %s\n' "$work/alert" >"$work/alert.conf"
(
	cd "$work" || exit 1
	for variable in APCA_API_KEY_ID APCA_API_SECRET_KEY ALPACA_API_KEY ALPACA_API_KEY_ID ALPACA_SECRET_KEY ALPACA_API_SECRET_KEY \
		HF_TOKEN AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN PGPASSWORD OPT_ALERT_SMTP_PASSWORD \
		OPT_ALERT_WEBHOOK_URL OPT_ALERT_WEBHOOK_TOKEN; do
		export "$variable=$marker"
	done
	export APCA_API_BASE_URL=http://127.0.0.1:1 APCA_API_DATA_URL=http://127.0.0.1:1 PGHOST="$work" KEPT=kept
	while read -r name arguments; do
		# shellcheck disable=SC2086
		"$name" $arguments >"$work/$name.out" 2>&1 </dev/null &
		echo "$! $name"
	done >"$work/pids" <<-'EOF'
		opt-alert -v -c alert.conf
		opt-bars -v
		opt-chain -v
		opt-classify -v
		opt-dispatch -v
		opt-features -v
		opt-halt -v
		opt-migrate -v
		opt-params -v list
		opt-posmon -v
		opt-replay -v --day 2026-01-26 crontab
		opt-rss -v
		opt-signal -v
		opt-universe -v
		opt-watchlist -v
		opt-paper -v --synth 1
	EOF
)
sleep 1.5
# shellcheck disable=SC2046
perl test/proc.pl "$marker" $(cut -d ' ' -f 1 "$work/pids") >"$work/proc"
while read -r pid name; do
	read -r _ children files open core <<-EOF
		$(grep "^$pid " "$work/proc")
	EOF
	exits 0 "P31 $name waits" kill -ABRT "$pid"
	is "$files" - "P31 $name: no file of /proc has a secret"
	is "$core" - "P31 $name: no core dump"
	[ "$name" = opt-paper ] || is "$open" - "P31 $name: its descriptors are closed on exec"
	[ "$name" != opt-rss ] || like "$children" '[0-9]' "P31 $name: its zygote is among them"
done <"$work/pids"
kill "$silent"
wait
is "$(find "$work" -name 'core*' | grep -c .)" 0 'P31 there is no core dump after SIGABRT'
is "$(cat "$work"/opt-*.out | grep -c "$marker")" 0 'P31 no output has a secret'
finish
