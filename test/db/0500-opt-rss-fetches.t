#!/bin/sh
# opt-rss: feeds that respond well, badly or not at all.
. test/tap.sh
. test/paper.sh
broker_database
OPT_NOW=2026-01-26T14:30:20Z
OPT_FEEDS_ALLOW_PRIVATE=yes
export OPT_NOW OPT_FEEDS_ALLOW_PRIVATE

perl test/feeds.pl "$work/url" "$work/log" &
broker_pid=$!
broker_wait "$work/url" || exit 1
url=$(cat "$work/url")

# only PATH...: replaces all feeds by these
only() {
	sql 'delete from feed_state'
	for path in "$@"; do
		printf '%s%s\n' "$url" "$path"
	done >"$work/list"
	exits 0 "feeds: $*" opt-rss -q --import "$work/list"
}
# state PATH COLUMNS: of the feed in feed_state
state() {
	sql "select $2 from feed_state where feed_url = '$url$1'"
}
# requests PATH: how many came
requests() {
	grep -c "^$1\( \|\$\)" "$work/log"
}

# Managing feeds
exits 0 'a feed is added' opt-rss --add "$url/good" --name Good
is "$(printf '%s' "$out" | jq -r '[.name,.enabled,.interval_s,.last_fetch]|@csv')" '"Good",true,300,' 'and is printed'
exits 0 'it is added again, with another interval' opt-rss --add "$url/good" --every 60
is "$(state /good 'name, interval_s')" 'Good|60' 'it keeps its name'
exits 0 'a dry run adds nothing' opt-rss -n --add "$url/other"
is "$(printf '%s' "$out" | jq -r .feed_url)" "$url/other" 'it prints the feed it would add'
exits 0 'the list of feeds' opt-rss --list
is "$(printf '%s\n' "$out" | jq -r .feed_url)" "$url/good" 'has the feed that was added'
cat >"$work/feeds.opml" <<EOF
<?xml version="1.0"?><opml version="2.0"><body><outline text="All"><outline text="One &amp; only" xmlUrl="$url/twice"/>
<outline title="Two" text="2" xmlUrl="$url/same"/></outline></body></opml>
EOF
exits 0 'an OPML file is imported' opt-rss --import "$work/feeds.opml"
is "$(printf '%s\n' "$out" | jq -r .name | tr '\n' ',')" 'Two,One & only,' 'the feeds have its names'
printf '<!DOCTYPE x [<!ENTITY a "b">]><opml><outline xmlUrl="http://a/&a;"/></opml>' >"$work/bad.opml"
exits 65 'OPML that declares entities' opt-rss --import "$work/bad.opml"
printf '\357\273\277%s/marked Marked\n' "$url" >"$work/marked"
exits 0 'a list with a byte order mark' opt-rss --import "$work/marked"
is "$(printf '%s\n' "$out" | jq -r .name)" Marked 'gives the feed its name'
printf '\n<?xml version="1.0"?><opml><body><outline xmlUrl="%s/marked"/></body></opml>' "$url" >"$work/late.opml"
exits 0 'OPML after a blank line' opt-rss -q --import "$work/late.opml"
exits 0 'its feed is removed' opt-rss -q --remove "$url/marked"
: >"$work/empty"
exits 65 'an empty list' opt-rss --import "$work/empty"
printf '%s/latin Caf\351\n' "$url" >"$work/latin"
exits 65 'a list with a name that is not UTF-8' opt-rss --import "$work/latin"
exits 64 '--name that is not UTF-8' opt-rss --add "$url/good" --name "$(printf 'Caf\351')"
exits 64 'a URL with a blank' opt-rss --add "$url/go od"
exits 64 'a URL that is not UTF-8' opt-rss --add "$url/$(printf 'caf\351')"
exits 64 '--remove of a URL that is not UTF-8' opt-rss --remove "$url/$(printf 'caf\351')"
echo 'ftp://example.org/feed' >"$work/bad"
exits 65 'a list with another scheme' opt-rss --import "$work/bad"
exits 65 'a list that does not exist' opt-rss --import "$work/nothing"
exits 0 'a feed is removed' opt-rss -q --remove "$url/same"
exits 65 'a feed that does not exist is not removed' opt-rss --remove "$url/same"
exits 64 'a URL with the scheme file' opt-rss --add file:///etc/passwd
exits 64 'a name without a feed' opt-rss --name x
exits 64 'two modes at once' opt-rss --list --add "$url/good"
exits 64 'an interval under a minute' opt-rss --add "$url/good" --every 59
exits 64 'a file without --parse' opt-rss file

