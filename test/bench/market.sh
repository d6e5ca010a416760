#!/bin/sh
# The whole US market: opt-paper serves SYMBOLS (11000) symbols over HTTP on loopback. Each stage is compared with the real
# psql, which does the same to the same rows in its own database in the same run. Results are medians of ROUNDS (5); one JSON
# line per measurement. opt-paper has the rate limit of the broker's larger plan and renders its pages at the start. PARTS
# selects some of: first minute features plans idle backfill layout; keep this order, as the clock of opt-paper only moves
# forward.
. test/tap.sh
. test/paper.sh
. test/market.sh
SYMBOLS=${SYMBOLS:-11000}
ROUNDS=${ROUNDS:-5}
PRERENDER=${PRERENDER---prerender} # empty: bars are rendered when they are requested
PARTS=${PARTS:-first minute features plans idle backfill layout}
PSQL=$(pg_config --bindir)/psql
[ -x "$PSQL" ] || PSQL=psql
new_database
ours=$PGDATABASE
theirs=${ours}_psql
predecessor=${ours}_python
# shellcheck disable=SC2086 # words
paper --synth 7 --symbols "$SYMBOLS" --data-limit 10000 --enforce-rate-limit $PRERENDER || exit 1
trap 'broker_stop
	for d in $ours $theirs $predecessor; do dropdb --if-exists -f "$d" 2>/dev/null; done; rm -rf "$work"' EXIT

# timed NAME COMMAND...: appends its wall time in microseconds to the file NAME
timed() {
	name=$1
	shift
	from=$(date +%s%N)
	"$@" >/dev/null || echo "# failed: $*" >&2
	to=$(date +%s%N)
	echo $(((to - from) / 1000)) >>"$work/$name.us"
}
median() {
	sort -n "$work/$1.us" | awk '{ v[NR] = $1 } END { printf "%.1f", NR == 0 ? 0 : v[int((NR + 1) / 2)] / 1000 }'
}
ratio() {
	awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", (b > 0 ? a / b : 0) }'
}
# line WHAT LIMIT OURS THEIRS MORE: prints one JSON line, wall times in ms
line() {
	printf '{"bench":"market","what":"%s","symbols":%s,"wall_ms":%s,"psql_ms":%s,"ratio":%s,"limit":%s%s}\n' \
		"$1" "$SYMBOLS" "$3" "$4" "$(ratio "$3" "$4")" "$2" "$5"
}
at() {
	PGDATABASE=$1 "$PSQL" -XAtq -v ON_ERROR_STOP=1 -c "$2"
}
columns='ts, ticker, open, high, low, close, volume, trade_count, vwap, feed'
# The statements for psql: those of opt-bars, but without the left join that keeps unchanged bars free of a row lock.
stage='create temporary table telemetry_rows (
	ts timestamptz, ticker text, open numeric(14,4), high numeric(14,4), low numeric(14,4), close numeric(14,4),
	volume bigint, trade_count bigint, vwap numeric(14,4), feed text
) on commit drop'
merge="insert into lane_telemetry as t ($columns, known_at) select $columns, timestamptz '2026-01-26T21:00Z' from telemetry_rows
$(sed -n '/^	on conflict/,/^	returning/p' sql/query/market/telemetry_merge.sql | sed '$d')"
# The same work in psql: COPY into a temporary table, and the merge.
psql_merge() {
	PGDATABASE=$theirs "$PSQL" -Xq -v ON_ERROR_STOP=1 <<-END
		begin;
		$stage;
		\\copy telemetry_rows ($columns) from '$1' csv
		$merge;
		commit;
	END
}
# export_bars FILE FROM TO: writes bars as CSV, in the order of time
export_bars() {
	at "$ours" "copy (select $columns from lane_telemetry where ts >= '$2' and ts <= '$3' order by ts, ticker) to stdout csv" >"$1"
}
cat >"$work/predecessor.py" <<'END'
import csv, sys, psycopg2
connection = psycopg2.connect("")
cursor = connection.cursor()
for row in csv.reader(open(sys.argv[1])):
    cursor.execute("""insert into lane_telemetry
        (ts, ticker, open, high, low, close, volume, trade_count, vwap, feed, known_at)
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        on conflict (ts, ticker) do update set open = excluded.open, high = excluded.high, low = excluded.low,
        close = excluded.close, volume = excluded.volume, vwap = excluded.vwap""",
        [v if v != "" else None for v in row] + [row[0]])
