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
exits 0 'track, in small letters' opt-universe --track brk.b
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
exits 65 'a file without a good row' opt-universe --earnings "$work/earnings"
like "$err" 'line 1 of .* was left out: not a day: .*29.1.2026' 'the message names the line'
printf '\357\273\277"When","Report_Date",Symbol\r\nafter_close,2026-01-29,aapl\r\n,2026-13-01,SPY\r\nx,"2026-01-30,BRK.B\r\n' >"$work/earnings"
exits 1 'odd rows' opt-universe --earnings "$work/earnings"
like "$err" 'line 3 .*not a day: ..2026-13-01' 'are named'
like "$err" 'line 4 .*a quote is not closed' 'one by one'
is "$(sql "select ticker, next_earnings, next_earnings_time, earnings_known_at from ticker_universe where next_earnings is not null")" \
	'AAPL|2026-01-29|after_close|2026-01-26 13:00:00+00' 'the good ones are stored: the header gives the columns'
is "$(sql 'select counts from pipeline_runs order by started_at desc limit 1' | jq -c '[.odd_rows, .tickers]')" '[2,1]' 'and counted'
: >"$work/earnings"
exits 65 'an empty file' opt-universe --earnings "$work/earnings"
echo ticker,when >"$work/earnings"
exits 65 'a header without a day' opt-universe --earnings "$work/earnings"
like "$err" 'the header has no column .*day' 'names the column'
exits 65 'a missing file' opt-universe --earnings "$work/none"
exits 64 'earnings and a ticker' opt-universe --earnings "$work/earnings" AAPL

# Sectors
printf 'Symbol,Name,GICS_Sector\naapl,"Apple, Inc.",Information Technology\nSPY,x,\nNOBDY,x,Energy\nAAPL,x,Technology\n1,x,y\n' >"$work/sectors"
exits 1 'sectors' opt-universe --sectors "$work/sectors"
is "$(printf '%s\n' "$out" | jq -r '.ticker + ":" + (.sector // "-")' | tr '\n' ' ')" 'AAPL:Technology NOBDY:Energy SPY:- ' \
	'the last row of a ticker counts'
is "$(sql "select ticker, sector, sector_known_at from ticker_universe where sector is not null")" \
	'AAPL|Technology|2026-01-26 13:00:00+00' 'are stored'
like "$err" '1 of 3 tickers are not in the universe' 'unknown tickers are reported'

# Macro events
printf 'time,event\n2026-01-28 14:00,FOMC\n2026-02-11 08:30,CPI\n2026-02-11T13:30:00Z,CPI\n2026-03-18 14:00,FOMC\n' >"$work/events"
exits 0 'a dry run of events' opt-universe -n --events "$work/events"
is "$(sql 'select count(*) from macro_events')" 0 'stores nothing'
exits 0 'events' opt-universe --events "$work/events"
is "$(sql 'select at, event, known_at from macro_events order by 1' | tr '\n' ' ')" \
	'2026-01-28 19:00:00+00|FOMC|2026-01-26 13:00:00+00 2026-02-11 13:30:00+00|CPI|2026-01-26 13:00:00+00 2026-03-18 18:00:00+00|FOMC|2026-01-26 13:00:00+00 ' \
	'stores each once, in New York time where no zone is given'
exits 0 'the same events again' opt-universe --events "$work/events"
is "$out" '' 'change nothing'
printf '2026-01-28 14:00,FOMC\n2026-03-17 14:00,FOMC\n2026-04-29 14:00,FOMC\n' >"$work/events"
exits 0 'another calendar of one event' opt-universe --events "$work/events"
is "$(printf '%s\n' "$out" | jq -r '.ts + " " + .macro_event + " " + .change' | tr '\n' ' ')" \
	'2026-03-17T18:00:00Z FOMC new 2026-03-18T18:00:00Z FOMC withdrawn 2026-04-29T18:00:00Z FOMC new ' \
	'a day that moved is withdrawn; the other events stay'
printf '2026-03-17 14:00,FOMC\n2026-04-29,FOMC\n2026-06-17 14:00,FOMC\n' >"$work/events"
exits 1 'a calendar with an odd row' opt-universe --events "$work/events"
is "$(printf '%s\n' "$out" | jq -r .change)" new 'withdraws nothing'

# The list
exits 0 'the list' opt-universe --list
is "$(printf '%s\n' "$out" | jq -r .ticker)" "$(sql 'select ticker from ticker_universe where tracked order by 1')" 'has the tracked tickers'
exits 1 'the list of named tickers' opt-universe --list aapl nope
is "$(printf '%s\n' "$out" | jq -c '[.ticker, .sector, .next_earnings, .next_earnings_time]')" \
	'["AAPL","Technology","2026-01-29","after_close"]' 'has what is known of them'
