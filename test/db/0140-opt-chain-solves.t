#!/bin/sh
# opt-chain: snapshots of a generated and of a real chain, the volatility of the day, open interest, flags.
. test/tap.sh
. test/paper.sh
broker_database
command -v opt-paper >/dev/null || {
	skip 'no opt-paper'
	finish
}
sql "insert into ticker_universe (ticker, tradable, options_enabled, tracked, source, updated_at) values
	('AAPL', true, true, true, 'test', '2026-01-26'), ('SPY', true, true, true, 'test', '2026-01-26'), ('MSFT', true, true, true, 'test', '2026-01-26'),
	('NONE', true, false, true, 'test', '2026-01-26')"
sql "insert into watchlist_state (ticker, watch_score, rank, sentiment_pressure, reasons, in_watchlist, entered_at,
		params_version, computed_at)
	values ('AAPL', .7, 1, .5, '{}', true, '2026-01-26', 0, '2026-01-26')"

paper --synth 7 --now 2026-01-26T14:40:00Z || exit 1
OPT_NOW=2026-01-26T14:40:00Z
export OPT_NOW
exits 0 'a dry run' opt-chain -n
dry=$out
is "$(sql 'select count(*) from iv_surface')" 0 'stores nothing'
exits 0 'a snapshot' opt-chain
is "$out" "$dry" 'a dry run prints what the run does'
is "$(printf '%s\n' "$out" | jq -r .ticker | tr '\n' ' ')" 'AAPL SPY ' 'it takes the chains of the watchlist and of SPY'
is "$(sql "select bool_and(iv_own is not null or flags <> '{}' or bid = 0), bool_and(open_interest is not null),
		count(*) = (select sum((counts ->> 'contracts')::int) from pipeline_runs)
	from iv_surface")" 't|t|t' 'every contract has a volatility or a flag, and its open interest'
# opt-paper solves from the mid, as American options with the same rate, rounded to 4 places
is "$(sql "select option_type, count(*) > 400, max(abs(iv_own - implied_volatility)) < .0002, max(abs(delta_own - delta)) < .0002,
		max(abs(vega_own - vega)) < .0002, max(abs(theta_own - theta)) < .0002
	from iv_surface where iv_own is not null and implied_volatility is not null group by 1 order by 1" | tr '\n' ' ')" \
	'call|t|t|t|t|t put|t|t|t|t|t ' 'volatility and Greeks equal those of the broker'
# a call and a put of a strike are generated with one volatility: the put gives it back only with early exercise
is "$(sql "select count(*) > 200, avg(abs(c.iv_own - p.iv_own)) < .0006
	from iv_surface c join iv_surface p using (ticker, ts, expiration_date, strike_price)
	where c.option_type = 'call' and p.option_type = 'put' and c.flags = '{}' and p.flags = '{}'
		and expiration_date > '2026-02-20' and abs(strike_price / c.underlying_price - 1) < .05")" 't|t' \
	'calls and puts agree'
is "$(sql "select bool_and(ask >= greatest(0, case option_type when 'call' then 1 else -1 end * (underlying_price - strike_price)))
	from iv_surface")" t 'no quote is below the exercise value'
is "$(sql "select ticker, day, implied_volatility between .05 and 1, near_volatility between .05 and 1, source
	from iv_history order by 1" | tr '\n' ' ')" 'AAPL|2026-01-26|t|t|chain SPY|2026-01-26|t|t|chain ' 'the volatility of the day is stored'
exits 0 'the same moment again' opt-chain -q
is "$(sql 'select count(*) > 0, count(*) = count(distinct (symbol, ts)) from iv_surface')" 't|t' 'stores nothing twice'