connection.commit()
END
python_inserts() {
	PGDATABASE=$predecessor /usr/bin/python3 "$work/predecessor.py" "$1"
}
have_python() {
	/usr/bin/python3 -c 'import psycopg2' 2>/dev/null
}
wal() {
	at "$1" 'select pg_current_wal_insert_lsn()'
}
wal_since() {
	at "$ours" "select pg_current_wal_insert_lsn() - '$1'::pg_lsn"
}
# reset: removes the bars from all three databases
reset() {
	for d in "$ours" "$theirs" "$predecessor"; do
		at "$d" 'truncate lane_telemetry, lane_features, lane_atr_state; delete from pipeline_runs'
	done
}

clock 2026-01-26T14:31:05Z
opt-universe -q
createdb -T opt "$theirs"
createdb -T opt "$predecessor"
for d in "$ours" "$theirs" "$predecessor"; do
	at "$d" "select opt_partition_ensure_all('2025-12-01', '2026-01-31')" >/dev/null
done

minute() {
	reset
	clock 2026-01-26T14:41:05Z
	opt-bars --all -q
	export_bars "$work/seed.csv" 2026-01-26T14:30Z 2026-01-26T14:40Z
	psql_merge "$work/seed.csv"
	at "$ours" 'checkpoint'
	rewritten=0
	for round in $(seq "$ROUNDS"); do
		# 41 42 43 44, 46 47 ...: in a minute that is a multiple of five opt-bars requests five minutes more
		m=$((41 + round + (round - 1) / 4))
		[ "$((m % 5))" != 1 ] || { clock "2026-01-26T14:$m:05Z"; opt-bars --all -q
			export_bars "$work/skip.csv" "2026-01-26T14:$((m - 1)):00Z" "2026-01-26T14:$((m - 1)):00Z"
			psql_merge "$work/skip.csv"; m=$((m + 1)); }
		clock "2026-01-26T14:$m:05Z"
		before=$(wal "$ours")
		timed minute opt-bars --all -q
		wal_since "$before" >>"$work/wal_minute"
		minute_ts=2026-01-26T14:$((m - 1)):00Z
		export_bars "$work/minute.csv" "$minute_ts" "$minute_ts"
		timed minute_psql psql_merge "$work/minute.csv"
		if have_python; then
			timed minute_python python_inserts "$work/minute.csv"
		fi
		# the same minutes requested and merged again, and the rows and WAL that this writes
		at "$ours" "delete from pipeline_runs where counts ? 'whole_market_until'"
		rows=$(at "$ours" 'select count(*), max(xmin::text::bigint) from lane_telemetry')
		before=$(wal "$ours")
		timed again opt-bars --all -q
		wal_since "$before" >>"$work/wal_again"
		[ "$rows" = "$(at "$ours" 'select count(*), max(xmin::text::bigint) from lane_telemetry')" ] || rewritten=$((rewritten + 1))
	done
	line 'opt-bars --all, one new minute' 1.6 "$(median minute)" "$(median minute_psql)" \
		",\"rows\":$(wc -l <"$work/minute.csv"),\"python_insert_ms\":$(median minute_python),\"wal_bytes\":$(sort -n "$work/wal_minute" | sed -n 3p)"
	printf '{"bench":"market","what":"the same minutes again","symbols":%s,"wall_ms":%s,"rounds_that_wrote_a_row":%s,"wal_bytes":%s}\n' \
		"$SYMBOLS" "$(median again)" "$rewritten" "$(sort -n "$work/wal_again" | sed -n 3p)"
}

