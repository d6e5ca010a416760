# Sourced after still_market.sh: positions that are bought by hand, closed by opt-posmon alone, and judged by the oracle of
# exit_oracle.awk.
# shellcheck shell=sh disable=SC2034,SC2154 # enter reads entry_*; work, by tap.sh
bought=0 entry_levels='null, null'
: >"$work/bought"
: >"$work/reports"
: >"$work/bars"
printf '* * * * * opt-posmon --deadline 50\n' >"$work/crontab"

# buy SYMBOL QUANTITY STRATEGY ATR [SINCE DAYS]: buys at the ask. ATR sets the stop 2 and the target 4 of it away; SINCE is an
# earlier time of the entry, DAYS the days to the expiry then.
buy() {
	bought=$((bought + 1))
	case $1 in
	*[0-9]*) entry_limit=$(ask GET "/v1beta1/options/quotes/latest?symbols=$1" | jq '.quotes[].ap') ;;
	*) entry_limit=$(ask GET "/v2/stocks/quotes/latest?symbols=$1" | jq '.quotes[].ap') ;;
	esac
	enter $bought "$1" "$2" "$3"
	printf '%s\n' "$bought $4 ${5:-} ${6:-}" >>"$work/bought"
}

# buy_spread STRATEGY QUANTITY MAIN OTHER ATR [SINCE DAYS]: opens a spread by one order, at the quotes of its legs: MAIN is the short leg of a
# credit_spread, the long one of a debit_spread.
buy_spread() {
	bought=$((bought + 1))
	id=opt-e$(printf '%020x' $bought)-a1 uuid=00000000-0000-4000-8000-$(printf '%012x' $bought)
	side=sell other_side=buy kind=CALL
	[ "$1" = credit_spread ] || side=buy other_side=sell
	case $3 in *P00*) kind=PUT ;; esac
	limit=$(ask GET "/v1beta1/options/quotes/latest?symbols=$3,$4" | jq ".quotes | (.[\"$4\"] | if \"$side\" == \"sell\" then .ap else -.bp end) +
		(.[\"$3\"] | if \"$side\" == \"sell\" then -.bp else .ap end) | . * 100 | round / 100")
	body=$(jq -nc --arg q "$2" --arg l "$limit" --arg c "$id" --arg m "$3" --arg o "$4" --arg s $side --arg t $other_side '{order_class: "mleg",
		qty: $q, type: "limit", time_in_force: "day", limit_price: $l, client_order_id: $c, legs: [{symbol: $m, side: $s}, {symbol: $o, side: $t}
		| . + {ratio_qty: "1", position_intent: (.side + "_to_open")}]}')
	sql "
	insert into dispatch_recommendations (id, ts, bar_ts, ticker, action, instrument_type, strategy_type, confidence, reason,
		features_snapshot, sentiment_snapshot, lineage, params_version, status, created_at, processed_at)
	overriding system value
	values ($bought, '$OPT_NOW', timestamptz '$OPT_NOW' - interval '$bought us', '${3%%[0-9]*}', 'BUY', '$kind', '$1', .8, '{}', '{}', '{}',
		'$OPT_NOW', 1, 'EXECUTED', '$OPT_NOW', '$OPT_NOW');
	insert into dispatch_executions (execution_id, recommendation_id, dispatcher_run_id, account, execution_mode, ticker,
		action, instrument_type, strategy_type, decision_ts, features_snapshot, sentiment_snapshot, risk_json,
		client_order_id, qty, option_symbol, strike_price, expiration_date, notional, underlying_price, params_version, created_at)
	values ('$uuid', $bought, '$uuid', 'PA0000000001', 'paper', '${3%%[0-9]*}', 'BUY', '$kind', '$1', '$OPT_NOW', '{}', '{}', '{}',
		'$id', $2, '$3', $(printf '%s' "$3" | sed 's/.*[CP]0*//; s/...$//'), $(printf '%s' "$3" | sed "s/^[A-Z]*\(..\)\(..\)\(..\).*/'20\1-\2-\3'/"),
		500, 100, 1, '$OPT_NOW');
	insert into broker_orders (client_order_id, account, purpose, recommendation_id, execution_id, attempt, ticker, symbol,
		side, order_type, qty, limit_price, request, quote_snapshot, status, intent_run_id, trade_day, created_at, sent_at, updated_at)
	values ('$id', 'PA0000000001', 'entry', $bought, '$uuid', 1, '${3%%[0-9]*}', '', 'buy', 'limit', $2, $limit, '$body', '{}', 'sending', '$uuid',
		'${OPT_NOW%%T*}', '$OPT_NOW', '$OPT_NOW', '$OPT_NOW');
	insert into order_legs (client_order_id, leg, option_symbol, side, position_intent)
	values ('$id', 0, '$3', '$side', '${side}_to_open'), ('$id', 1, '$4', '$other_side', '${other_side}_to_open')"
	ask POST /v2/orders "$body" >"$work/entered"
	printf '%s\n' "$bought $5 ${6:-} ${7:-}" >>"$work/bought"
}

# settle: the monitor books what was bought; then come the facts that opt-dispatch would have stored with it
settle() {
	exits 0 'what was bought is booked' opt-posmon
	while read -r execution atr since days; do
		# shellcheck disable=SC2016 # not an expression
		printf "update active_positions p set stop_atr = %s, entry_underlying_price = u.price,
			stop = u.price - 2 * %s * u.sign, target = u.price + 4 * %s * u.sign, entry_spread = u.spread%s%s
			from (select m.underlying_price as price, m.ask - m.bid as spread, case when (q.instrument_type = 'PUT') = (q.strategy_type = 'credit_spread')
					then 1 else -1 end as sign, q.id
				from position_marks m join active_positions q on q.id = m.position_id) u
			where u.id = p.id and p.execution_id = '00000000-0000-4000-8000-%012x';\n" "$atr" "$atr" "$atr" \
			"${since:+, entry_time = '$since'}" "${days:+, entry_days_to_expiry = $days}" "$execution"
	done <"$work/bought" >"$work/settle.sql"
	psql -Xq1 -v ON_ERROR_STOP=1 -f "$work/settle.sql"
	: >"$work/bought"
}

# quotes SYMBOL...: the quotes of the recording in $work/market, of $day, as "quote SYMBOL TIME BID ASK"
quotes() {
	[ -d "$work/market" ] || return 0
	awk -F , -v wanted="$*" -v start="$(date -ud "$day" +%s)" 'BEGIN { split(wanted, list, " "); for (i in list) is_wanted[list[i]] }
		$1 in is_wanted { print "quote", $1, start + substr($2, 12, 2) * 3600 + substr($2, 15, 2) * 60, $3, $5 }' \
		"$work/market/option_quotes.csv" "$work/market/stock_quotes.csv"
}

# misquoted: the marks that are not the quotes of the recording in the minute of the look: of a spread their difference
misquoted() {
	sql "select p.ticker, coalesce(p.option_symbol, p.ticker), coalesce(l.option_symbol, '-'), extract(epoch from m.ts)::bigint, m.bid, m.ask,
			m.underlying_price
		from position_marks m join active_positions p on p.id = m.position_id left join position_legs l on l.position_id = p.id and l.leg = 1" |
		tr '|' ' ' >"$work/marked"
	# shellcheck disable=SC2046 # one word per symbol
	quotes $(awk '{ print $1; print $2; print $3 }' "$work/marked" | sort -u) | awk '
		function differs(a, b) { return (a - b) ^ 2 > 1e-9 }
		NR == FNR { bid[$2, $3] = $4; ask[$2, $3] = $5; next }
		{
			t = $4 - $4 % 60
			b = bid[$2, t] - ($3 == "-" ? 0 : ask[$3, t]); a = ask[$2, t] - ($3 == "-" ? 0 : bid[$3, t])
			if (differs(b < 0 ? 0 : b, $5) || differs(a, $6) || differs((bid[$1, t] + ask[$1, t]) / 2, $7)) print
		}' - "$work/marked"
}

# facts: writes what the oracle may know: the parameters that were set, the quotes and times of the looks, the entries, what was sold
facts() {
	opt-params list --json | jq -r 'select(.value != .default) | "param \(.name) \(.value | if . == true then 1 elif . == false then 0 else . end)"'
	opt-calendar "$1" "$2" | jq -r '"session \(.day) \(.opens_at | fromdate) \(.closes_at | fromdate)"'
	awk -F , '{ print "report", $1, $2, $3 }' "$work/reports"
	sql "select 'position', id, ticker, coalesce(option_symbol, ticker), instrument_type, strategy_type, original_quantity, entry_price,
			extract(epoch from entry_time)::bigint, coalesce(entry_spread::text, '-'), coalesce(stop::text, '-'), coalesce(target::text, '-'),
			coalesce(stop_atr::text, '-'), coalesce(expiration_date::text, '-'), coalesce(entry_days_to_expiry::text, '-')
		from active_positions order by id" | tr '|' ' '
	sql "select 'sale', p.id, extract(epoch from filled_at)::bigint, qty from fills f join active_positions p on p.id = f.position_id
		where f.symbol = coalesce(p.option_symbol, p.ticker) and (f.side = 'sell') = (p.side = 'long') order by filled_at" | tr '|' ' '
	cat "$work/bars"
	sql "select 'other', position_id, option_symbol from position_legs where leg = 1" | tr '|' ' '
	# shellcheck disable=SC2046 # one word per symbol
	quotes $(sql 'select distinct option_symbol from position_legs')
	sql "select case look when 1 then 'booked' else 'mark' end, position_id, extract(epoch from ts)::bigint, coalesce(bid::text, '-'),
			coalesce(ask::text, '-'), coalesce(underlying_price::text, '-'), coalesce(extract(epoch from underlying_ts)::bigint::text, '-'),
			coalesce(extract(epoch from quote_ts)::bigint::text, '-')
		from (select *, row_number() over (partition by position_id order by ts) as look from position_marks) m
		order by position_id, ts" | tr '|' ' '
}

# named FILE: the decisions in FILE, "ID RULE QUANTITY TIME", with the symbol and the time as UTC
named() {
	awk 'NR == FNR { symbol[$1] = $2; next }
		{ printf "%s: rule %s sells %s, %s\n", symbol[$1], $2, $3, strftime("%d %H:%M", $4, 1) }' "$work/symbols" "$1" | sort
}

# judge FROM TO: writes each exit by a rule of opt-posmon to $work/decided, and to $work/expected what the oracle makes of the same
# marks; FROM to TO are the sessions that it knows. Both have the lines of named.
judge() {
	facts "$1" "$2" >"$work/facts"
	sql "select id, coalesce(option_symbol, ticker) from active_positions" | tr '|' ' ' >"$work/symbols"
	sql "select e.position_id, e.data->>'rule', o.qty, extract(epoch from e.ts)::bigint
		from position_events e join broker_orders o on o.position_id = e.position_id and o.created_at = e.ts and o.attempt = 1 and o.purpose = 'exit'
		where e.type = 'exit_decided' and e.data->>'rule' <> '0'" | tr '|' ' ' >"$work/decisions"
	named "$work/decisions" >"$work/decided"
	awk -f test/exit_oracle.awk "$work/facts" >"$work/decisions" || exit 1
	named "$work/decisions" >"$work/expected"
}
