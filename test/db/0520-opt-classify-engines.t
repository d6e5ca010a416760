#!/bin/sh
# opt-classify with engines on the network: the rows that are stored, the articles that are given back, the next run.
. test/tap.sh
. test/standin.sh
new_database
trap 'standin_stop; dropdb --if-exists -f "$PGDATABASE"; rm -rf "$work"' EXIT
STANDIN_KEY_ID=AKIDEXAMPLE
STANDIN_SECRET=secret/key
AWS_ACCESS_KEY_ID=$STANDIN_KEY_ID
AWS_SECRET_ACCESS_KEY=$STANDIN_SECRET
AWS_REGION=us-east-1
OPT_NOW=2026-01-26T14:30:20Z
export STANDIN_KEY_ID STANDIN_SECRET AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION OPT_NOW
standin
OPT_SENTIMENT_URL=$standin_url/models/ProsusAI/finbert
OPT_BEDROCK_URL=$standin_url
OPT_SENTIMENT_ENGINE=http,lexicon
export OPT_SENTIMENT_URL OPT_BEDROCK_URL OPT_SENTIMENT_ENGINE
sql "insert into ticker_universe (ticker, name, exchange, tradable, source, updated_at) values
	('AAPL', 'Apple Inc. Common Stock', 'NASDAQ', true, 'test', '2026-01-26T00:00:00Z'),
	('TSLA', 'Tesla, Inc. Common Stock', 'NASDAQ', true, 'test', '2026-01-26T00:00:00Z')"

# article ID TITLE: inserts an article
article() {
	sql "insert into inbound_events_raw (event_uid, feed_url, title, title_key, story_uid, published_at, fetched_at, known_at)
		select uid, 'u', '$2', '', uid, t + $1 * interval '1 s', t, t
		from (select lpad('$1', 64, '0') as uid, '2026-01-26T14:00:00Z'::timestamptz as t) x"
}
# state: prints attempts, claimed, parked of each article without a classification
state() {
	sql "select string_agg(concat_ws('|', attempts, claimed_by is not null, parked_at is not null), ' ' order by event_uid)
		from inbound_events_raw where processed_at is null"
}
# stored: prints title, engine and model of each stored row
stored() {
	sql "select string_agg(concat_ws(' ', split_part(r.title, ', ', 2), engine, model), ', ' order by event_uid)
		from inbound_events_classified c join inbound_events_raw r on r.id = raw_event_id"
}
article 1 'Apple, good'
article 2 'Apple, bad'
article 3 'Apple, good poison'
script poison
exits 0 'two engines' opt-classify
is "$(stored)" 'good http ProsusAI/finbert, bad http ProsusAI/finbert, good poison lexicon lexicon-3' \
	'a text that the service refuses goes to the next engine, and the row names the engine'

article 4 'Apple, good'
article 5 'Tesla, good poison'
script poison
exits 1 'a refused text without another engine' opt-classify --engine http
is "$(state)" '1|f|f' 'the refused article is given back with one attempt used'
is "$(sql "select last_error from inbound_events_raw where processed_at is null" | grep -c 'HTTP 400')" 1 'it has the reason'
exits 1 'a second attempt' opt-classify --engine http
is "$(state)" '2|f|f' 'alone, the article fails in the same way'
exits 1 'a third attempt' opt-classify --engine http
is "$(state)" '3|f|t' 'after three attempts the article is parked'

article 6 'Apple, good'
article 7 'Apple, bad'
script 500
exits 69 'an outage' opt-classify --engine http
is "$(state)" '3|f|t 0|f|f 0|f|f' 'the articles are given back without an attempt used'
is "$(requests)" 1 'the outage cost one request'
is "$(sql "select status, exit_status from pipeline_runs order by started_at desc limit 1")" 'failed|69' \
	'the row of the run has the status'
script 'later429 3600'
exits 75 'rate limited' opt-classify --engine http
is "$(state)" '3|f|t 0|f|f 0|f|f' 'a rate limit uses no attempt'
script 500
exits 0 'an outage with another engine' opt-classify
is "$(state)" '3|f|t' 'all articles are classified'
is "$(sql "select string_agg(engine, ' ') from (select engine from inbound_events_classified order by raw_event_id desc limit 2) x")" \
	'lexicon lexicon' 'the rows name the engine'

article 8 'Apple, good'
script ok
exits 0 'a dry run' opt-classify -n --engine http
is "$(printf '%s\n' "$out" | jq -r .engine)|$(state)" 'http|3|f|t 0|f|f' 'a dry run queries the service and writes nothing'
script 500
exits 69 'a dry run of an outage' opt-classify -n --engine http
is "$(state)" '3|f|t 0|f|f' 'it uses no attempt'
exits 0 'the next run' opt-classify --engine lexicon

# Tickers
article 9 'The Cupertino company is good'
article 10 'Tesla is good'
script 'text {"tickers":[{"ticker":"AAPL","confidence":0.9},{"ticker":"MSFT","confidence":0.9}]}'
exits 0 'tickers inferred' opt-classify --engine lexicon --infer bedrock:anthropic.claude-3-haiku-20240307-v1:0
is "$(sql "select tickers, ticker_evidence from inbound_events_classified order by raw_event_id desc limit 2" | tr '\n' ' ')" \
	'{TSLA}|{"TSLA": "Tesla"} {AAPL}|{"AAPL": "inferred"} ' 'inferred tickers are marked in the evidence'
is "$(requests)" 1 'one request, for the text without a company'
article 11 'The Cupertino company is good'
script 500
exits 1 'an outage of the model' opt-classify --engine lexicon --infer bedrock:anthropic.claude-3-haiku-20240307-v1:0
is "$(sql "select tickers, engine from inbound_events_classified order by raw_event_id desc limit 1")|$(state)" \
	'{}|lexicon|3|f|t' 'the article is stored without tickers'
is "$(sql "select string_agg(distinct run.counts::text, ' ') from pipeline_runs run where counts ? 'inferred'")" \
	'{"parked": 0, "inferred": 1, "classified": 2}' 'the row of the run counts inferred tickers'
article 12 'Apple, good'
exits 78 'a missing address of the service' env OPT_SENTIMENT_URL= opt-classify --engine http
is "$(state)" '3|f|t 0|f|f' 'a wrong configuration uses no attempt'
finish
