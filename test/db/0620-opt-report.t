#!/bin/sh
# opt-report: its figures are those that SQL computes from the same rows, and its page is looked at in a browser.
. test/tap.sh
new_database
now=2026-03-01T12:00:00Z

# figure NAME MEMBER: what the rows say about it
figure() {
	jq -r --arg name "$1" --arg member "$2" 'select(.event == "figure" and .figure == $name)[$member]' "$work/rows"
}

# near GOT WANT NAME: passes when both are numbers that differ by less than a millionth of their size
near() {
	is "$(printf '%s %s\n' "$1" "$2" | awk 'NF == 2 && ($1 - $2) ^ 2 <= (1e-6 * (1 + $2 ^ 2) ^ .5) ^ 2 { print "near" }')" near "$3: $1, $2"
}

# ---- nothing is stored ----
exits 0 'an empty database' opt-report --now $now "$work/empty.html"
like "$(cat "$work/empty.html")" 'no account yet' 'the page says that there is no account'
exits 0 'rows' opt-report --now $now
is "$(printf '%s' "$out" | jq -c 'select(.event == "report") | [.account, .trades, .pnl, .equity, .return_pct]')" '[null,0,null,null,null]' \
	'what nothing tells is null'
exits 0 'text' opt-report --now $now --text
like "$out" 'No account yet' 'the text says so'

# ---- figures ----
psql -Xq -v ON_ERROR_STOP=1 -v days=30 -f test/report.sql || ok 1 'the trades are made'
opt-report --now $now >"$work/rows"
trades="with t as (
	select pnl::float8 as pnl, r_multiple as r, (exit_time at time zone 'America/New_York')::date as day from position_history
)"
near "$(figure expectancy value)" "$(sql 'select avg(pnl)::float8 from position_history')" 'expectancy'
near "$(figure expectancy_r value)" "$(sql 'select avg(r_multiple) from position_history')" 'expectancy in R'
near "$(figure win_rate_pct value)" "$(sql "select 100.0 * count(*) filter (where win_loss_label = 'win') / count(*) from position_history")" 'win rate'
near "$(figure profit_factor value)" "$(sql "$trades select -sum(pnl) filter (where pnl > 0) / sum(pnl) filter (where pnl < 0) from t")" 'profit factor'
# 2.045230 is the 97.5 % quantile of Student's t with 29 degrees of freedom
near "$(figure expectancy high)" "$(sql "$trades, m as (select avg(pnl) as mean, count(*) as n from t), g as (
		select sum(pnl - mean) as residual from t, m group by day)
	select min(mean) + 2.045230 * sqrt(sum(residual ^ 2) * count(*) / (count(*) - 1)) / min(n) from g, m")" 'its interval goes by days'
days="with p as (
	select distinct on (day) day, equity::float8 as equity
	from account_snapshots, lateral (select (ts at time zone 'America/New_York')::date as day) d
	order by day, ts desc
), r as (
	select day, equity / lag(equity, 1, 25000) over (order by day) - 1 as rate, equity from p
), x as (select rate - .04 / 252 as e from r)"
near "$(figure sharpe value)" "$(sql "$days select avg(e) / stddev_samp(e) * sqrt(252) from x")" 'Sharpe'
near "$(figure sortino value)" "$(sql "$days select avg(e) / sqrt(avg(least(e, 0) ^ 2)) * sqrt(252) from x")" 'Sortino'
near "$(figure cagr_pct value)" "$(sql "$days select 100 * (exp(sum(ln(1 + rate)) * 365.25 / (max(day) - min(day) + 1)) - 1) from r")" 'CAGR'
near "$(jq 'select(.event == "report").drawdown_pct' "$work/rows")" "$(sql 'select 100 * max(1 - equity / peak) from (
	select equity, max(equity) over (order by ts) as peak from account_snapshots) s')" 'the deepest drawdown'
is "$(jq -c 'select(.event == "group" and .by == "exit_reason") | [.group, .trades, .wins, .pnl]' "$work/rows" | sort)" \
	"$(sql "select json_build_array(replace(exit_reason, '_', ' '), count(*), count(*) filter (where pnl > 0), sum(pnl))
		from position_history group by exit_reason" | jq -c . | sort)" 'the groups by rule'
is "$(jq -s 'map(select(.event == "trade")) | length' "$work/rows")" "$(sql 'select count(*) from position_history')" 'a row per trade'
is "$(jq -sc 'map(select(.event == "month") | [.month, .trades, .pnl])' "$work/rows")" \
	"$(sql "select json_agg(json_build_array(month, n, pnl) order by month) from (
		select to_char(exit_time at time zone 'America/New_York', 'YYYY-MM') as month, count(*) as n, sum(pnl) as pnl
		from position_history group by 1) m" | jq -c .)" 'the months'

