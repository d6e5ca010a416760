#!/bin/sh
# Kills every stage that makes data at the k-th message that it sends, then runs the stage again. A second database has the
# same minutes without kills. In the end both have the same data.
. test/tap.sh
. test/paper.sh
. test/market.sh
command -v strace >/dev/null || { skip "strace is not installed"; finish; }
strace -o /dev/null true 2>/dev/null || { skip "processes cannot be traced here"; finish; }
new_database
killed_db=$PGDATABASE
whole_db=${PGDATABASE}_whole
paper --synth 7 || exit 1
createdb -T opt "$whole_db" || exit 1
trap 'broker_stop
	dropdb --if-exists -f "$killed_db"; dropdb --if-exists -f "$whole_db"; rm -rf "$work"' EXIT
export OPT_FEEDS_ALLOW_PRIVATE=yes
clock 2026-01-26T14:59:05Z
for PGDATABASE in "$killed_db" "$whole_db"; do
	history
	curl -sf "$url/feeds/" >"$work/feeds"
	opt-rss -q --import "$work/feeds"
done

kills=0
broken=
# minute_of STAGE ...: kills each stage and runs it again in one database, runs it undisturbed in the other
minute_of() {
	for stage in "$@"; do
		PGDATABASE=$killed_db strace -f -qq -o /dev/null -e trace=sendto -e "inject=sendto:signal=SIGKILL:when=$k" \
			"$stage" -q >/dev/null 2>&1
		[ $? != 137 ] || kills=$((kills + 1))
		# the claims of a dead run end with its lease; here they end now
		case $stage in
		opt-rss | opt-classify)
			PGDATABASE=$killed_db sql "
				update feed_state set claim_expires_at = '2000-01-01' where claimed_by is not null;
				update inbound_events_raw set claim_expires_at = '2000-01-01' where claimed_by is not null"
			;;
		esac
		PGDATABASE=$killed_db "$stage" -q >/dev/null 2>"$work/err" || broken="$broken $stage:$k:$(head -c 200 "$work/err")"
		PGDATABASE=$whole_db "$stage" -q >/dev/null 2>&1
	done
	k=$((k + 1))
}

k=1
for minute in 01 06 11 16 21 26 31 36 41 46 51 56; do
	clock "2026-01-26T15:$minute:05Z"
	minute_of opt-rss opt-classify opt-bars opt-features opt-watchlist opt-signal
done
like "$kills" '^[4-9][0-9]$' "$kills kills"
is "$broken" "" "and each time the stage completed its work"

# same NAME QUERY: the rows are the same in both databases
same() {
	is "$(PGDATABASE=$killed_db sql "$2" | sha256sum)" "$(PGDATABASE=$whole_db sql "$2" | sha256sum)" "the same $1"
	like "$(PGDATABASE=$whole_db sql "select count(*) from ($2) x")" '^[1-9]' "and some $1"
}
same articles "select event_uid, title, published_at, known_at, story_uid from inbound_events_raw order by event_uid"
same classifications "select r.event_uid, c.tickers, c.sentiment_score, c.created_at
	from inbound_events_classified c join inbound_events_raw r on r.id = c.raw_event_id order by 1"
same bars "select * from lane_telemetry where ts >= '2026-01-26' order by ts, ticker"
same features "select * from lane_features order by ts, ticker"
same "ATR states" "select * from lane_atr_state order by ticker, session"
same watchlist "select ticker, watch_score, rank, in_watchlist, entered_at, computed_at from watchlist_state order by ticker"
is "$(PGDATABASE=$killed_db sql "select ticker, action, instrument_type, confidence, status, ts from dispatch_recommendations order by ts, ticker")" \
	"$(PGDATABASE=$whole_db sql "select ticker, action, instrument_type, confidence, status, ts from dispatch_recommendations order by ts, ticker")" \
	"the same recommendations"
finish
