#!/bin/sh
# opt-classify classifies each article once, also after failures.
. test/tap.sh
new_database
OPT_NOW=2026-01-26T14:30:20Z
export OPT_NOW

sql "insert into ticker_universe (ticker, name, exchange, tradable, aliases, dollar_volume, source, updated_at) values
	('AAPL', 'Apple Inc. Common Stock', 'NASDAQ', true, '{}', 9e9, 'test', '2026-01-26T00:00:00Z'),
	('GOOGL', 'Alphabet Inc. Class A Common Stock', 'NASDAQ', true, '{Google}', 8e9, 'test', '2026-01-26T00:00:00Z'),
	('GOOG', 'Alphabet Inc. Class C Capital Stock', 'NASDAQ', true, '{}', 7e9, 'test', '2026-01-26T00:00:00Z'),
	('GONE', 'Vanished Corp', 'NYSE', false, '{}', null, 'test', '2026-01-26T00:00:00Z')"
# article ID TITLE [SUMMARY] [KNOWN_AT]: inserts an article
article() {
	sql "insert into inbound_events_raw (event_uid, feed_url, title, title_key, story_uid, summary, published_at, fetched_at,
			known_at)
		overriding system value
		select uid, 'u', '$2', '', uid, nullif('${3:-}', ''), '2026-01-26T14:00:00Z'::timestamptz + $1 * interval '1 s',
			'${4:-2026-01-26T14:10:00Z}', '${4:-2026-01-26T14:10:00Z}'
		from (select lpad('$1', 64, '0') as uid) u"
}
article 1 'Apple beats profit estimates, shares jump'
article 2 'Google hit with lawsuit, shares tumble'
article 3 'Stocks to watch' 'Vanished Corp and Apple (NASDAQ: AAPL) report today.'
article 4 'Apple beats estimates' '' '2026-01-26T14:31:00Z'

exits 0 'a dry run' opt-classify -n
is "$(printf '%s\n' "$out" | jq -r .title | head -n 1)" 'Stocks to watch' 'a dry run prints the newest first'
is "$(sql 'select count(*) from inbound_events_classified')|$(sql 'select sum(attempts) from inbound_events_raw')" '0|0' \
	'a dry run stores nothing'
exits 0 'a run' opt-classify
is "$(printf '%s\n' "$out" | jq -r '[.title[:6],(.tickers|join(" ")),.sentiment_label,.event_type,.engine]|@csv' | tr '\n' ' ')" \
	'"Stocks","AAPL","neutral","other","lexicon" "Google","GOOGL","negative","legal","lexicon" "Apple ","AAPL","positive","earnings","lexicon" ' \
	'the rows'
is "$(printf '%s\n' "$out" | jq -c 'select(.tickers == ["GOOGL"]) | .ticker_evidence')" '{"GOOGL":"Google"}' 'the evidence'
is "$(sql "select c.tickers, sign(sentiment_score), abs(p_positive + p_neutral + p_negative - 1) < 1e-9, engine, c.created_at,
	r.processed_at, r.claimed_by from inbound_events_classified c join inbound_events_raw r on r.id = raw_event_id
	where r.title like 'Google%'")" \
	'{GOOGL}|-1|t|lexicon|2026-01-26 14:30:20+00|2026-01-26 14:30:20+00|' 'the stored row'
is "$(sql 'select count(*) from inbound_events_classified')" 3 'an article of a later time waits'
exits 0 'a second run' opt-classify
is "$out" '' 'a second run finds no article'
exits 0 'a minute later' env OPT_NOW=2026-01-26T14:31:20Z opt-classify
is "$(printf '%s\n' "$out" | grep -c .)" 1 'the article of a later time is classified'

# Claims and failures
OPT_NOW=2026-01-26T14:40:00Z
article 5 'Apple rises'
article 6 'Apple falls'
# claim ID INTERVAL ATTEMPTS: another run claims an article for INTERVAL from now
claim() {
	sql "update inbound_events_raw set claimed_by = gen_random_uuid(), claim_expires_at = clock_timestamp() + interval '$2',
		attempts = $3 where event_uid = lpad('$1', 64, '0')"
}
claim 5 '1 min' 1
exits 0 'another run has claimed an article' opt-classify
is "$(printf '%s\n' "$out" | jq -r .title)" 'Apple falls' 'the claimed article is left out'
claim 5 '-1 s' 1
exits 0 'the other run is dead' opt-classify
is "$(printf '%s\n' "$out" | jq -r .title)" 'Apple rises' 'its claim has expired'
article 7 'Apple kills its readers'
claim 7 '-1 s' 3
exits 1 'three runs died at one article' opt-classify
is "$(sql "select parked_at, last_error from inbound_events_raw where title like '%kills%'")" \
	'2026-01-26 14:40:00+00|no run lived to classify it' 'the article is parked'

article 8 'Apple is refused'
article 9 'Apple is accepted'
id=$(sql "select id from inbound_events_raw where title like '%refused'")
sql "alter table inbound_events_classified add constraint refuse check (raw_event_id <> $id)"
exits 1 'the database refuses an article' opt-classify
is "$(printf '%s\n' "$out" | jq -r .title)" 'Apple is accepted' 'the other articles are stored'
is "$(sql "select attempts, parked_at, claimed_by from inbound_events_raw where id = $id")" '1||' 'the refused article can be tried again'
exits 1 'a second attempt' opt-classify
exits 1 'a third attempt' opt-classify
is "$(sql "select attempts, parked_at, last_error like '%refuse%' from inbound_events_raw where id = $id")" \
	'3|2026-01-26 14:40:00+00|t' 'after three attempts it is parked with its error'
exits 0 'a parked article is not tried again' opt-classify

# Two runs at once
sql "insert into inbound_events_raw (event_uid, feed_url, title, title_key, story_uid, published_at, fetched_at, known_at)
	select lpad(n::text, 64, '0'), 'u', 'Apple rises ' || n, '', '', t, t, t
	from generate_series(1001, 5100) n cross join (values ('2026-01-26T14:35:00Z'::timestamptz)) v (t)"
opt-classify >"$work/one" 2>&1 &
one=$!
opt-classify >"$work/two" 2>&1
wait "$one"
is "$(cat "$work/one" "$work/two" | jq -r .raw_event_id | sort | uniq -d | wc -l)" 0 'two runs at once share the work'
is "$(cat "$work/one" "$work/two" | wc -l)" 4100 'they classify all articles'
is "$(sql 'select count(*) from inbound_events_raw where processed_at is null and parked_at is null')" 0 'no article is left'

exits 64 'an unknown engine' opt-classify --engine magic
exits 64 'a universe without --text' opt-classify --universe x
exits 78 'an unknown engine in the configuration' env OPT_SENTIMENT_ENGINE=magic opt-classify
exits 69 'a database that does not respond' env PGHOST=/nonexistent opt-classify
finish
