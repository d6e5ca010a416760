#!/bin/sh
# The series can be distributed by symbol (sql/distributed/citus.sql) as long as no statement needs a query that only a
# single node can run. Prints one line per finding; exits 1 when there is one.
set -eu
cd "$(dirname "$0")/.."
LC_ALL=C
export LC_ALL
series='lane_telemetry|lane_features|option_bars|iv_surface'

# plain FILE: prints the statement in one line, in lower case, without comments
plain() {
	sed 's/--.*//' "$1" | tr '\n\t' '  ' | tr '[:upper:]' '[:lower:]' | sed 's/  */ /g'
}

statements() {
	for file in sql/query/*/*.sql sql/analysis/*.sql; do
		[ -e "$file" ] || continue
		text=$(plain "$file")
		printf '%s' "$text" | grep -Eq "\b($series)\b" || continue
		for banned in lateral 'merge into' 'skip locked' 'for update' 'for share'; do
			case $text in
			*"$banned"*) printf '%s: %s on a series\n' "$file" "$banned" ;;
			esac
		done
		# an insert that resolves conflicts names the key of the series
		if printf '%s' "$text" | grep -Eq "insert into ($series)\b"; then
			printf '%s' "$text" | grep -Eq "on conflict \((ts, ticker|symbol, ts|ticker, ts, expiration_date, strike_price, option_type)\)" ||
				printf '%s: inserts into a series without naming its key\n' "$file"
			! printf '%s' "$text" | grep -q 'do update' || printf '%s' "$text" | grep -q 'is distinct from' ||
				printf '%s: merges into a series without "is distinct from"\n' "$file"
		fi
		# every statement that reads a series has a bound on the time
		printf '%s' "$text" | grep -Eq "\b(from|join) ($series)\b" || continue
		printf '%s' "$text" | grep -Eq "\bts (=|>=|>|<) |\bts = any" ||
			printf '%s: reads a series without a bound on ts\n' "$file"
	done
}

migrations() {
	for file in sql/migrations/*.sql; do
		text=$(plain "$file")
		for table in lane_telemetry lane_features option_bars iv_surface; do
			printf '%s' "$text" | grep -Eq "create (constraint )?trigger [^;]* on (public\.)?$table\b" &&
				printf '%s: a trigger on %s\n' "$file" "$table"
			printf '%s' "$text" | grep -Eq "references $table\b" &&
				printf '%s: a foreign key into %s\n' "$file" "$table"
			printf '%s' "$text" | grep -Eq "create unique index [^;]* on (only )?$table\b" &&
				printf '%s: a unique index on %s beside its key\n' "$file" "$table"
			definition=$(printf '%s' "$text" | sed -n "s/.*create table $table (\(.*\)/\1/p" | sed 's/partition by.*//')
			[ -z "$definition" ] || {
				printf '%s' "$definition" | grep -Eq 'primary key \([^)]*\b(ticker|symbol)\b[^)]*\)' &&
					printf '%s' "$definition" | grep -Eq 'primary key \([^)]*\bts\b[^)]*\)' ||
					printf '%s: the key of %s lacks the symbol or ts\n' "$file" "$table"
				! printf '%s' "$definition" | grep -q ' references ' ||
					printf '%s: a foreign key of %s\n' "$file" "$table"
			}
		done
	done
}

found=$(statements; migrations)
if [ -n "$found" ]; then
	printf '%s\n' "$found"
	exit 1
fi
echo 'series: every statement can be distributed by symbol'
