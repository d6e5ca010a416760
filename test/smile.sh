#!/bin/sh
# smile.sh RECORDING TIME [RATE]: examines the option quotes of a recording at a time. opt-chain --solve solves them as
# American options without a dividend. Prints one JSON object per expiry:
#   quotes, solved, and the others by status (no_quote: no bid, no ask, or over 15 minutes old)
#   parity: strikes quoted on both sides, the median forward they imply less the spot (basis, in dollars), the
#     middle half of it (basis_iqr), and how many strikes could be traded against that forward (parity_broken)
#   order: vertical spreads and butterflies whose mids are out of order (of how many), and those that could be
#     traded at bid and ask for a sure gain (vertical_arbitrage, butterfly_arbitrage)
#   smile: the volatility at the strike nearest the spot, the median distance of call and put of one strike, and the
#     largest between neighbouring strikes out of the money within 4 % of the spot
set -eu
folder=$1
at=$2
rate=${3:-0.0025}
work=$(mktemp -d "${TMPDIR:-/tmp}/opt-smile.XXXXXX")
trap 'rm -rf "$work"' EXIT

# Seconds since 1970 of RFC 3339 in UTC, and the mid of the underlying's last quote.
clock='function seconds(t,  y, m, d) {
		y = substr(t, 1, 4) + 0; m = substr(t, 6, 2) + 0; d = substr(t, 9, 2) + 0
		if (m < 3) { y--; m += 12 }
		return (365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * m - 457) / 5) + d - 719469) * 86400 \
			+ substr(t, 12, 2) * 3600 + substr(t, 15, 2) * 60 + substr(t, 18, 2)
	}'
spot=$(awk -F, -v at="$at" 'NR > 1 && $2 <= at && $3 > 0 && $5 > $3 { mid = ($3 + $5) / 2 } END { print mid }' \
	"$folder/stock_quotes.csv")

# expiry strike kind bid ask years: one line per contract quoted that day; then the query of each contract
awk -F, -v at="$at" "$clock"'
	NR > 1 && $2 <= at { bid[$1] = $3; ask[$1] = $5; ts[$1] = $2 }
	END {
		now = seconds(at)
		for (symbol in ts) {
			tail = substr(symbol, length(symbol) - 14)
			expiry = "20" substr(tail, 1, 2) "-" substr(tail, 3, 2) "-" substr(tail, 5, 2)
			# 13:00 New York on the early close, 16:00 otherwise; winter time
			close_at = expiry == "2015-12-24" ? "T18:00:00" : "T21:00:00"
			years = (seconds(expiry close_at) - now) / 86400 / 365
			fresh = now - seconds(ts[symbol]) <= 900
			if (years <= 0)
				continue
			kind = substr(tail, 7, 1) == "C" ? "call" : "put"
			strike = substr(tail, 8) / 1000
			quoted = fresh && bid[symbol] > 0 && ask[symbol] > bid[symbol]
			print expiry, strike, kind, quoted ? bid[symbol] : 0, quoted ? ask[symbol] : 0, years | \
				"sort -k1,1 -k2,2n -k3,3"
		}
	}' "$folder/option_quotes.csv" >"$work/table"
