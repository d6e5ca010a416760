# Sourced after tap.sh: starts the stand-in broker on loopback; sets its clock, its faults and quotes; checks that ledger and broker agree.
# shellcheck shell=sh disable=SC2154 # work, by tap.sh
APCA_API_KEY_ID=PAPERKEY
APCA_API_SECRET_KEY=PAPERSECRET
OPT_HALT_FILE=$work/halt
export APCA_API_KEY_ID APCA_API_SECRET_KEY OPT_HALT_FILE
broker_pid=
altering_pid=
url=

# at_url URL: uses the server at URL as the broker
at_url() {
	url=$1
	APCA_API_BASE_URL=$1
	APCA_API_DATA_URL=$1
	export APCA_API_BASE_URL APCA_API_DATA_URL
}

broker_stop() {
	[ -z "$altering_pid" ] || kill "$altering_pid" 2>/dev/null
	[ -z "$altering_pid" ] || wait "$altering_pid" 2>/dev/null
	altering_pid=
	[ -z "$broker_pid" ] || kill "$broker_pid" 2>/dev/null
	[ -z "$broker_pid" ] || wait "$broker_pid" 2>/dev/null
	broker_pid=
}

# broker_wait FILE: waits until FILE has the URL, ten seconds at most
broker_wait() {
	tries=0
	while [ ! -s "$1" ] && [ "$tries" -lt 200 ] && kill -0 "$broker_pid" 2>/dev/null; do
		tries=$((tries + 1))
		sleep .05
	done
	[ -s "$1" ]
}

# paper OPTION...: stops the broker, then starts opt-paper with these options
paper() {
	broker_stop
	rm -f "$work/paper"
	opt-paper -q --port-file "$work/paper" "$@" 2>"$work/paper.log" &
	broker_pid=$!
	broker_wait "$work/paper" || { sed 's/^/# /' "$work/paper.log" >&2; return 1; }
	at_url "$(jq -r .url "$work/paper")"
}

# canned FILE: starts a broker that returns the JSON in FILE for every request
canned() {
	broker_stop
	rm -f "$work/canned"
	perl test/canned.pl "$1" "$work/canned" &
	broker_pid=$!
	broker_wait "$work/canned" || return 1
	at_url "$(cat "$work/canned")"
}

# altered: puts test/altering.pl before the broker of paper. alter JSON: sets its rules, from now on
altered() {
	upstream=$url
	alter '[]'
	rm -f "$work/altering"
	perl test/altering.pl "$upstream" "$work/rules" "$work/altering" 2>"$work/altering.log" &
	altering_pid=$!
	broker_wait "$work/altering" || { sed 's/^/# /' "$work/altering.log" >&2; return 1; }
	at_url "$(cat "$work/altering")"
}
alter() {
	printf '%s\n' "$1" | tr '\n\t' '  ' >"$work/rules.part" # a string of JSON has no line breaks
	mv "$work/rules.part" "$work/rules"
}

# broker_database: calls new_database; the end of the test also stops the broker
broker_database() {
	new_database
	trap 'broker_stop; dropdb --if-exists -f "$PGDATABASE" 2>/dev/null; rm -rf "$work"' EXIT
}

# ask METHOD PATH [BODY]: sends a request to the broker and prints the body of the response
ask() {
	curl -sS -X "$1" -H "APCA-API-KEY-ID: $APCA_API_KEY_ID" -H "APCA-API-SECRET-KEY: $APCA_API_SECRET_KEY" \
		${3:+-d "$3"} "$url$2"
}

# clock TIME: sets the clock of the broker and of the programs
clock() {
	OPT_NOW=$1
	export OPT_NOW
	ask POST /sim/clock "{\"now\": \"$1\"}" >"$work/clock"
	jq -e .now "$work/clock" >/dev/null 2>&1 || { echo "# could not set the clock to $1: $(cat "$work/clock")" >&2; exit 1; }
}

# fault JSON: arms a fault
fault() {
	ask POST /sim/fault "$1" >"$work/fault"
	grep -q '^\[' "$work/fault" || { echo "# not a fault: $1: $(cat "$work/fault")" >&2; exit 1; }
}

clear_faults() {
	ask DELETE /sim/fault >/dev/null
}

# quote SYMBOL BID ASK: sets the quote from now on
quote() {
	fault "{\"fault\": \"quote\", \"symbol\": \"$1\", \"bid\": $2, \"ask\": $3}"
}

# stats FILTER: prints the broker's statistics through a jq filter
stats() {
	ask GET /sim/stats | jq -r "$1"
}

# held_by_ledger: the contracts and shares that the ledger holds, "SYMBOL QUANTITY", those of a spread by leg
held_by_ledger() {
	sql "select coalesce(l.option_symbol, p.option_symbol, p.ticker) || ' ' ||
			case coalesce(l.side, p.side) when 'short' then -1 else 1 end * coalesce(l.quantity, p.quantity)
		from active_positions p left join position_legs l on l.position_id = p.id and p.strategy_type like '%spread'
		where p.status <> 'closed' and coalesce(l.quantity, p.quantity) <> 0" | sort
}

# books_agree NAME: checks that the ledger and the broker agree, as they must after every recovery
books_agree() {
	is "$(held_by_ledger)" "$(ask GET /v2/positions | jq -r '.[] | .symbol + " " + .qty' | sort)" "$1: the same positions"
	is "$(ask GET /v2/positions | jq '[.[] | select(.qty | startswith("-"))] | length')" "$(held_by_ledger | grep -c ' -')" \
		"$1: nothing is short but legs of spreads"
	is "$(sql "select client_order_id from broker_orders where sent_at is not null and status <> 'dropped'
			and (status not in ('rejected', 'canceled') or broker_order_id is not null)" | sort)" \
		"$(stats '.orders[].client_order_id | select(startswith("opt-"))' | sort)" "$1: the same orders"
	is "$(stats '[.posts[] | select(. > 1)] | length')" 0 "$1: nothing was sent twice"
	is "$(sql "select count(*) from (select from broker_orders where purpose = 'entry' and is_open
			group by recommendation_id having count(*) > 1) d")" 0 "$1: one live entry per recommendation"
	is "$(sql "select count(*) from (select from broker_orders where purpose = 'exit' and is_open
			group by position_id having count(*) > 1) d")" 0 "$1: one live exit per position"
	is "$(sql "select coalesce(sum(case f.side when 'buy' then f.qty else -f.qty end), 0) from fills f
			join active_positions p on p.id = f.position_id where coalesce(p.close_reason, '') not in
				('liquidated', 'forgotten', 'expired', 'exercised', 'assigned', 'delivered')")" \
		"$(held_by_ledger | awk '{ sum += $2 } END { print sum + 0 }')" \
		"$1: the fills add up to the positions"
}