paper --synth 7 --now 2026-01-26T14:45:00Z || exit 1
OPT_NOW=2026-01-26T14:45:00Z
exits 0 'a quarter of an hour after the open' opt-chain
is "$(printf '%s\n' "$out" | jq -r .ticker | tr '\n' ' ')" 'AAPL MSFT SPY ' 'it also takes every tracked ticker with options'
is "$(sql "select counts ->> 'open_interest_asked' from pipeline_runs order by started_at desc limit 1")" 1 \
	'open interest is fetched only for the new ticker'
is "$(sql "select count(*) filter (where open_interest is null) * 20 < count(*) from iv_surface where ts = '2026-01-26T14:45Z'")" \
	t 'the other contracts keep theirs'
is "$(sql "select count(*), max(known_at) from iv_history where ticker = 'AAPL'")" '1|2026-01-26 14:45:00+00' \
	'one row per day, from the latest snapshot'
exits 0 'contracts' opt-chain -n --contracts AAPL
is "$(printf '%s\n' "$out" | jq -r .ticker | sort -u)" AAPL 'one row per contract of the named ticker'

# A dividend of a dollar on 9 February: the generated market pays none, so that with it a call seems dearer, a put cheaper
sql "insert into corporate_actions (ticker, kind, ex_date, known_at, amount, source)
	values ('AAPL', 'dividend', '2026-02-09', '2026-01-26T14:45:00Z', 1, 'broker'), ('AAPL', 'dividend', '2026-01-26', '2026-01-20', 50, 'broker')"
opt-chain -n --contracts AAPL | jq -sc '.' >"$work/dividend"
sql 'delete from corporate_actions'
printf '%s\n' "$out" | jq -sc '.' >"$work/plain"
# differs KIND FILTER: the contracts near the money that expire FILTER, by how their volatility differs with the dividend
differs() {
	jq -nr --slurpfile a "$work/plain" --slurpfile b "$work/dividend" "(\$b[0] | map({(.option_symbol): .iv_own}) | add) as \$with |
		[\$a[0][] | select(.option_type == \"$1\" and .flags == [] and .expiration_date $2 and .delta_own * .delta_own > .16
			and .delta_own * .delta_own < .36) | \$with[.option_symbol] - .iv_own] | \"\(length > 5) \(min > .002) \(max < -.002) \(all(. == 0))\""
}
is "$(differs call '>= "2026-02-13"') $(differs put '>= "2026-02-13"')" 'true true false false true false true false' \
	'a dividend to come is in the volatility of the contracts that expire after it'
is "$(differs call '< "2026-02-07"') $(differs put '< "2026-02-07"')" 'true false false true true false false true' \
	'and in no other; one whose day has begun counts no more'

OPT_NOW=2026-01-26T21:30:00Z
exits 0 'after the close' opt-chain
is "$out" '' 'opt-chain does nothing'

# The past days, and the bars of the busiest contracts
OPT_NOW=2026-01-26T14:45:00Z
exits 64 'zero days' opt-chain --backfill 0
opt-bars -q --daily AAPL
before=$(sql "select * from iv_history where ticker = 'AAPL' and day = '2026-01-26'")
exits 0 'a backfill' opt-chain --backfill 10 AAPL
is "$(sql "select count(*) between 8 and 10, bool_and(implied_volatility between .1 and .8), bool_and(source = 'bars')
	from iv_history where ticker = 'AAPL' and day < '2026-01-26'")" 't|t|t' 'past days are solved from the bars of options'
is "$(printf '%s\n' "$out" | jq -r .day | sort -u | wc -l)" "$(sql "select count(*) from iv_history where source = 'bars'")" 'one row per day'
is "$(sql "select * from iv_history where ticker = 'AAPL' and day = '2026-01-26'")" "$before" 'the volatility of today stays'
exits 0 'the backfill again' opt-chain -q --backfill 10 AAPL
is "$(sql "select coalesce((counts ->> 'days_solved')::int, 0) from pipeline_runs order by started_at desc limit 1")" 0 'solves nothing, because no day is missing'
exits 0 'the bars of the busiest contracts' opt-chain -q --bars 5 AAPL
is "$(sql "select count(distinct symbol) between 1 and 5, min(ts) >= '2026-01-26T14:30Z', max(ts) < '2026-01-26T14:45Z' from option_bars")" \
	't|t|t' 'are stored'