stand_in_cpu() {
	awk '{ print ($14 + $15) / 100 }' "/proc/$broker_pid/stat"
}
backfill() {
	clock 2026-01-26T21:05:05Z
	cpu=$(stand_in_cpu)
	for _ in $(seq "$ROUNDS"); do
		reset
		at "$ours" 'checkpoint'
		timed backfill opt-bars --all --backfill 2026-01-26 -q
		[ -s "$work/day.csv" ] || export_bars "$work/day.csv" 2026-01-26T00:00Z 2026-01-26T23:00Z
		at "$ours" 'truncate lane_telemetry'
		at "$ours" 'checkpoint'
		timed backfill_psql psql_merge "$work/day.csv"
	done
	python=
	if have_python; then
		head -100000 "$work/day.csv" >"$work/part.csv"
		timed part_python python_inserts "$work/part.csv"
		python=",\"python_insert_ms_for_100000_rows\":$(median part_python)"
	fi
	line 'opt-bars --all --backfill of a day' 1.0 "$(median backfill)" "$(median backfill_psql)" \
		",\"rows\":$(wc -l <"$work/day.csv")$python,\"stand_in_cpu_s\":$(stand_in_cpu | awk -v a="$cpu" '{ print $1 - a }')$(jq -r \
			'if .rendered_ms then ",\"rendered_before_ms\":\(.rendered_ms),\"rendered_bytes\":\(.rendered_bytes)" else "" end' "$work/paper")"
}

# The query of opt-features for the last 120 minutes, by psql.
psql_window() {
	PGDATABASE=$ours PGOPTIONS='-c jit=off' "$PSQL" -Xq -v ON_ERROR_STOP=1 -c "set opt.now = '$OPT_NOW'" \
		-c "set opt.until = '$(end)'" -c "set opt.since = '$(at "$ours" "select timestamptz '$(end)' - interval '120 min'")'" \
		-c "set opt.detail = '$(at "$ours" "select timestamptz '$(end)' - interval '5 min'")'" -f sql/query/market/features_window.sql
}
end() {
	echo "${OPT_NOW%:*}:00Z"
}

features() {
	reset
	clock 2026-01-26T16:41:05Z
	opt-bars --all -q
	opt-features -q
	for ticker in NVDA AMD BAAA CAAB; do
		news $ticker 0.9 60
		news $ticker 0.8 120
	done
	for round in $(seq "$ROUNDS"); do
		clock "2026-01-26T16:$((41 + round)):05Z"
		opt-bars --all -q
		at "$ours" "update watchlist_state set computed_at = computed_at - interval '10 min'"
		timed features opt-features -q
		timed features_psql psql_window
		timed watchlist opt-watchlist -q
		timed signal opt-signal -q
		peak opt-features -q -n >>"$work/peak"
	done
	line 'opt-features' 1.3 "$(median features)" "$(median features_psql)" \
		",\"limit_ms\":800,\"rows\":$(at "$ours" "select count(*) from lane_features where ts = timestamptz '$(end)' - interval '1 min'"),\"peak_kib\":$(sort -n "$work/peak" | tail -1),\"limit_kib\":98304"
	for stage in watchlist signal; do
		printf '{"bench":"market","what":"opt-%s","symbols":%s,"wall_ms":%s,"limit_ms":80}\n' "$stage" "$SYMBOLS" "$(median $stage)"
	done
}

# EXPLAIN (ANALYZE, BUFFERS) of the statements of the stages of a minute, written to the server's log by auto_explain.
plans() {
	reset
	clock 2026-01-26T16:51:05Z
	opt-bars --all -q
	opt-features -q
	for ticker in NVDA AMD BAAA CAAB; do
		news $ticker 0.9 60
	done
	for table in lane_telemetry lane_features lane_atr_state; do
		at "$ours" "vacuum analyze $table"
	done
	for setting in session_preload_libraries=auto_explain auto_explain.log_min_duration=0 auto_explain.log_analyze=on \
		auto_explain.log_buffers=on auto_explain.log_format=json; do
		at "$ours" "alter database $ours set ${setting%=*} = '${setting#*=}'"
	done
	for log in "$PGHOST"/../log/*; do
		:
	done
	from=$(wc -c <"$log")
	clock 2026-01-26T16:52:05Z
	opt-bars --all -q
	opt-features -q
	opt-watchlist -q
	opt-signal -q
	tail -c "+$((from + 1))" "$log" | perl test/bench/plans.pl sql/query/*/*.sql
	at "$ours" "alter database $ours reset all"
}