awk -v rate="$rate" -v spot="$spot" '{
	printf "{\"kind\":\"%s\",\"exercise\":\"american\",\"spot\":%.17g,\"strike\":%.17g,\"years\":%.17g,\"rate\":%s,", \
		$3, spot, $2, $6, rate
	printf "\"dividend_yield\":0,\"price\":%.17g}\n", ($4 + $5) / 2
}' "$work/table" | opt-chain --solve >"$work/answers"
jq -r '[.status, .implied_volatility // "none"] | join(" ")' "$work/answers" | paste -d ' ' "$work/table" - | awk -v spot="$spot" '
	function abs(x) { return x < 0 ? -x : x }
	function sorted(list, n,  i, j, t) {
		for (i = 2; i <= n; i++) {
			t = list[i]
			for (j = i - 1; j > 0 && list[j] > t; j--)
				list[j + 1] = list[j]
			list[j + 1] = t
		}
	}
	# s is 1 for calls (prices fall with the strike), -1 for puts
	function verticals(kind, s,  i, low, high) {
		for (i = 2; i <= n; i++) {
			if (!((kind, i) in bid) || !((kind, i - 1) in bid))
				continue
			tried++
			low = s > 0 ? i : i - 1; high = s > 0 ? i - 1 : i
			wrong += mid(kind, low) > mid(kind, high) + 1e-9
			free += bid[kind, low] > ask[kind, high] + 1e-9
		}
	}
	function mid(kind, i) { return (bid[kind, i] + ask[kind, i]) / 2 }
	function butterflies(kind,  i, w) {
		for (i = 2; i < n; i++) {
			if (!((kind, i) in bid) || !((kind, i - 1) in bid) || !((kind, i + 1) in bid))
				continue
			w = (strike[i + 1] - strike[i]) / (strike[i + 1] - strike[i - 1])
			flies++
			bent += mid(kind, i) > w * mid(kind, i - 1) + (1 - w) * mid(kind, i + 1) + 1e-9
			caught += bid[kind, i] > w * ask[kind, i - 1] + (1 - w) * ask[kind, i + 1] + 1e-9
		}
	}
	function finish(  i, kind, f, pairs, broken, basis, gap, gaps, atm, step, last, v) {
		if (n == 0)
			return
		pairs = gaps = broken = tried = wrong = free = flies = bent = caught = 0
		for (i = 1; i <= n; i++) {
			if (!(("call", i) in bid) || !(("put", i) in bid))
				continue
			f[++pairs] = strike[i] + mid("call", i) - mid("put", i) - spot
			if ((("call", i) in iv) && (("put", i) in iv))
				gap[++gaps] = abs(iv["call", i] - iv["put", i])
		}
		sorted(f, pairs); sorted(gap, gaps)
		basis = f[int((pairs + 1) / 2)]
		for (i = 1; i <= n; i++)
			if ((("call", i) in bid) && (("put", i) in bid))
				broken += bid["call", i] - ask["put", i] > spot + basis - strike[i] || \
					ask["call", i] - bid["put", i] < spot + basis - strike[i]
		verticals("call", 1); verticals("put", -1)
		butterflies("call"); butterflies("put")
		atm = 0; step = 0; last = -1
		for (i = 1; i <= n; i++) {
			kind = strike[i] < spot ? "put" : "call"
			if (!((kind, i) in iv) || abs(strike[i] / spot - 1) > 0.04)
				continue
			v = iv[kind, i]
			if (atm == 0 || abs(strike[i] - spot) < abs(strike[atm] - spot))
				atm = i
			if (last >= 0 && abs(v - last) > step)
				step = abs(v - last)
			last = v
		}
		kind = strike[atm] < spot ? "put" : "call"
		printf "{\"expiry\":\"%s\",\"spot\":%s,\"quotes\":%d,\"solved\":%d,\"no_quote\":%d,\"below_intrinsic\":%d,", \
			expiry, spot, quotes, status["ok"], none, status["below_intrinsic"]
		printf "\"not_determined\":%d,\"without_reason\":%d,", status["not_determined"], \
			quotes - none - status["ok"] - status["below_intrinsic"] - status["not_determined"] - status["above_maximum"]
		printf "\"parity_strikes\":%d,\"basis\":%.3f,\"basis_iqr\":%.3f,\"parity_broken\":%d,", pairs, basis, \
			f[int((3 * pairs + 3) / 4)] - f[int((pairs + 3) / 4)], broken
		printf "\"verticals\":%d,\"verticals_wrong\":%d,\"vertical_arbitrage\":%d,", tried, wrong, free
		printf "\"butterflies\":%d,\"butterflies_wrong\":%d,\"butterfly_arbitrage\":%d,", flies, bent, caught
		printf "\"at_the_money\":%.4f,\"call_put_gap\":%.4f,\"smile_step_max\":%.4f}\n", iv[kind, atm], \
			gap[int((gaps + 1) / 2)], step
	}
	$1 != expiry {
		finish()
		expiry = $1; n = quotes = none = 0
		split("", bid); split("", ask); split("", iv); split("", strike); split("", status)
	}
	{
		if (n == 0 || strike[n] != $2)
			strike[++n] = $2
		quotes++
		if ($5 == 0) {
			none++
			next
		}
		bid[$3, n] = $4; ask[$3, n] = $5
		status[$7]++
		if ($7 == "ok")
			iv[$3, n] = $8
	}
	END { finish() }'
