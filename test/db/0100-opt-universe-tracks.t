#!/bin/sh
# opt-universe: stores the broker's list, tracks tickers, and leaves unchanged rows alone in a second run.
. test/tap.sh
. test/paper.sh
broker_database
OPT_NOW=2026-01-26T13:00:00Z
export OPT_NOW

# asset SYMBOL NAME TRADABLE ATTRIBUTES
asset() {
	printf '%s{"id":"x","symbol":"%s","name":"%s","exchange":"NYSE","tradable":%s,"status":"active","attributes":[%s]}' \
		"$comma" "$1" "$2" "$3" "$4" >>"$work/assets"
	comma=,
}
list_begin() {
	printf '[' >"$work/assets"
	comma=
}
list_begin
asset SPY 'S&P  500' true '"has_options"'
asset AAPL 'Apple Inc.' true '"has_options"'
asset BRK.B 'Berkshire' true '"has_options"'
asset ZZZ 'Gone soon' true ''
asset 'BRK/A' 'odd' true ''
echo ']' >>"$work/assets"
canned "$work/assets" || exit 1

exits 0 'a dry run' opt-universe -n
is "$(printf '%s\n' "$out" | jq -r .ticker | tr '\n' ' ')" 'AAPL BRK.B SPY ZZZ ' 'prints what it would store'
is "$(sql 'select count(*) from ticker_universe')" 0 'and stores nothing'
is "$(sql 'select count(*) from pipeline_runs')" 0 'a dry run stores no run row'

exits 0 'the first sync' opt-universe
is "$(sql 'select ticker, name, tradable, options_enabled, tracked, updated_at from ticker_universe order by 1' | tr '\n' ' ')" \
	'AAPL|Apple Inc.|t|t|t|2026-01-26 13:00:00+00 BRK.B|Berkshire|t|t|f|2026-01-26 13:00:00+00 SPY|S&P 500|t|t|t|2026-01-26 13:00:00+00 ZZZ|Gone soon|t|f|f|2026-01-26 13:00:00+00 ' \
	'stores the list and tracks the initial tickers'
is "$(sql 'select status, counts from pipeline_runs')" 'ok|{"new": 4, "listed": 4, "skipped": 1}' 'a symbol that is not a ticker is skipped'

before=$(sql 'select xmin, * from ticker_universe order by ticker')
exits 0 'the same list again' opt-universe
is "$out" '' 'prints nothing'
is "$(sql 'select xmin, * from ticker_universe order by ticker')" "$before" 'and writes nothing'

list_begin
asset SPY 'S&P  500' true '"has_options"'
asset AAPL 'Apple' true ''
asset BRK.B 'Berkshire' true '"has_options"'
echo ']' >>"$work/assets"
exits 0 'another list' opt-universe
is "$(printf '%s\n' "$out" | jq -r '[.ticker, .change, .tradable, .options_enabled] | @csv' | tr '\n' ' ')" \
	'"AAPL","changed",true,false "ZZZ","gone",false,false ' 'prints changed tickers and those that are gone'

exits 0 'untrack' opt-universe --untrack AAPL
exits 0 'track' opt-universe --track BRK.B
is "$(sql 'select ticker from ticker_universe where tracked order by 1' | tr '\n' ' ')" 'BRK.B SPY ' 'tracks the named ticker, not the untracked one'
exits 1 'an unknown ticker' opt-universe --track NOPE AAPL
like "$err" 'NOPE is not in the universe' 'is named'
is "$(sql "select tracked from ticker_universe where ticker = 'AAPL'")" t 'the known ticker is tracked'
exits 0 'untrack all' opt-universe --untrack AAPL BRK.B
exits 0 'a sync after that' opt-universe
is "$(sql 'select ticker from ticker_universe where tracked order by 1' | tr '\n' ' ')" 'SPY ' 'a later sync tracks no ticker by itself'

echo '[]' >"$work/assets"
before=$(sql 'select xmin, * from ticker_universe order by ticker')
exits 65 'an empty list' opt-universe
echo '[{"symbol":"AAPL"' >"$work/assets"
exits 65 'an incomplete list' opt-universe
echo '[{"symbol":"AAPL","tradable":"yes"}]' >"$work/assets"
exits 65 'a list of another shape' opt-universe
is "$(sql 'select xmin, * from ticker_universe order by ticker')" "$before" 'changes nothing'
is "$(sql "select status, exit_status from pipeline_runs order by started_at desc limit 1")" 'failed|65' 'the run row has the failure'

# Earnings
printf 'ticker,date,note\nAAPL,2026-01-29,after\nAAPL,2026-04-30,x\n"SPY",\nAAPL,2025-10-30\nNOBDY,2026-02-01\n' >"$work/earnings"
exits 0 'a dry run of earnings' opt-universe -n --earnings "$work/earnings"
is "$(sql 'select count(next_earnings) from ticker_universe')" 0 'stores nothing'
exits 0 'earnings' opt-universe --earnings "$work/earnings"
is "$(sql "select next_earnings from ticker_universe where ticker = 'AAPL'")" 2026-01-29 'the next day is kept'
like "$err" '1 of 3 tickers are not in the universe' 'unknown tickers are reported'
exits 0 'from standard input' sh -c 'echo AAPL, | opt-universe -q --earnings -'
is "$(sql "select next_earnings is null from ticker_universe where ticker = 'AAPL'")" t 'an empty day removes the stored one'
echo 'AAPL,29.1.2026' >"$work/earnings"
exits 65 'a malformed day' opt-universe --earnings "$work/earnings"
like "$err" 'line 1: not a day: .*29.1.2026' 'the message names the line'
exits 65 'a missing file' opt-universe --earnings "$work/none"
exits 64 'earnings and a ticker' opt-universe --earnings "$work/earnings" AAPL

# The tickers with the largest volume
mkdir "$work/recording"
{
	echo symbol,ts,open,high,low,close,volume
	for bar in 'SPY 100 10' 'AAPL 200 900' 'BRK.B 400 500' 'CHEAP 1 1000'; do
		# shellcheck disable=SC2086 # three words
		set -- $bar
		for minute in 2026-01-23T15:00 2026-01-26T15:00; do
			echo "$1,$minute:00Z,$2,$2,$2,$2,$3"
		done
	done
} >"$work/recording/stock_bars.csv"
{
	echo symbol,name,exchange,options_enabled
	printf '%s,x,NYSE,true\n' SPY AAPL BRK.B CHEAP
} >"$work/recording/assets.csv"
if command -v opt-paper >/dev/null && paper --recording "$work/recording" --now 2026-01-26T15:05:00Z; then
	exits 0 'a sync' opt-universe
	exits 0 'track the top two' opt-universe --track-top 2
	is "$(sql 'select ticker, dollar_volume from ticker_universe where tracked order by 1' | tr '\n' ' ')" \
		'AAPL|180000.00 BRK.B|200000.00 SPY|1000.00 ' 'tracks the two with the largest dollar volume, and SPY'
	exits 0 'track the top one and a named ticker' opt-universe --track-top 1 CHEAP
	is "$(sql 'select ticker from ticker_universe where tracked order by 1' | tr '\n' ' ')" 'BRK.B CHEAP SPY ' \
		'the others are no longer tracked'
else
	skip 'no opt-paper'
fi
finish