like "$err" 'NOPE is not in the universe' 'an unknown ticker is named'
exits 0 'the list before that was known' opt-universe --list --now 2026-01-26T12:00:00Z AAPL
is "$(printf '%s\n' "$out" | jq -c '[.sector, .next_earnings]')" '[null,null]' 'does not have it'
exits 64 'a list and a file' opt-universe --list --sectors x

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
	exits 0 'track the top two up to a price' opt-universe --track-top 2 --max-price 200
	is "$(sql 'select ticker from ticker_universe where tracked order by 1' | tr '\n' ' ')" 'AAPL CHEAP SPY ' 'leaves out what costs more'
	exits 65 'no ticker that cheap' opt-universe --track-top 2 --max-price 0.5
	exits 64 'a price that is none' opt-universe --track-top 2 --max-price 0
	exits 64 'a price without a number of tickers' opt-universe --max-price 5
	exits 0 'track the top one and a named ticker' opt-universe --track-top 1 CHEAP
	is "$(sql 'select ticker from ticker_universe where tracked order by 1' | tr '\n' ' ')" 'BRK.B CHEAP SPY ' \
		'the others are no longer tracked'

	# Corporate actions
	action() {
		ask POST /sim/action "$1" >"$work/action"
		jq -e .id "$work/action" >/dev/null || sed 's/^/# /' "$work/action"
	}
	actions() {
		sql "select ticker, kind, ex_date, coalesce(amount::float8::text, new_shares::float8 || ':' || old_shares::float8, new_ticker), withdrawn,
			known_at::time from corporate_actions order by 1, 2, 3, known_at" |
			sed 's/|f|/|/' | tr '\n' ' '
	}
	action '{"kind":"dividend","symbol":"AAPL","ex_date":"2026-02-06","amount":0.26}'
	action '{"kind":"dividend","symbol":"AAPL","ex_date":"2025-11-07","amount":0.25}'
	action '{"kind":"split","symbol":"SPY","ex_date":"2026-02-02","new_shares":2,"old_shares":1}'
	action '{"kind":"dividend","symbol":"CHEAP","ex_date":"2026-02-06","amount":1}'
	opt-universe -q --track aapl
	exits 0 'the actions of the tracked tickers, dry' opt-universe -n --actions
	is "$(printf '%s\n' "$out" | jq -r '.ticker + " " + .kind' | tr '\n' ' ')" \
		'AAPL dividend AAPL dividend CHEAP dividend SPY split ' 'are printed'
	is "$(sql 'select count(*) from corporate_actions')" 0 'and not stored'
	exits 0 'the actions' opt-universe --actions
	is "$(actions)" 'AAPL|dividend|2025-11-07|0.25|13:00:00 AAPL|dividend|2026-02-06|0.26|13:00:00 CHEAP|dividend|2026-02-06|1|13:00:00 SPY|split|2026-02-02|2:1|13:00:00 ' \
		'are stored'
	exits 0 'the same actions again' opt-universe --actions
	is "$out" '' 'change nothing'
	altered
	alter '[{"method": "GET", "path": "/v1/corporate-actions", "jq": "(.corporate_actions.cash_dividends[] | select(.rate == 0.26)).rate = \"odd\""}]'
	exits 1 'an odd row' opt-universe --actions --now 2026-01-26T13:01:00Z
	like "$err" 'cash_dividends.*AAPL' 'is named'
	is "$out" '' 'and withdraws nothing, because it may be that dividend'
	alter '[{"method": "GET", "path": "/v1/corporate-actions", "jq": "(.corporate_actions.cash_dividends[] | select(.rate == 0.26)).ex_date = \"2026-02-09\""}]'
	exits 0 'an ex-date that moved' opt-universe --actions aapl --now 2026-01-26T13:02:00Z
	is "$(printf '%s\n' "$out" | jq -r '[.ticker, .ex_date, .change] | join(" ")')" "AAPL 2026-02-06 withdrawn
AAPL 2026-02-09 new" 'is another action; of a ticker that was not asked for nothing is withdrawn'
	alter '[{"method": "GET", "path": "/v1/corporate-actions", "jq": ".corporate_actions = {}"}]'
	exits 0 'an empty answer' opt-universe --actions --now 2026-01-26T13:02:30Z
	is "$out" '' 'withdraws nothing'
	alter '[{"method": "GET", "path": "/v1/corporate-actions", "jq": ".corporate_actions = []"}]'
	exits 65 'another shape' opt-universe --actions --now 2026-01-26T13:03:00Z
	printf 'ticker,ex_date,amount\nko,2026-03-13,.51\naapl,2026-02-09,0.27\nKO,2026-13-01,1\n' >"$work/dividends"
	exits 1 'dividends from a file' opt-universe --dividends "$work/dividends" --now 2026-01-26T13:04:00Z
	like "$err" 'line 4 of .*dividends' 'the odd row is named'
	is "$(sql "select string_agg(ticker || ' ' || amount::float8, ', ' order by ticker) from corporate_actions where source = 'file'")" \
		'AAPL 0.27, KO 0.51' 'the others are stored'
else
	skip 'no opt-paper'
fi
finish
