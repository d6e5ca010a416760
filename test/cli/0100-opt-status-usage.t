#!/bin/sh
# opt-status without a database: options, the halt file, the file for Prometheus.
. test/tap.sh
OPT_HALT_FILE=$work/halt
export OPT_HALT_FILE

exits 0 'help' opt-status --help
like "$out" '^usage: opt-status' 'help is on standard output'
exits 64 'two views' opt-status --quick --news
exits 64 'an operand' opt-status AAPL
exits 64 '--textfile with a list' opt-status --orders --textfile "$work/x.prom"
exits 64 '--textfile without a name' opt-status --textfile ''
exits 64 '--watch with a pinned clock' opt-status --watch 1 --now 2026-01-26T15:00:00Z
for seconds in 0 -1 x 3601 1.5; do
	exits 64 "--watch $seconds" opt-status --watch "$seconds"
done

# check NAME EXPRESSION: of the row of the check in $out
check() {
	printf '%s\n' "$out" | jq -r "select(.check == \"$1\") | $2"
}
exits 2 'no database' opt-status --quick
is "$(printf '%s\n' "$out" | head -n 1 | jq -r '[.event, .level, .criticals]|@csv')" '"status","critical",1' 'it is critical'
is "$(check database .level)" critical 'the database is named'
like "$(check database .text)" 'could not connect' 'and why it does not answer'
is "$(check database .mend)" 'opt-db start' 'and what mends it'
is "$(check bars .level)" '' 'what is not known is not judged'
is "$err" '' 'nothing is said on standard error'
is "$(check halt_file .level)" healthy 'no halt file'
exits 2 'a look with the lists, without a database' opt-status

echo 'entries by ann' >"$OPT_HALT_FILE"
exits 2 'a halt file that stops entries' opt-status --quick
is "$(check halt_file '.level, .text' | tr '\n' ' ')" "warning halt file: $OPT_HALT_FILE says entries " 'is a warning'
echo all >"$OPT_HALT_FILE"
run opt-status --quick
is "$(check halt_file '.level, .text' | tr '\n' ' ')" "critical halt file: $OPT_HALT_FILE says all " 'one that stops all is critical'
rm "$OPT_HALT_FILE"
mkfifo "$OPT_HALT_FILE"
run opt-status --quick
is "$(check halt_file .level)" critical 'one that cannot be read is critical'
rm "$OPT_HALT_FILE"

run opt-status --check
is "$(check keys '.level, .mend' | tr '\n' ' ')" 'critical man opt.conf ' '--check: no keys'
echo sesame >"$work/secret_key"
chmod 644 "$work/secret_key"
exits 2 'a key that others can read' env OPT_SECRET_KEY_FILE="$work/secret_key" opt-status --check
like "$(check keys '.level, .text' | tr '\n' ' ')" 'critical keys of the broker: secret file .* can be read by others: chmod 600 it' '--check names its file'
run env APCA_API_KEY_ID=sesame APCA_API_SECRET_KEY=sesame APCA_API_BASE_URL=http://127.0.0.1:1 \
	APCA_API_DATA_URL=http://127.0.0.1:1 opt-status --check
is "$(check keys .level)" healthy '--check: keys'
is "$(check broker_answers .level)" critical '--check: a broker that does not answer'
case $out$err in
*sesame*) ok 1 'the keys are printed nowhere' ;;
*) ok 0 'the keys are printed nowhere' ;;
esac

# The file for Prometheus appears whole or not at all.
exits 2 'the file for Prometheus' opt-status --quick --textfile "$work/opt.prom"
is "$(grep -c '^opt_status_level{check="database"} 2$' "$work/opt.prom")" 1 'it has the level of the database'
is "$(grep '^opt_status_worst' "$work/opt.prom")" 'opt_status_worst 2' 'and the worst'
is "$(grep -vEc '^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{check="[a-z_]+"\})? (NaN|-?[0-9.e+]+))$' "$work/opt.prom")" 0 \
	'and nothing but its format'
exits 74 'a folder that is not there' opt-status --quick --textfile "$work/none/opt.prom"
mkdir "$work/taken"
exits 74 'a folder in place of the file' opt-status --quick --textfile "$work/taken"
rm "$work/opt.prom"
exits 2 'a dry run' opt-status -n --quick --textfile "$work/opt.prom"
is "$(find "$work" -name '*.prom*' -o -name '*.new')" '' 'writes no file and leaves none'
exits 2 '-q' opt-status --quick -q
is "$out" '' 'prints nothing'
finish