# history SESSIONS: makes that many sessions of minutes of every ticker before 2026-01-26, in SQL
history() {
	at "$ours" "insert into lane_telemetry (ts, ticker, open, high, low, close, volume, trade_count, vwap, feed, known_at)
		select ts, ticker, c, c + 0.25, c - 0.25, c + 0.05, 100 + m % 977, 7, c, 'iex', ts + interval '65 s'
		from (select day + time '14:30' + m * interval '1 min' as ts, m
			from (select day from generate_series(timestamp '2025-12-22', '2026-01-23', '1 day') as day
				where extract(isodow from day) < 6 and day not in ('2025-12-25', '2026-01-01', '2026-01-19')
				order by day desc limit $1) as days, generate_series(0, 389) as m) as minutes,
			(select ticker, open as base from lane_telemetry where ts = '2026-01-26T14:30Z') as tickers,
			lateral (select round((base * (1 + sin(m / 20.0) / 100 + cos(m) / 300))::numeric, 2) as c) as price"
	at "$ours" 'vacuum analyze lane_telemetry'
}

# The first run of a session, which makes the seed of every ticker, and the minute after it. HISTORY (5) is the number of
# sessions before; only one number is possible, as the clock does not go back.
first() {
	for sessions in ${HISTORY:-5}; do
		reset
		clock 2026-01-26T14:31:05Z
		opt-bars --all -q
		history "$sessions"
		rm -f "$work/first.us" "$work/second.us" "$work/evening.us"
		OPT_NOW=2026-01-26T13:00:05Z
		timed evening opt-features -q --prepare --deadline 600
		OPT_NOW=2026-01-26T14:31:05Z
		timed first opt-features -q
		clock 2026-01-26T14:32:05Z
		opt-bars --all -q
		timed second opt-features -q
		printf '{"bench":"market","what":"opt-features, the first run of a session with %s behind it","symbols":%s,"before_the_open_ms":%s,"wall_ms":%s,"limit_ms":800,"next_minute_ms":%s,"rows":%s,"peak_kib":%s}\n' \
			"$sessions" "$SYMBOLS" "$(median evening)" "$(median first)" "$(median second)" \
			"$(at "$ours" "select count(*) from lane_features where ts = '2026-01-26T14:30Z'")" "$(peak opt-features -q -n)"
	done
}

# cpu.py ROUNDS COMMAND...: prints for each command the user and system time of one run in milliseconds, the median of ROUNDS
# rounds of 20 runs. The words of a COMMAND are separated by |. Within a round the commands take turns.
cat >"$work/cpu.py" <<'END'
import resource, subprocess, sys
null = open("/dev/null", "w")
def spent():
    u = resource.getrusage(resource.RUSAGE_CHILDREN)
    return u.ru_utime + u.ru_stime
commands = [c.split("|") for c in sys.argv[2:]]
taken = [[] for _ in commands]
for _ in range(int(sys.argv[1])):
    for command, times in zip(commands, taken):
        subprocess.call(command, stdout=null)
        before = spent()
        for _ in range(20):
            subprocess.call(command, stdout=null)
        times.append((spent() - before) / 20)