# ---- which trades ----
count() {
	opt-report --now $now "$@" | jq 'select(.event == "report").trades'
}
is "$(count --since 2026-01-12 --until 2026-01-13)" \
	"$(sql "select count(*) from position_history where (exit_time at time zone 'America/New_York')::date between '2026-01-12' and '2026-01-13'")" 'two days'
is "$(count --strategy swing_trade)" "$(sql "select count(*) from position_history where strategy_type = 'swing_trade'")" 'a strategy'
is "$(count --account PA2)" 0 'another account'
is "$(opt-report --now 2026-01-13T20:00:00Z | jq 'select(.event == "report").trades')" \
	"$(sql "select count(*) from position_history where exit_time <= '2026-01-13 20:00Z'")" 'a pinned clock sees nothing later'

# ---- texts from outside, and results that are unknown ----
sql "insert into active_positions (account, ticker, instrument_type, strategy_type, side, quantity, original_quantity, entry_price,
		entry_time, status, close_reason, closed_at, created_at)
	values ('PA1', '<b>\"x', 'STOCK', 'day_trade', 'long', 0, 1, 10, '2026-02-13 15:00Z', 'closed', 'x', '2026-02-13 16:00Z', '2026-02-13 15:00Z');
	insert into position_history (position_id, account, ticker, instrument_type, strategy_type, side, quantity, entry_time, entry_price,
		exit_time, fees, exit_reason, holding_minutes, created_at)
	select id, account, ticker, 'STOCK', 'day_trade', 'long', 1, entry_time, 10, closed_at, 0,
		'<script>document.title=1</script>', 60, closed_at
	from active_positions where ticker like '<b>%'"
exits 0 'the page' opt-report --now $now "$work/page.html"
like "$(cat "$work/page.html")" '&lt;b&gt;&quot;x' 'a hostile ticker is text'
is "$(grep -cE '<script|<b>"x| (src|on[a-z]+)=|url\(|@import|https?://' "$work/page.html")" 0 'nothing runs and nothing is fetched'
like "$(cat "$work/page.html")" 'the result of 1 more is unknown' 'an unknown result is counted'
for section in summary equity months trades breakdowns decisions execution greeks signals risk costs; do
	like "$(cat "$work/page.html")" "<section id=\"$section\"><h2>" "the section $section"
done
is "$(opt-report --now $now | jq -c 'select(.event == "report") | .unknown_results')" 1 'in the rows, too'

# ---- files ----
exits 0 'standard output' opt-report --now $now -
is "$(printf '%s\n' "$out" | cmp - "$work/page.html" && echo same)" same 'has the same page'
mkdir "$work/folder"
exits 74 'a folder in place of the file' opt-report --now $now "$work/folder"
exits 74 'a device in place of the file' opt-report --now $now /dev/null
[ -c /dev/null ]
ok $? 'the device is still there'
run sh -c "umask 077; opt-report --now $now $work/private.html"
is "$(stat -c %a "$work/private.html")" 600 'the umask says who may read the page'
exits 0 'a dry run' opt-report -n --now $now "$work/dry.html"
[ ! -e "$work/dry.html" ]
ok $? 'writes no file'
run sh -c "opt-report --now $now - | head -c 100 >/dev/null"
is "$status" 0 'a reader that closes the pipe'

# ---- a browser ----
# layout OPTION...: the lines of test/report_layout.html about the two pages
layout() {
	cp test/report_layout.html "$work/"
	HOME=$work timeout 60 chromium --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir="$work/browser" \
		--allow-file-access-from-files --host-resolver-rules='MAP * ~NOTFOUND' "$@" --dump-dom \
		"file://$work/report_layout.html#page.html,empty.html" 2>/dev/null |
		sed -n '/<pre id="result">/,/<\/pre>/p' | sed 's/<[^>]*>//g' | grep .
}
# checks LAYOUT COLOR NAME
checks() {
	is "$(printf '%s\n' "$1" | cut -d '|' -f 1-4)" "page.html|375|fits|$2
page.html|1280|fits|$2
empty.html|375|fits|$2
empty.html|1280|fits|$2" "$3: no page is wider than its window"
	is "$(printf '%s\n' "$1" | awk -F '|' '/^page/ { print ($5 > 5000) ($6 > 10) } /^empty/ { print ($5 > 500) ($6 == 0) }' | sort -u)" 11 \
		"$3: text and charts are seen"
}
if command -v chromium >/dev/null; then
	checks "$(layout)" 'rgb(250,249,247)' 'light'
	checks "$(layout --force-dark-mode)" 'rgb(19,23,26)' 'dark'
else
	ok 0 '# SKIP chromium is not installed'
fi
finish