exits 64 'the bars of too many contracts' opt-chain --bars 501

# No price, no snapshot
echo '{"quotes":{},"snapshots":{},"option_contracts":[],"next_page_token":null}' >"$work/empty"
canned "$work/empty"
OPT_NOW=2026-01-26T15:00:00Z
exits 1 'no quote and no bar' opt-chain AAPL
like "$err" 'AAPL has neither' 'stderr names the ticker'
is "$(sql "select count(*) from iv_surface where ts = '2026-01-26T15:00Z'")" 0 'nothing is stored'
echo '{"quotes":{"AAPL":{"t":"2026-01-26T15:00:00Z","bp":100,"ap":100.02}},"snapshots":{"AAPL260220C00100000":{"latestQuote":{"t":"2026-01-26T14:00:00Z","bp":3,"ap":3.1}},"AAPL260220P00100000":{"latestQuote":{"t":"2026-01-26T15:00:00Z","bp":3.2,"ap":3.1}},"AAPL260220C00050000":{"latestQuote":{"t":"2026-01-26T15:00:00Z","bp":1,"ap":1.1}},"AAPL260220P00110000":{"latestQuote":{"t":"2026-01-26T15:00:00Z","bp":0,"ap":9}},"AAPL1260220P00110000":{"latestQuote":{"t":"2026-01-26T15:00:00Z","bp":8,"ap":9}},"AAPL260220C00110000":{"impliedVolatility":0.9,"latestQuote":{"t":"2026-01-26T15:00:00Z","bp":0.5,"ap":0.6}}},"option_contracts":[],"next_page_token":null}' >"$work/empty"
exits 0 'quotes of every kind' opt-chain AAPL
is "$(sql "select symbol, array_to_string(flags, '+'), iv_own is not null from iv_surface where ts = '2026-01-26T15:00Z'
	order by symbol collate \"C\"" | tr '\n' ' ')" \
	'AAPL260220C00050000|arbitrage|f AAPL260220C00100000|stale|t AAPL260220C00110000|far|t AAPL260220P00100000|crossed|f AAPL260220P00110000|missing|f ' \
	'bad quotes are flagged, adjusted contracts left out'
is "$(sql "select implied_volatility is not null from iv_history where ticker = 'AAPL' and day = '2026-01-26'")" t \
	'a snapshot without a volatility keeps the earlier one of the day'

# A real chain
data=${OPT_TEST_DATA:-../shared/data}/recordings/2015-12-24-goog
if [ -d "$data" ] && paper --recording "$data" --now 2015-12-24T15:30:05Z; then
	OPT_NOW=2015-12-24T15:30:05Z
	exits 0 'real quotes' opt-chain GOOG
	is "$(sql "select count(*) > 50, min(iv_own) > .05, max(iv_own) < 3 from iv_surface
		where ticker = 'GOOG' and flags = '{}' and abs(strike_price / underlying_price - 1) < .03")" 't|t|t' \
		'near the money all volatilities are plausible'
	# out of the money the calls and the puts of a strike must nearly agree: parity
	is "$(sql "select avg(abs(c.iv_own - p.iv_own)) < .05 from iv_surface c join iv_surface p
			using (ticker, ts, expiration_date, strike_price)
		where ticker = 'GOOG' and c.option_type = 'call' and p.option_type = 'put' and c.flags = '{}' and p.flags = '{}'
			and c.expiration_date > '2015-12-24'")" t 'calls and puts agree'
	is "$(sql "select near_expiration_date, near_volatility between .1 and .5, implied_volatility from iv_history
		where ticker = 'GOOG'")" '2015-12-24|t|' 'nothing is extrapolated beyond the last expiry'
else
	skip 'no recordings'
fi
finish
