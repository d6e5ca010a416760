#!/bin/sh
# The steps of test/systemd_boot.sh, in the copy of this machine: the units do the work of the pipeline, confined.
. test/tap.sh
unset OPT_CONFIG PGHOST
PATH=/usr/sbin:/usr/bin:/sbin:/bin
port=8765

# as_opt COMMAND...: runs it as the user of the services
as_opt() {
	runuser -u opt -- env -i HOME=/var/lib/opt PATH=/usr/bin:/bin "$@"
}
# rows STATEMENT: of the private database of opt
rows() {
	# shellcheck disable=SC2016 # for the inner shell
	as_opt sh -c 'eval "$(opt-db env)" && psql -XAtqc "$1"' sh "$1"
}
# result UNIT...: how each unit ended
result() {
	for unit in "$@"; do
		printf '%s %s\n' "$unit" "$(systemctl show -p Result --value "$unit")"
	done
}

mkdir -p /etc/opt /etc/credstore "$work/feeds"
(umask 077 && echo PAPERKEY >/etc/credstore/opt.key_id && echo PAPERSECRET >/etc/credstore/opt.secret_key)
printf '%s\n' "broker_url = http://127.0.0.1:$port" "data_url = http://127.0.0.1:$port" 'feeds_allow_private = yes' >/etc/opt/opt.conf
cat >"$work/feeds/one.xml" <<END
<?xml version="1.0"?><rss version="2.0"><channel><title>One</title><item><guid isPermaLink="false">first</guid>
<title>Apple (AAPL) beats estimates and raises its guidance</title><pubDate>$(date -u -R -d '10 min ago')</pubDate></item></channel></rss>
END
opt-paper -q --synth 7 --day "$(date -u +%F)" --now "$(date -u +%FT%TZ)" --live --port "$port" --feeds "$work/feeds" 2>"$work/paper" &

# The private database, stopped as after the machine went off: its service starts it, and it stays.
as_opt opt-db -q init --fast
exits 0 'opt-db.service' systemctl start opt-db.service
is "$(as_opt opt-db status | jq -r .state)" running 'it starts a private database that is stopped'
is "$(as_opt opt-migrate -q && as_opt opt-migrate -q --roles && echo made)" made 'the schema'
# by name: looking up a host needs no socket of netlink, which the units do not have
feed=$(curl -fsS "http://127.0.0.1:$port/feeds/" | head -n 1 | sed 's/127\.0\.0\.1/localhost/')
as_opt opt-rss --add "$feed" >/dev/null

# The first day: the job before the open fetches the tickers with the keys of the credentials.
exits 0 'opt-open.service' systemctl start opt-open.service
is "$(rows "select count(*) > 10 from ticker_universe")" t 'the keys in /etc/credstore are those of the programs'

# The timers start the jobs of the minute.
exits 0 'opt.target' systemctl start opt.target
is "$(systemctl list-units --type=timer --state=active --plain --no-legend 'opt-*' | wc -l)" \
	"$(sed -n 's/^Wants=.*timer$/&/p' /usr/lib/systemd/system/opt.target | wc -l)" 'it starts each timer'
tries=0
while [ "$(rows "select count(distinct stage) from pipeline_runs where stage in ('opt-rss', 'opt-classify', 'opt-posmon', 'opt-bars',
	'opt-features', 'opt-watchlist', 'opt-signal', 'opt-dispatch') and status <> 'running'")" != 8 ] && [ "$tries" -lt 100 ]; do
	tries=$((tries + 1))
	sleep 1
done
is "$(rows "select stage, status from pipeline_runs where status <> 'ok' order by 1")" '' 'each run is ok'
is "$(rows "select distinct stage from pipeline_runs where stage not in ('opt-chain', 'opt-alert') order by 1" | tr '\n' ' ')" \
	'opt-bars opt-classify opt-dispatch opt-features opt-posmon opt-rss opt-signal opt-universe opt-watchlist ' \
	'the timers started the stages of the minute'
is "$(rows 'select r.title from inbound_events_raw r join inbound_events_classified c on c.raw_event_id = r.id')" \
	'Apple (AAPL) beats estimates and raises its guidance' 'the confined parser of opt-rss works under the filter'
is "$(result opt-news.service opt-posmon.service opt-minute.service opt-alert.service | grep -v success)" '' 'each job ended well'
is "$(stat -c '%U %a' /var/log/opt/opt-rows.jsonl)" 'opt 640' 'the rows are in the log'
exits 0 'opt-status.service' systemctl start opt-status.service
is "$(stat -c '%G %a' /var/lib/opt/opt-status.prom)" 'opt 640' 'the group opt can read its file'
is "$(journalctl -q -o cat -p warning -u 'opt-*')" '' 'the journal has nothing when nothing is wrong'

