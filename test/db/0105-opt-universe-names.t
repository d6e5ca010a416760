#!/bin/sh
# opt-universe --sec: stores names for the classifier from a file in the SEC's format, without the broker.
. test/tap.sh
new_database
OPT_NOW=2026-01-26T13:00:00Z
export OPT_NOW

sql "insert into ticker_universe (ticker, name, exchange, tradable, dollar_volume, source, updated_at) values
	('GOOG', 'Alphabet Inc. Class C Capital Stock', 'NASDAQ', true, 900, 'broker', '2026-01-01Z'),
	('GOOGL', 'Alphabet Inc. Class A Common Stock', 'NASDAQ', true, 800, 'broker', '2026-01-01Z'),
	('SJM', 'Smucker (The J.M.) Company', 'NYSE', true, 10, 'broker', '2026-01-01Z'),
	('BRK.B', null, null, true, 10, 'broker', '2026-01-01Z'),
	('BANKP', 'Some Bank Series P', 'NYSE', true, 50, 'broker', '2026-01-01Z'),
	('BANK', 'Some Bank Common', 'NYSE', true, 10, 'broker', '2026-01-01Z')"
cat >"$work/sec" <<'END'
{"fields":["cik","name","ticker","exchange"],"data":[[1,"Alphabet Inc.","GOOGL","Nasdaq"],[1,"Alphabet Inc.","GOOG","Nasdaq"],
[2,"J M SMUCKER Co","SJM","NYSE"],[3,"BERKSHIRE HATHAWAY INC","BRK-B","NYSE"],[4,"Nobody\u0027s Corp","NOBDY",null],
[5,"TRINKETS & TOYS BANK CORP /DE/","BANKP","NYSE"],[5,"TRINKETS & TOYS BANK CORP /DE/","BANK","NYSE"]]}
END

before=$(sql 'select xmin, * from ticker_universe order by ticker')
exits 0 'a dry run' opt-universe -n --sec "$work/sec"
is "$(printf '%s\n' "$out" | jq -r '[.ticker, .alias] | join("=")' | tr '\n' ' ')" \
	'BANK=trinkets toys bank BRK.B=berkshire hathaway GOOGL=alphabet SJM=jm smucker ' 'prints what it would store'
is "$(sql 'select xmin, * from ticker_universe order by ticker')" "$before" 'and stores nothing'

exits 0 'take the names' opt-universe --sec "$work/sec"
is "$(sql "select ticker, array_to_string(aliases, ',') from ticker_universe where aliases <> '{}' order by 1" | tr '\n' ' ')" \
	'BANK|trinkets toys bank BRK.B|berkshire hathaway GOOGL|alphabet SJM|jm smucker ' \
	'the first common stock of each company gets the alias'
is "$(sql "select name, exchange, source, updated_at from ticker_universe where ticker = 'BRK.B'")" \
	'BERKSHIRE HATHAWAY INC|NYSE|broker+sec|2026-01-26 13:00:00+00' 'a name and exchange that the broker lacks are filled in'
is "$(sql "select name from ticker_universe where ticker = 'SJM'")" 'Smucker (The J.M.) Company' "the broker's name stays"
is "$(sql 'select counts from pipeline_runs')" '{"read": 7, "named": 4}' 'the run counts rows and names'

before=$(sql 'select xmin, * from ticker_universe order by ticker')
exits 0 'the same file again' opt-universe --sec "$work/sec"
is "$out" '' 'prints nothing'
is "$(sql 'select xmin, * from ticker_universe order by ticker')" "$before" 'and writes nothing'

sql "insert into inbound_events_raw (event_uid, feed_url, title, title_key, story_uid, published_at, known_at, fetched_at)
	values (repeat('a', 64), 'x', 'Alphabet and J.M. Smucker beat estimates', 'x', repeat('b', 64), '2026-01-26 12:00Z', '2026-01-26 12:00Z', '2026-01-26 12:00Z')"
exits 0 'the classifier' opt-classify
is "$(sql "select array_to_string(tickers, ' ') from inbound_events_classified")" 'GOOGL SJM' 'the classifier finds companies by the aliases'

echo '{"fields":["cik","name","ticker","exchange"],"data":[[1,"Alphabet Inc.","GOOGL"' >"$work/sec"
exits 65 'an incomplete file' opt-universe --sec "$work/sec"
exits 65 'a missing file' opt-universe --sec "$work/absent"
exits 64 'a file and a ticker to track' opt-universe --sec "$work/sec" AAPL
is "$(sql 'select xmin, * from ticker_universe order by ticker')" "$before" 'failed runs change nothing'
finish