# A good feed
only /good /twice
exits 0 'a dry run' opt-rss -n
is "$(printf '%s\n' "$out" | jq -r '[.raw_event_id,.title]|@csv' | tr '\n' ' ')" ',"Alpha beats estimates" ,"Beta falls" ' 'prints the new items'
is "$(sql 'select count(*) from inbound_events_raw')" 0 'it stores no item'
is "$(state /good 'last_fetch, claimed_by')" '|' 'it leaves the feed as it was'
is "$(sql "select count(*) from pipeline_runs where counts ? 'due'")" 0 'it has no row in pipeline_runs'
exits 0 'a run' opt-rss
is "$(printf '%s\n' "$out" | jq -r '[.title,.source,.published_at,.published_source,.known_at]|@csv' | sort | tr '\n' ' ')" \
	'"Alpha beats estimates","Good","2026-01-26T14:00:00Z","item","2026-01-26T14:30:20Z" "Beta falls","Twice","2026-01-26T14:01:00Z","item","2026-01-26T14:30:20Z" ' \
	'prints the new items, and an item that the feed has twice only once'
is "$(sql 'select title, title_key, fetched_at = known_at, event_uid = story_uid from inbound_events_raw order by 1' | tr '\n' ' ')" \
	'Alpha beats estimates|alpha beats estimates|t|t Beta falls|beta falls|t|t ' 'it stores them'
is "$(state /good 'etag, last_modified, last_status, last_ok = last_fetch, next_due, failures, claimed_by')" \
	'"v1"|Mon, 26 Jan 2026 14:00:00 GMT|200|t|2026-01-26 14:35:00+00|0|' 'it stores the state of the feed'
exits 0 'a run before the feed is due' env OPT_NOW=2026-01-26T14:34:59Z opt-rss
is "$(requests /good)" 2 'sends no request'
OPT_NOW=2026-01-26T14:35:02Z
exits 0 'a run when the feed is due' opt-rss
is "$out" '' 'prints no item: none is new'
is "$(grep '^/good' "$work/log" | tail -n 1)" \
	'/good if-none-match="v1" if-modified-since=Mon, 26 Jan 2026 14:00:00 GMT' 'the conditional headers repeat the values of the server'
is "$(state /good 'last_status, etag, last_ok')" '304|"v1"|2026-01-26 14:35:02+00' 'after a 304 the values are kept'
is "$(sql 'select count(*) from inbound_events_raw')" 2 'no item is stored twice'

# Stories, dates
only /same /dates
exits 0 'a feed with the story of another feed' opt-rss
is "$(sql "select count(distinct story_uid) from inbound_events_raw where title_key = 'alpha beats estimates'")" 1 \
	'the items of both feeds have one story_uid'
is "$(printf '%s\n' "$out" | jq -r 'select(.feed_url|endswith("dates"))|[.title,.published_at,.published_source]|@csv' |
	sort | tr '\n' ' ')" \
	'"In an hour","2026-01-26T15:30:00Z","item" "No date","2026-01-26T14:35:02Z","missing" "Tomorrow","2026-01-26T14:35:02Z","future" ' \
	'P22 an item without a date, or with one more than a day ahead, has the time of the fetch'
sql "update inbound_events_raw set published_at = published_at - interval '25 h' where title_key = 'alpha beats estimates'"
only /same
sql "delete from inbound_events_raw where feed_url like '%/same'"
exits 0 'the same title more than a day later' opt-rss
is "$(sql "select count(distinct story_uid) from inbound_events_raw where title_key = 'alpha beats estimates'")" 2 \
	'is another story'

# Redirects
only /moved /away
exits 0 'redirects are followed' opt-rss
is "$(printf '%s\n' "$out" | jq -r .title | sort | tr '\n' ' ')" 'Away Moved ' 'the items come from the last address'
is "$(state /moved fetch_url) $(state /away fetch_url)" "$url/moved3 $url/away" 'a permanent redirect is stored, a temporary one is not'
only /loop /file
exits 1 'P16 endless redirects, and a redirect to a file' opt-rss
is "$(state /loop last_error)" 'too many redirects' 'endless redirects are refused'
like "$(state /file last_error)" 'neither http nor https' 'the redirect to a file is refused'