# instead UNIT COMMAND: the service does this instead, which may have no quotes; instead UNIT: it does its own work again
instead() {
	dropin=/run/systemd/system/$1.service.d
	if [ $# = 2 ]; then
		mkdir -p "$dropin"
		printf '[Service]\nExecStart=\nExecStart=:/bin/sh -c "%s"\n' "$2" >"$dropin/instead.conf"
	else
		rm -r "$dropin"
	fi
	systemctl daemon-reload
}

# A probe in place of opt-posmon writes down what a job can reach.
mkdir -p /home/ann
# shellcheck disable=SC2016 # for the shell of the service
instead opt-posmon '{ cat /proc/self/status; ulimit -c; \
touch /etc/x /usr/x /var/x /home/x; ls /home; ls /proc/1/status; cat /etc/credstore/opt.key_id; ls /dev; \
head -c 1 $CREDENTIALS_DIRECTORY/key_id; } >/var/log/opt/probe 2>&1'
exits 0 'a probe' systemctl start opt-posmon.service
probe=$(tr '\t' ' ' </var/log/opt/probe)
is "$(printf '%s\n' "$probe" | grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' | sort | tr '\n' ' ')" \
	'CapBnd: 0000000000000000 CapEff: 0000000000000000 NoNewPrivs: 1 Seccomp: 2 ' 'a job has no capability and a filter'
like "$probe" '^0$' 'it leaves no core'
is "$(printf '%s\n' "$probe" | grep -c 'Read-only file system')" 3 'it cannot write the system'
like "$probe" 'cannot open directory ./home.|touch: cannot touch ./home/x.: Permission' 'it sees no home'
like "$probe" '/proc/1/status.*No such file' 'it sees no process of others'
like "$probe" 'opt.key_id: Permission denied' 'it cannot read the file of the key'
like "$probe" 'P$' 'but has the credential'
is "$(printf '%s\n' "$probe" | grep -cE '^([sv]d[a-z]|mem|kmsg|dm-[0-9])$')" 0 'it sees no device'
instead opt-posmon

# OpenBLAS, which the engine finbert loads, needs no memory that is writable and executable.
"$BUILD/test/tool/bert_random" /var/lib/opt/model F32 3 48 4 96 160 64
chmod -R a+rX /var/lib/opt/model
instead opt-news 'echo Profit rose | OPT_SENTIMENT_MODEL=/var/lib/opt/model opt-classify --engine finbert --text >/var/log/opt/finbert 2>&1'
exits 0 'the engine finbert in a job' systemctl start opt-news.service
is "$(jq -r .engine /var/log/opt/finbert)" finbert 'computes'
instead opt-news

# SIGTERM: a run that lasts ends as at its deadline, and the next program of the job does not start.
instead opt-posmon 'opt-posmon --every 5 --deadline 300; echo next >/var/log/opt/next'
systemctl start --no-block opt-posmon.service
running() {
	rows "select count(*) from pipeline_runs where stage = 'opt-posmon' and status = 'running'"
}
tries=0
while [ "$(running)" != 1 ] && [ "$tries" -lt 100 ]; do
	tries=$((tries + 1))
	sleep .1
done
exits 0 'stopping a job that lasts' timeout 20 systemctl stop opt-posmon.service
is "$(running) $(rows "select status, exit_status from pipeline_runs where stage = 'opt-posmon' order by started_at desc limit 1")" \
	'0 unfinished|75' 'it has closed its run'
[ ! -e /var/log/opt/next ]
ok $? 'and what came after it did not start'
instead opt-posmon

# A stage that fails says so with its level, and the unit is failed.
as_opt opt-db -q stop
exits 1 'a job without its database' systemctl start opt-posmon.service
is "$(result opt-posmon.service)" 'opt-posmon.service exit-code' 'is a failed unit'
like "$(journalctl -q -o cat -t opt-posmon -p warning)" 'could not connect' 'its message is a warning in the journal'
like "$(systemctl --failed --plain --no-legend)" 'opt-posmon.service' 'systemctl --failed has it'
as_opt opt-db -q start

exits 0 'stopping opt.target' systemctl stop opt.target
is "$(systemctl list-units --type=timer --state=active --plain --no-legend 'opt-*')" '' 'stops the timers'
is "$(as_opt opt-db status | jq -r .state)" running 'but not the database'
exits 0 'stopping opt-db.service' systemctl stop opt-db.service
is "$(as_opt opt-db status | jq -r .state)" stopped 'stops it'
finish
