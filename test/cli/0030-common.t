#!/bin/sh
# Checks the rules of opt(7) on every program: options, errors of one line, exit statuses, configuration.
. test/tap.sh

HOME=$work
XDG_CONFIG_HOME=$work/config
export HOME XDG_CONFIG_HOME
version=${VERSION:-0.1.0}
commit=$(sed 's/..*/ (&)/' "$BUILD/gen/commit")

# refuses STATUS WORD NAME COMMAND...: passes when the command exits with STATUS, writes one line with WORD to standard error
# and nothing to standard output
refuses() {
	want=$1
	word=$2
	name=$3
	shift 3
	exits "$want" "$name" "$@"
	if [ "$(printf '%s\n' "$err" | grep -c .)" = 1 ] && printf '%s\n' "$err" | grep -Fq -e "$word" && [ -z "$out" ]; then
		ok 0 "$name: the error is one line"
	else
		ok 1 "$name: the error is one line"
		printf '%s\n' "  out: $out" "  err: $err" "  want: $word" | sed 's/^/# /' >&2
	fi
}

newline='
'
# NAME | LINE | WORD: a configuration file that is refused with 78
bad_files='unknown name|bars = 4|bad.conf:2: unknown name \"bars\"
no name = value|halt|bad.conf:2: the line is not of the form name = value
a number out of range|bar_settle_s = 3601|bar_settle_s = \"3601\" is not allowed
a number with a unit|bar_settle_s = 4s|bar_settle_s
a word that is not allowed|execution_mode = real|execution_mode
a name in capitals|DBNAME = x|unknown name
an address without a scheme|broker_url = 127.0.0.1|broker_url
HTTP without TLS to another host|broker_url = http://api.example.com|broker_url
an address with a password|data_url = https://me:pw@example.com|data_url
a host that only looks like loopback|data_url = http://127.0.0.1.example.com|data_url'

# NAME | VARIABLE=VALUE | STATUS | WORD
bad_environments='a wrong value in the environment|OPT_LOG_FORMAT=xml|78|OPT_LOG_FORMAT
a wrong address in the environment|APCA_API_BASE_URL=nowhere|78|environment variable APCA_API_BASE_URL: broker_url
a pinned clock that is not a time|OPT_NOW=yesterday|64|yesterday
a secret in a file that does not exist|OPT_KEY_ID_FILE=/nonexistent/key|77|could not open the file of key_id_file: No such file'

# NAME | OPTION | ARGUMENT | WORD: 64
bad_options='an unknown option|--frob||--frob
an unknown letter|-qZ||-Z
an option without its argument|--config||--config needs an argument
an argument for an option without one|--quiet=3||--quiet takes no argument
a time without a zone|--now|2026-01-26T14:30:00|2026-01-26T14:30:00
a date that does not exist|--now|2026-02-30T14:30:00Z|2026-02-30
a deadline of 0|--deadline|0|--deadline
a deadline over a day|--deadline|86401|--deadline
a deadline with a unit|--deadline|50s|--deadline
an unknown format|--log-format|xml|xml
a password among the words|--dbname|host=/tmp password=hunter2|password
a password in the address|--dbname|postgresql://me:hunter2@localhost/opt|password'

common() {
	p=$1
	exits 0 "$p --help" "$p" --help
	like "$out" "^usage: $p" "$p --help: the usage is on standard output"
	is "$err" '' "$p --help: standard error is empty"
	exits 0 "$p --version" "$p" --version
	is "${out%% (*}" "$p $version" "$p --version: that of the suite"
	is "${out#"$p $version"}" "$commit" "$p --version: and the commit, when there is one"
	refuses 64 'frob' "$p: an unknown option" "$p" --frob
	refuses 64 '--\u001b[31mred\u009b' "$p: an escape sequence in argv" "$p" "--$(printf '\033[31mred\302\233')"
}

# A program whose usage has no operands refuses them.
operands() {
	case $("$1" --help | head -n 1) in
	"usage: $1 [options]") refuses 64 'unexpected \"frob\"' "$1: an operand" "$1" frob ;;
	esac
}

options() {
	p=$1
	while IFS='|' read -r name option argument word; do
		if [ -n "$argument" ]; then
			refuses 64 "$word" "$p: $name" "$p" "$option" "$argument"
		else
			refuses 64 "$word" "$p: $name" "$p" "$option"
		fi
		case $err in
		*hunter2*) ok 1 "$p: $name: the message does not repeat it" ;;
		esac
	done <<-EOF
		$bad_options
	EOF
}

# All programs read the configuration by the same code: one tries every mistake, the others one of each list.
configuration() {
	p=$1
	files=$bad_files environments=$bad_environments
	if [ "$p" != opt-posmon ]; then
		files=${files%%"$newline"*} environments=${environments%%"$newline"*}
	fi
	refuses 78 /nonexistent/opt.conf "$p: a file that does not exist" "$p" -c /nonexistent/opt.conf
	refuses 78 "$work" "$p: a folder in place of a file" "$p" -c "$work"
	while IFS='|' read -r name line word; do
		printf '# a comment\n%s\n' "$line" >"$work/bad.conf"
		refuses 78 "$word" "$p: $name" "$p" -c "$work/bad.conf"
	done <<-EOF
		$files
	EOF
	while IFS='|' read -r name setting want word; do
		refuses "$want" "$word" "$p: $name" env "$setting" "$p"
	done <<-EOF
		$environments
	EOF
	case $p in
	opt-status | opt-alert) return ;; # they tell of it: cli/0100-opt-status-usage
	esac
	printf 'sesame\n' >"$work/key"
	chmod 644 "$work/key"
	refuses 77 'can be read by others' "$p: a secret that others can read" env OPT_KEY_ID_FILE="$work/key" "$p"
	chmod 600 "$work/key"
	: >"$work/empty"
	chmod 600 "$work/empty"
	refuses 77 'is empty' "$p: an empty secret" env OPT_SECRET_KEY_FILE="$work/empty" "$p"
}

