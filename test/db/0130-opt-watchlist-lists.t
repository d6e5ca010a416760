#!/bin/sh
# opt-watchlist: scores computed by hand, entry and exit, positions, data known later.
. test/tap.sh
new_database

# Monday 2026-01-26, 14:31 New York is 19:31 UTC.
OPT_NOW=2026-01-26T19:31:05Z
export OPT_NOW
at() {
	printf "timestamptz '2026-01-26T19:31:00Z' - interval '%d min'" "$1"
}
sql "select opt_partition_ensure_all('2026-01-01', '2026-02-01')" >/dev/null
# feature TICKER MINUTES_AGO DISTANCE VOL_RATIO TREND [KNOWN_MINUTES_AGO]
feature() {
	sql "insert into lane_features (ts, ticker, bar_ts, close, distance_sma20, vol_ratio, trend_state, bars, feed,
			computed_at, known_at)
		select $(at "$2"), '$1', $(at "$2"), 100, $3, $4, $5, 120, 'iex', $(at "${6:-0}"), $(at "${6:-0}")"
}
# article TICKER MINUTES_AGO SCORE [KNOWN_MINUTES_AGO] [STORY]
article() {
	n=$((${n:-0} + 1))
	uid=$(printf '%064d' "$n")
	sql "with raw as (
			insert into inbound_events_raw (event_uid, feed_url, title, title_key, story_uid, published_at, fetched_at,
				known_at)
			select '$uid', 'u', 'Title $n', 't$n', '${5:-$uid}', $(at "$2"), $(at "${4:-$2}"), $(at "${4:-$2}")
			returning id)
		insert into inbound_events_classified (raw_event_id, tickers, sentiment_label, sentiment_score, p_positive,
			p_neutral, p_negative, engine, model, event_type, urgency, created_at)
		select id, '{$1}', 'positive', $3, (1 + $3) / 2.0, 0, (1 - $3) / 2.0, 'lexicon', '1', 'other', 'low',
			$(at "${4:-$2}") from raw"
}
one() {
	printf '%s\n' "$out" | jq -r "select(.ticker == \"$1\") | $2"
}
# 6 places of a number
places() {
	printf '.%s * 1000000 | round / 1000000' "$1"
}

# s .8, 1 story, 5 s after 19:21: age 605 s; distance .2 %, vol_ratio 1.1, trends agree
feature GOOD 1 0.002 1.1 1
article GOOD 10 0.8
feature PLAIN 1 0.002 1.1 1
feature OPPOSED 1 0.002 1.1 -1
article OPPOSED 10 0.8
feature OLD 9 0.002 1.1 1
feature LATE 1 0.002 1.1 1 -3
feature TWICE 1 0.002 1.1 0
article TWICE 20 0.8 20 "$(printf 'a%063d' 9)"
article TWICE 5 0.8 5 "$(printf 'a%063d' 9)"
article TWICE 1 0.8 -2

exits 0 'a dry run' opt-watchlist -n
dry=$out
is "$(sql 'select count(*) from watchlist_state')" 0 'stores nothing'
exits 0 'a run' opt-watchlist
is "$out" "$dry" 'a dry run prints what the run does'
is "$(one GOOD "$(places watch_score)")" "$(jq -n '.35 * (.5 * .8 + .3 / 5 + .2 * (1 - 605 / 3600)) + .25 * .8 + .2 * .5 + .2
	| . * 1000000 | round / 1000000')" 'the score is the one computed by hand'
is "$(one GOOD '[.in_watchlist, .rank, .entered_at, .reasons.reason] | @csv')" 'true,1,"2026-01-26T19:31:05Z","entered"' \
	'a score of .55 or more enters the list'
is "$(one PLAIN '[.in_watchlist, .rank, .sentiment_pressure, .trend_alignment, .reasons.reason] | @csv')" \
	'false,,0,0.5,"under_entry"' 'without news it stays out'
is "$(one OPPOSED .trend_alignment)" 0 'a trend against the news has alignment 0'
is "$(one OLD .ticker)$(one LATE .ticker)" '' 'a ticker with old features, or features not known yet, is not a candidate'
is "$(one TWICE '[.reasons.articles, .reasons.news_age_s] | @csv')" '1,1205' \
	'a story counts once, at the time of its first article; an article not known yet does not count'
is "$(sql "select watch_score, in_watchlist, rank, computed_at from watchlist_state where ticker = 'GOOD'")" \
	"$(one GOOD .watch_score)|t|1|2026-01-26 19:31:05+00" 'the row is stored as printed'

# A ticker stays 30 minutes, then leaves under .30
sql "update watchlist_state set last_signal_bar_ts = '2026-01-26T19:30Z' where ticker = 'GOOD'"
sql "insert into active_positions (account, ticker, instrument_type, strategy_type, side, quantity, original_quantity,
		entry_price, entry_time, created_at)
	select 'a', 'HELD', 'STOCK', 'day_trade', 'long', 1, 1, 1, $(at 5), $(at 5)"
OPT_NOW=2026-01-26T19:51:05Z
feature GOOD -19 0.1 0.5 -1 -20
exits 0 'twenty minutes later' opt-watchlist
is "$(one GOOD '[.in_watchlist, .reasons.reason, .entered_at] | @csv')" 'true,"min_stay","2026-01-26T19:31:05Z"' 'a ticker stays for 30 minutes'
is "$(one HELD '[.in_watchlist, .rank, .bar_ts, .reasons.reason] | @csv')" 'true,3,,"held"' 'a position is always on the list'
OPT_NOW=2026-01-26T20:02:05Z
feature GOOD -30 0.1 0.5 -1 -31
exits 0 'half an hour later' opt-watchlist
is "$(one GOOD '[.in_watchlist, .rank, .reasons.reason, .entered_at] | @csv')" 'false,,"under_exit",' 'then it leaves'
is "$(sql "select in_watchlist, last_signal_bar_ts, entered_at is null from watchlist_state where ticker = 'GOOD'")" \
	'f|2026-01-26 19:30:00+00|t' 'the column that opt-signal writes stays'

OPT_NOW=2026-01-26T21:30:05Z
before=$(sql 'select xmin, * from watchlist_state order by ticker')
exits 0 'after the close' opt-watchlist
is "$(sql 'select xmin, * from watchlist_state order by ticker')" "$before" 'the list stays as it is'
finish
