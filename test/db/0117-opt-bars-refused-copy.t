#!/bin/sh
# After a COPY that the server refuses at its start, opt-bars rolls back, closes the run and returns the lease on the same
# connection, so that the next run works.
. test/tap.sh
. test/paper.sh
broker_database
sql "select opt_partition_ensure_all('2025-12-01', '2026-01-31')" >/dev/null
printf '{"bars":{"FULL":[{"t":"2026-01-22T15:00:00Z","o":100,"h":104,"l":98,"c":103,"v":5000}]},"next_page_token":null}' \
	>"$work/bars"
canned "$work/bars"
OPT_NOW=2026-01-26T15:01:06Z
export OPT_NOW

# A database session that holds the lock on the table until its input ends.
mkfifo "$work/keep"
psql -XAtq <"$work/keep" >"$work/kept" 2>&1 &
exec 3>"$work/keep"
echo "begin; lock table lane_telemetry in share mode; select 'kept';" >&3
until grep -q kept "$work/kept"; do sleep 0.05; done
exits 75 'the table is locked' opt-bars --backfill 2026-01-22 FULL
like "$err" '55P03' 'the message names the lock'
is "$(sql "select status, finished_at is not null, exit_status from pipeline_runs order by started_at desc limit 1")" \
	'unfinished|t|75' 'the run is closed'
is "$(sql "select count(*) from stage_leases where holder is not null")" 0 'the lease is returned'
exec 3>&-
exits 0 'the next run' opt-bars --backfill 2026-01-22 FULL
is "$(sql "select count(*) from lane_telemetry where ticker = 'FULL'")" 1 'stores the bar'
finish