for times in taken:
    print("%.2f" % (sorted(times)[len(times) // 2] * 1e3))
END
cat >"$work/peak.py" <<'END'
import resource, subprocess, sys
subprocess.call(sys.argv[1:], stdout=open("/dev/null", "w"))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
END
peak() {
	/usr/bin/python3 "$work/peak.py" "$@"
}

# Stages with nothing to do: processor time, compared with psql's `select 1`.
idle() {
	export OPT_NOW=2026-01-25T15:00:00Z # a Sunday
	stages='opt-features opt-watchlist opt-signal opt-bars opt-chain'
	# shellcheck disable=SC2046,SC2086 # one word per stage
	/usr/bin/python3 "$work/cpu.py" "$ROUNDS" "$PSQL|-XAtqc|select 1" $(printf '%s|-q ' $stages) >"$work/cpu"
	psql_ms=$(sed -n 1p "$work/cpu")
	n=1
	for stage in $stages; do
		n=$((n + 1))
		limit=1.0
		! ldd "$BUILD/bin/$stage" | grep -q libcurl || limit=1.3
		ms=$(sed -n ${n}p "$work/cpu")
		printf '{"bench":"market","what":"%s with nothing to do","cpu_ms":%s,"psql_ms":%s,"ratio":%s,"limit":%s}\n' "$stage" \
			"$ms" "$psql_ms" "$(ratio "$ms" "$psql_ms")" "$limit"
	done
}

# The reason for the primary key of lane_telemetry: with a day of bars, the merge of one more minute, its WAL, and the
# query of the last 120 minutes.
layout() {
	reset
	clock 2026-01-26T21:05:05Z
	opt-bars --all --backfill 2026-01-26 -q
	until=2026-01-26T20:00:00Z
	export_bars "$work/day.csv" 2026-01-26T00:00Z 2026-01-26T23:00Z
	export_bars "$work/last.csv" 2026-01-26T20:59Z 2026-01-26T20:59Z
	n=0
	for key in 'ts, ticker' 'ticker, ts' 'ticker, ts, and BRIN on ts'; do
		n=$((n + 1))
		columns_of_key=${key%, and*}
		at "$theirs" 'create table layout (like lane_telemetry including defaults)'
		PGDATABASE=$theirs "$PSQL" -Xq -c "\\copy layout ($columns, known_at) from program 'sed s/\$/,2026-01-26T16:00Z/ $work/day.csv' csv"
		at "$theirs" "alter table layout add primary key ($columns_of_key)"
		[ "$columns_of_key" = "$key" ] || at "$theirs" 'create index on layout using brin (ts)'
		at "$theirs" 'vacuum analyze layout'
		for round in $(seq "$ROUNDS"); do
			sed "s/^[^,]*/2026-01-26 21:0$round:00+00/" "$work/last.csv" >"$work/minute.csv"
			at "$theirs" checkpoint
			before=$(wal "$theirs")
			timed "layout_merge$n" layout_merge
			wal_since "$before" >>"$work/layout_wal$n"
			timed "layout_read$n" layout_read
		done
		bytes=$(at "$theirs" "select sum(pg_relation_size(indexrelid)) from pg_index where indrelid = 'layout'::regclass")
		at "$theirs" 'drop table layout'
		printf '{"bench":"market","what":"lane_telemetry keyed by %s","symbols":%s,"merge_of_a_minute_ms":%s,"wal_bytes":%s,"read_of_120_minutes_ms":%s,"index_bytes":%s}\n' \
			"$key" "$SYMBOLS" "$(median "layout_merge$n")" "$(sort -n "$work/layout_wal$n" | sed -n "$(((ROUNDS + 1) / 2))p")" \
			"$(median "layout_read$n")" "$bytes"
	done
}
layout_merge() {
	PGDATABASE=$theirs "$PSQL" -Xq -v ON_ERROR_STOP=1 <<-END
		begin;
		$stage;
		\\copy telemetry_rows ($columns) from '$work/minute.csv' csv
		insert into layout as t ($columns, known_at) select $columns, ts from telemetry_rows
		on conflict ($columns_of_key) do update set close = excluded.close where t.close is distinct from excluded.close;
		commit;
	END
}
layout_read() {
	PGDATABASE=$theirs PGOPTIONS='-c jit=off' "$PSQL" -Xq -c "copy (select ts, ticker, close, volume, feed from layout
		where ts >= timestamptz '$until' - interval '120 min' and ts < '$until' and known_at <= '$until') to stdout (format binary)"
}

for part in $PARTS; do
	$part
done