for path in "$BUILD"/bin/opt-*; do
	program=${path##*/}
	if [ "$program" = opt-db ]; then
		exits 0 'opt-db --help' opt-db --help
		refuses 64 frob 'opt-db: an unknown option' opt-db --frob
		refuses 64 '?[31mred' 'opt-db: an escape sequence in argv' opt-db "--$(printf '\033[31mred\302\233')"
		continue
	fi
	common "$program"
	[ "$program" != opt-paper ] || continue # a server with options of its own; it has no opt.conf and no database
	operands "$program"
	options "$program"
	configuration "$program"
done

# --- one program is enough here, as all programs share this code ---

# Standard error that is not a terminal gets JSON, one line for any argument.
run opt-calendar "$(printf 'a\nb\t\033]0;x\007\302\205\342\200\256\377')"
is "$(jq -r '[.tool, .level, (.run_id | length), (.ts | endswith("Z"))] | @csv' "$work/err")" \
	'"opt-calendar","error",36,true' 'an error is a JSON line'
is "$(LC_ALL=C tr -d '[:print:]\n' <"$work/err" | wc -c)" 0 'without a byte that controls a terminal'
run opt-calendar --log-format text nonsense
is "$err" 'opt-calendar: error: not a day such as 2026-01-26: "nonsense"' 'text with --log-format text'
run env OPT_LOG_FORMAT=text opt-calendar nonsense
like "$err" '^opt-calendar: error: ' 'text with the variable'

# Precedence: option, environment, the user's file, the host's file, default.
mkdir -p "$work/config/opt"
echo 'log_format = text' >"$work/config/opt/opt.conf"
: >"$work/none.conf"
if [ -e /etc/opt/opt.conf ]; then
	skip 'this host has an opt.conf of its own'
else
	run env -u OPT_CONFIG opt-calendar nonsense
	like "$err" '^opt-calendar: ' 'the opt.conf of the user is read'
	run env -u OPT_CONFIG OPT_LOG_FORMAT=json opt-calendar nonsense
	like "$err" '^\{' 'the environment takes precedence over it'
	run env -u OPT_CONFIG OPT_LOG_FORMAT=json opt-calendar --log-format text nonsense
	like "$err" '^opt-calendar: ' 'an option takes precedence over both'
	run env -u OPT_CONFIG opt-calendar -c "$work/none.conf" nonsense
	like "$err" '^\{' 'the file of --config is read instead'
fi
run env OPT_CONFIG="$work/config/opt/opt.conf" opt-calendar nonsense
like "$err" '^opt-calendar: ' 'the file that OPT_CONFIG names is read'
run env OPT_CONFIG="$work/config/opt/opt.conf" opt-calendar -c "$work/none.conf" nonsense
like "$err" '^\{' '--config takes precedence over it'
run env OPT_CONFIG= opt-calendar nonsense
like "$err" '^\{' 'an empty OPT_CONFIG reads no file'
refuses 78 /nonexistent/opt.conf 'OPT_CONFIG with a file that does not exist' env OPT_CONFIG=/nonexistent/opt.conf opt-calendar
rm -r "$work/config"

# Standard output that cannot be written, or is not needed.
if [ -c /dev/full ]; then
	opt-calendar 2026-01-05 >/dev/full 2>"$work/err"
	is $? 74 'C10 a full disk'
	is "$(jq -r .level "$work/err")" error 'is reported'
	opt-calendar --help >/dev/full 2>"$work/err"
	is $? 74 'C10 a full disk, for --help'
else
	skip 'no /dev/full'
fi
opt-calendar 2026-01-05 >&- 2>"$work/err"
is $? 74 'C28 a closed standard output'
opt-calendar -q 2026-01-05 >&-
is $? 0 'with -q that is not an error'
opt-calendar 2026-01-05 2>&- >"$work/out"
is $? 0 'a closed standard error is not an error'
is "$(jq -r .day "$work/out")" 2026-01-05 'and the rows are printed'
status=$( (
	opt-calendar 1990-01-01 2035-12-31
	echo $? >"$work/status"
) | head -n 1 >/dev/null; cat "$work/status")
is "$status" 0 'C28 a reader that ends early'

is "$(opt-calendar --now 2026-01-26T19:08:00Z | jq -r .day)" 2026-01-26 '--now'
is "$(OPT_NOW=2026-01-26T19:08:00Z opt-calendar | jq -r .day)" 2026-01-26 'OPT_NOW'
is "$(OPT_NOW=2026-01-26T19:08:00Z opt-calendar --now 2026-01-27T19:08:00Z | jq -r .day)" 2026-01-27 'the option takes precedence'
finish