# Failures
only /gone /busy /broken /login /half /good
exits 1 'some feeds fail' opt-rss
is "$(printf '%s\n' "$err" | grep -c warning)" 5 'each failure is logged in one line'
is "$(state /gone 'enabled, last_status, last_error')" 'f|410|answered 410' '410: the feed is disabled'
is "$(state /busy 'next_due, failures')" '2026-01-26 16:35:00+00|1' '429: fetched again after its Retry-After'
is "$(state /broken 'next_due, failures, last_error')" '2026-01-26 14:45:00+00|1|answered 500' '500: fetched again after twice the interval'
is "$(state /login 'last_status, failures, last_ok')" '200|1|' 'P19 an HTML page is not a feed'
is "$(state /half 'last_status, failures')" '|1' 'P18 half a document is a failure'
is "$(state /good 'failures, last_status')" '0|200' 'the other feeds are fetched'
OPT_NOW=2026-01-26T14:45:00Z
exits 1 'a second failure' opt-rss
is "$(state /broken 'next_due, failures')" '2026-01-26 15:05:00+00|2' 'doubles the interval again'
sql "update feed_state set failures = 30, next_due = null where feed_url like '%/broken'"
exits 1 'many failures' opt-rss
is "$(state /broken 'next_due, failures')" '2026-01-27 14:45:00+00|31' 'the interval is never longer than a day'
only /ttl
exits 0 'a feed with a ttl of one hour' opt-rss
is "$(state /ttl next_due)" '2026-01-26 15:45:00+00' 'is due after one hour'

# Hostile feeds
only /bomb /good
exits 1 'P13 a document of more than 16 MiB once it is unpacked' opt-rss
is "$(state /bomb last_error)" 'more than 16777216 bytes' 'is refused'
is "$(state /good failures)" 0 'the next feed is fetched'
only /good /silent
exits 75 'a feed does not respond before the deadline' opt-rss --deadline 2
is "$(state /good last_status)|$(state /silent 'last_fetch, claimed_by')" '200||' 'the other feed is stored, the claim on this one is released'
sql "update feed_state set next_due = null, etag = null, last_modified = null"
sql "delete from inbound_events_raw where feed_url like '%/good'"
opt-rss >/dev/null 2>&1 &
killed=$!
tries=0
until [ "$(state /good last_fetch)" = '2026-01-26 14:45:00+00' ] && [ "$(state /good claimed_by)" = '' ] &&
	[ "$(sql "select count(*) from inbound_events_raw where feed_url like '%/good'")" = 1 ]; do
	tries=$((tries + 1))
	[ "$tries" -lt 100 ] || break
	sleep .1
done
kill -9 "$killed"
wait "$killed" 2>/dev/null
is "$(state /silent 'claimed_by is not null')" t 'a killed run leaves its claim'
exits 0 'another run respects the claim' opt-rss
sql "update feed_state set claim_expires_at = clock_timestamp(), fetch_url = '$url/twice' where feed_url like '%/silent'"
exits 0 'until the claim ends' opt-rss
is "$(state /silent 'last_status, claimed_by')" '200|' 'then the next run fetches the feed'

# Addresses
OPT_FEEDS_ALLOW_PRIVATE=no
port=${url##*:}
sql 'delete from feed_state'
for host in 127.0.0.1 localhost 0.0.0.0 2130706433 '[::1]' '[::ffff:127.0.0.1]'; do
	opt-rss -q --add "http://$host:$port/good"
done
before=$(requests /good)
exits 1 'P16 private addresses' opt-rss
is "$(sql "select count(*) from feed_state where last_error = 'its address is private or reserved: see --allow-private'")" 6 \
	'every spelling is refused'
is "$(requests /good)" "$before" 'no request is sent'
exits 1 'private addresses are allowed' env OPT_NOW=2026-01-26T14:55:00Z opt-rss --allow-private
is "$(state /good last_status)" 200 'by --allow-private'
exits 78 'a value of OPT_FEEDS_ALLOW_PRIVATE that is neither yes nor no' env OPT_FEEDS_ALLOW_PRIVATE=maybe opt-rss
exits 69 'no database' env PGHOST=/nonexistent opt-rss
finish
