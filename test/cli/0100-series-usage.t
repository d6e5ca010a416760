#!/bin/sh
# The programs that ingest market data: options, and what happens without a database or keys.
. test/tap.sh
unset APCA_API_KEY_ID APCA_API_SECRET_KEY OPT_NOW

for program in opt-universe opt-bars opt-features opt-watchlist opt-chain; do
	exits 0 "$program --help" $program --help
	like "$out" "^usage: $program" 'help is on standard output'
	exits 0 "$program --version" $program --version
	is "${out%% (*}" "$program ${VERSION:-0.1.0}" 'the version is the suite'"'"'s'
	exits 64 "$program: an unknown option" $program --frob
	exits 64 "$program: a pinned clock that is no time" $program --now yesterday
done

exits 64 'two modes at once' opt-universe --track --untrack AAPL
exits 64 'nothing to track' opt-universe --track
exits 64 'no ticker' opt-universe --track ../../etc
exits 64 'SPY is always tracked' opt-universe --untrack SPY
exits 64 'a ticker without a mode' opt-universe AAPL
exits 64 'top none' opt-universe --track-top 0
exits 64 'top much' opt-universe --track-top many
exits 64 'no day' opt-bars --backfill yesterday
exits 64 'a day to come' opt-bars --now 2026-01-26T15:00:00Z --backfill 2026-01-27
exits 64 '--all and a ticker' opt-bars --all AAPL
exits 64 'P28 no ticker' opt-bars ../../etc
exits 64 'an operand' opt-features AAPL
exits 64 'an operand' opt-watchlist AAPL
exits 64 '--solve and a ticker' opt-chain --solve AAPL

for program in opt-universe opt-bars opt-chain; do
	exits 77 "$program without keys" $program
	exits 64 "$program: a pinned clock and a broker elsewhere" env APCA_API_KEY_ID=k APCA_API_SECRET_KEY=s \
		APCA_API_BASE_URL=https://broker.invalid $program --now 2026-01-26T15:00:00Z
done

PGHOST=$work
APCA_API_KEY_ID=k
APCA_API_SECRET_KEY=s
export PGHOST APCA_API_KEY_ID APCA_API_SECRET_KEY
for program in opt-universe opt-bars opt-features opt-watchlist opt-chain; do
	exits 69 "$program without a database" $program
	is "$(printf '%s\n' "$err" | wc -l)" 1 'one line says so'
	is "$out" '' 'and nothing else does'
done

# The solver as a filter
solve() {
	status=0
	out=$(printf '%s\n' "$@" | opt-chain --solve 2>"$work/err") || status=$?
	err=$(cat "$work/err")
}
question='"spot":100,"strike":105,"years":0.25,"rate":0.04,"dividend_yield":0'
solve "{\"kind\":\"call\",$question,\"price\":2.5}" "{\"kind\":\"put\",$question,\"price\":1}"
is "$status" 0 'two questions'
# .20577999567: the formula solved by bisection elsewhere
is "$(printf '%s\n' "$out" | jq -r '[.status, (.implied_volatility // "none" | tostring | .[:12])] | join(" ")' | tr '\n' ' ')" \
	'ok 0.2057799956 below_intrinsic none ' 'a volatility, and a reason for none'
is "$(printf '%s\n' "$out" | jq -c 'keys_unsorted' | sort -u | wc -l)" 1 'the same keys in both'
# Hull, Options, Futures, and Other Derivatives: the American put worth 4.28 at 40 %, the European one 4.08
hull='"kind":"put","spot":50,"strike":50,"years":0.4166666667,"rate":0.1,"dividend_yield":0'
solve "{$hull,\"exercise\":\"american\",\"price\":4.28}" "{$hull,\"price\":4.08}" \
	"{$hull,\"exercise\":\"american\",\"price\":4.28,\"dividends\":[[0.3,1.5]]}"
is "$(printf '%s\n' "$out" | jq -r '[.exercise, .status, (.implied_volatility * 100 | round | tostring)] | join(" ")' | tr '\n' ';')" \
	'american ok 40;european ok 40;american ok 36;' 'American exercise and a cash dividend'
solve "{$hull,\"exercise\":\"bermudan\",\"price\":4}" "{$hull,\"dividends\":[[0.3,1],[0.2,1]],\"price\":4}"
is "$status" 65 'another exercise, and dividends out of order'
like "$err" 'exercise.*bermudan' 'named'
like "$err" 'dividend 2 ' 'and counted'
solve "{\"kind\":\"call\",$question,\"price\":2.5}" '{"kind":"call"}' 'no json'
is "$status" 1 'lines that cannot be read: done in part'
is "$(printf '%s\n' "$out" | wc -l)" 1 'the good one is answered'
like "$err" 'line 2.*spot' 'the bad one is named'
solve '{}'
is "$status" 65 'nothing but bad lines'
finish
