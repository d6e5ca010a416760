#!/bin/sh
# Nothing that a program reads or writes holds it up: a FIFO is refused, and a wait for standard input or output ends with the
# deadline or a signal, with 75.
. test/tap.sh
fifo=$work/fifo
full=$work/full
mkfifo "$fifo" "$full"
printf '* * * * * true\n' >"$work/crontab"
HOME=$work
XDG_CONFIG_HOME=$work
export HOME XDG_CONFIG_HOME
unset OPT_NOW CREDENTIALS_DIRECTORY

# refuses STATUS FILE COMMAND...: passes when the command, whose FILE is a FIFO that nobody writes to, exits with STATUS at once
refuses() {
	want=$1
	file=$2
	shift 2
	exits "$want" "$file: a FIFO" timeout 5 env PGHOST="$work" "$@"
	like "$err" 'not a regular file' "$file: the message says why"
}
refuses 78 'opt.conf' opt-calendar -c "$fifo" 2026-01-26 2026-01-26
refuses 65 'a feed' opt-rss --parse "$fifo"
refuses 65 'headlines with labels' opt-classify --eval "$fifo"
refuses 65 'the weights of the lexicon' opt-classify --text --weights "$fifo"
refuses 65 'the universe' opt-classify --text --universe "$fifo"
refuses 77 'a key' env OPT_KEY_ID_FILE="$fifo" opt-bars -n
refuses 65 'the state of opt-paper' opt-paper --synth 1 --state "$fifo"
mkdir "$work/feeds" "$work/recording"
mkfifo "$work/feeds/a.xml" "$work/recording/stock_bars.csv"
refuses 65 'a feed of opt-paper' opt-paper --synth 1 --feeds "$work/feeds"
refuses 65 'a crontab' opt-replay -n --day 2026-01-26 --broker none "$fifo"

exits 69 'the service file of libpq: a FIFO' timeout 5 env PGSERVICE=x PGSERVICEFILE="$fifo" opt-watchlist -n --deadline 1

# stopped NAME COMMAND...: passes when the command, which waits for ever, ends within a second of SIGTERM, with 75
stopped() {
	name=$1
	shift
	"$@" <"$fifo" >"$full" 2>"$work/err" &
	pid=$!
	sleep .5
	began=$(date +%s%N)
	kill "$pid"
	status=0
	wait "$pid" || status=$?
	is "$status" 75 "$name: SIGTERM"
	ok $(($(date +%s%N) - began > 1000000000)) "$name: it ends within a second"
}
# Both ends of the FIFOs are open, but nobody writes to the first or reads from the second.
exec 8<>"$full" 9<>"$fifo"
many='opt-calendar 2000-01-01 2027-12-31'
stopped 'standard input' opt-classify --text
# shellcheck disable=SC2086 # words
stopped 'standard output' $many
# shellcheck disable=SC2016
exits 75 'standard input: the deadline' timeout 5 sh -c 'exec opt-classify --text --deadline 1 <"$0"' "$fifo"
exits 75 'standard output: the deadline' timeout 5 sh -c "exec $many --deadline 1 >\"\$0\"" "$full"
finish
