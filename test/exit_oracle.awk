# exit_oracle.awk DIR/facts: says which rule closes each position when, and how much of it. Written from the text of the
# specification (8.1) over the quotes, the bars and the sales alone: whether a mark is sound, the value by the model and the
# volatility that this needs are found here, and the numbers of the parameters are those of that text. It shares nothing with the
# programs. FACTS has lines
#	param NAME VALUE: one that the test has set
#	session DAY OPEN CLOSE
#	report TICKER DAY before_open|after_close|unknown
#	position ID TICKER SYMBOL STOCK|CALL|PUT STRATEGY QUANTITY PRICE TIME SPREAD STOP TARGET ATR EXPIRY DAYS
#	sale ID TIME QUANTITY
#	bar SYMBOL TIME VOLUME
#	other ID SYMBOL: the other leg of a spread
#	quote SYMBOL TIME BID ASK: of the legs of spreads
#	booked ID TIME BID ASK UNDERLYING UNDERLYING_TIME QUOTE_TIME, mark ID TIME BID ASK UNDERLYING UNDERLYING_TIME QUOTE_TIME
# The bid and the ask of a mark of a spread are net; without quotes of its legs it is not sound. Nothing is decided at the look
# that booked the entry. The lines come in this order, sales, bars, quotes and marks by time; times are seconds since 1970, a
# session is New York's, - is unknown. Prints "ID RULE QUANTITY TIME" per decision, in the order of the marks.
function max(a, b) { return a > b ? a : b }
function min(a, b) { return a < b ? a : b }
function abs(a) { return a < 0 ? -a : a }
function normal(x, t, y) {
	t = 1 / (1 + .2316419 * abs(x))
	y = exp(-x * x / 2) / 2.506628274631 * t * (.31938153 + t * (-.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
	return x < 0 ? y : 1 - y
}
function days(text, p, y, m) {
	split(text, p, "-")
	y = p[1]; m = p[2] + 0
	if (m < 3) { y--; m += 12 }
	return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * m - 457) / 5) + p[3] - 719469
}
function premium(call, s, k, years, v, d1, d2) {
	d1 = (log(s / k) + (.04 + v * v / 2) * years) / (v * sqrt(years)); d2 = d1 - v * sqrt(years)
	delta = call ? normal(d1) : normal(d1) - 1
	return call ? s * normal(d1) - k * exp(-.04 * years) * normal(d2) : k * exp(-.04 * years) * normal(-d2) - s * normal(-d1)
}
function value(p, contract, s, now, volatility) {
	return premium(kind[p] == "CALL", s, substr(contract, length(contract) - 7) / 1000, (expires[p] - now) / (365 * 86400), volatility)
}
# the volatility of CONTRACT at PRICE, by bisection; 0 for a price without time value, which tells none
function volatility_at(p, contract, s, price, now, low, high, mid, i) {
	low = .01; high = 5
	if (value(p, contract, s, now, low) > price) return 0
	for (i = 0; i < 60; i++) {
		mid = (low + high) / 2
		if (value(p, contract, s, now, mid) < price) low = mid; else high = mid
	}
	return mid
}
# the share of the time to the expiry in which the market is open: what a volatility per year of the calendar is brought up by
function open_share(p, from, s, sum) {
	for (s = 1; s <= sessions; s++) sum += max(0, min(expires[p], closes[s]) - max(from, opens[s]))
	return sum / (expires[p] - from)
}
# the value by the model: the last good volatility of CONTRACT, at the newest sound price of the underlying
function model_of(p, contract, n, h) {
	h = newest_underlying(n)
	if (!option[p] || !((p, contract) in iv) || !h || time[n] >= expires[p]) return "-"
	return value(p, contract, under[h], time[n], iv[p, contract] * sqrt(open_share(p, time[n]) / iv_share[p, contract]))
}
function learn(p, contract, n, price, v) {
	if (unknown(under[n]) || time[n] >= expires[p] || (v = volatility_at(p, contract, under[n], price, time[n])) == 0) return
	iv[p, contract] = v; iv_share[p, contract] = open_share(p, time[n])
}
function newest_underlying(n, h) {
	h = n
	while (h > 1 && unknown(under[h])) h--
	return !unknown(under[h]) && time[n] - under_time[h] <= 120 ? h : 0
}
function tick(price) { return price < 3 ? .01 : .05 }
function unknown(x) { return x == "-" }

BEGIN {
	on = "expiry end_of_day stop premium_stop target reversal trailing volume spread max_hold theta credit_stop credit_target credit_days earnings"
	numbers = "exit_expiry_min 75 exit_end_of_day_min 15 exit_premium_near_days 1 exit_premium_stop_pct 50 exit_premium_stop_near_pct 60 " \
		"exit_trailing_arm_pct 50 exit_trailing_giveback_pct 35 exit_trailing_spreads 2 exit_noise_sigmas 2 " \
		"exit_max_hold_min 240 exit_max_hold_sessions 10 exit_credit_stop_ratio 2 exit_credit_target_pct 50 exit_credit_days_left 21 " \
		"exit_open_guard_min 5 exit_open_guard_spread_pct 15 mark_spread_pct 30 mark_ticks 2 mark_model_pct 35 mark_steady_pct .25 " \
		"mark_word_gap_s 30 mark_word_back_s 300 mark_word_spread_pct 15 mark_word_near_pct 10 mark_stock_spread_pct 1"
	for (i = split(on, name, " "); i > 0; i--) P["exit_" name[i]] = 1
	for (i = split(numbers, name, " "); i > 0; i -= 2) P[name[i - 1]] = name[i]
}
$1 == "param" { P[$2] = $3 }
$1 == "session" { sessions++; day_of[sessions] = $2; opens[sessions] = $3; closes[sessions] = $4; number[$2] = sessions }
$1 == "report" { report[$2] = $3; report_when[$2] = $4 }
$1 == "position" {
	ticker[$2] = $3; symbol[$2] = $4; kind[$2] = $5; strategy[$2] = $6; held[$2] = $7; entry[$2] = $8; entered[$2] = $9
	first_spread[$2] = $10; stop[$2] = $11; target[$2] = $12; atr[$2] = $13; expiry[$2] = $14; days_then[$2] = $15
	option[$2] = $5 != "STOCK"; short_term[$2] = $6 == "day_trade" || $5 == "STOCK"; credit[$2] = $6 == "credit_spread"; spread[$2] = $6 ~ /_spread$/
	up[$2] = ($5 == "PUT") == credit[$2] ? 1 : -1
	# the expiry is at the close of its day; at four where that has no session
	expires[$2] = !option[$2] ? 0 : $14 in number ? closes[number[$14]] : closes[1] + (days($14) - days(day_of[1])) * 86400
	peak[$2] = entry[$2]; busy[$2] = 0; taken[$2] = 0; looks[$2] = 0
}
$1 == "sale" { sales++; sale_id[sales] = $2; sale_time[sales] = $3; sale_qty[sales] = $4 }
$1 == "bar" { volume[$2, int($3 / 60)] += $4 }

$1 == "other" { other[$2] = $3 }
$1 == "quote" { quoted_bid[$2, int($3 / 60)] = $4; quoted_ask[$2, int($3 / 60)] = $5 }

function two_sided(b, a) { return !unknown(b) && !unknown(a) && a > 0 && b >= 0 && a >= b }
# whether the underlying hardly moved since the quote of look N
function steady(n, i, then) {
	for (i = 1; i < n; i++) {
		if (unknown(under[i]) || (time[i] > asked[n] && then)) continue
		then = under[i]
	}
	return !unknown(under[n]) && then && abs(under[n] - then) / then * 100 < P["mark_steady_pct"]
}
# whether the quote B by A of an option, of the time of look N, is sound beside the value M by the model
function option_sound(b, a, m, n, mid) {
	if (!two_sided(b, a)) return 0
	mid = (b + a) / 2
	return a - b <= max(mid * P["mark_spread_pct"] / 100, P["mark_ticks"] * tick(mid)) + 5e-5 && (time[n] - asked[n] <= 120 || steady(n)) &&
		(unknown(m) || abs(mid - m) <= max(m * P["mark_model_pct"] / 100, P["mark_ticks"] * tick(m)) + 5e-5)
}
function leg_bid(p, i, n) { return quoted_bid[i ? other[p] : symbol[p], int(time[n] / 60)] }
function leg_ask(p, i, n) { return quoted_ask[i ? other[p] : symbol[p], int(time[n] / 60)] }
function leg_sound(p, i, n) { return leg_ask(p, i, n) != "" && option_sound(leg_bid(p, i, n), leg_ask(p, i, n), leg_model[i], n) }
function spread_sound(p, n, mid) {
	mid = (bid[n] + ask[n]) / 2
	if (ask[n] - bid[n] > max(mid * P["mark_spread_pct"] / 100, 2 * P["mark_ticks"] * .01) + 5e-5) return 0
	return leg_sound(p, 0, n) && leg_sound(p, 1, n)
}
# whether the quote of the look is one to act on
function sound(p, n, mid, i) {
	if (!two_sided(bid[n], ask[n])) return 0
	mid = (bid[n] + ask[n]) / 2
	if (!option[p]) return bid[n] > 0 && time[n] - asked[n] <= 120 && (ask[n] - bid[n]) / mid <= P["mark_stock_spread_pct"] / 100 + 1e-9
	if (spread[p] ? spread_sound(p, n) : option_sound(bid[n], ask[n], model[n], n)) return 1
	if (!a_word(n)) return 0
	for (i = n - 1; i >= 1 && time[n] - time[i] <= P["mark_word_back_s"]; i--)
		if (time[n] - time[i] >= P["mark_word_gap_s"] && a_word(i) && abs((bid[i] + ask[i]) / 2 - mid) <= mid * P["mark_word_near_pct"] / 100 + 5e-5)
			return 1
	return 0
}
function a_word(n) {
	return !unknown(bid[n]) && !unknown(ask[n]) && bid[n] > 0 && ask[n] >= bid[n] && time[n] - asked[n] <= 120 &&
		ask[n] - bid[n] <= (bid[n] + ask[n]) / 2 * P["mark_word_spread_pct"] / 100 + 5e-5
}
# two looks running: the one before is of the same session, and not long ago
function runs(n) { return n > 1 && time[n - 1] >= opens[now_session] && time[n] - time[n - 1] <= 300 }
function gain(p, n) { return (credit[p] ? entry[p] - price[n] : price[n] - entry[p]) / entry[p] * 100 }
function decide_once(holds_now, holds_before, n, twice) {
	if (!holds_now) return 0
	if (!twice && good[n] && !(opening && (ask[n] - bid[n]) / ((bid[n] + ask[n]) / 2) > P["exit_open_guard_spread_pct"] / 100)) return 1
	return runs(n) && !unknown(price[n - 1]) && holds_before
}
# a rule on the value: at a value of the model two looks running agree
function agreed(holds_now, holds_before, n) { return holds_now && (good[n] || (runs(n) && !unknown(price[n - 1]) && holds_before)) }
function noise(p) {
	if (unknown(atr[p])) return 0
	return (option[p] ? abs(last_delta[p]) : 1) * (short_term[p] ? atr[p] : atr[p] / sqrt(78)) / 1.6
}
function past(p, n, level, against) { return against * (under[n] - level) >= 0 }
function level(p, n, wide) {
	wide = good[n] ? ask[n] - bid[n] : first_spread[p]
	return peak[p] - max(P["exit_trailing_giveback_pct"] / 100 * (peak[p] - entry[p]), max(P["exit_trailing_spreads"] * wide, P["exit_noise_sigmas"] * noise(p)))
}
function highest(n, i, h) { # of the sound looks of the last 5 minutes
	for (i = n; i >= 1 && time[n] - time[i] <= 300; i--)
		if (good[i] && price[i] > h) h = price[i]
	return h
}
function reverses(p, n, h) {
	h = highest(n)
	return h > 1.3 * entry[p] && price[n] < .9 * h && h - price[n] > max(P["exit_noise_sigmas"] * noise(p), 2 * (good[n] ? ask[n] - bid[n] : first_spread[p]))
}
function open_minutes(from, to, s, sum) {
	for (s = 1; s <= sessions; s++) sum += max(0, min(to, closes[s]) - max(from, opens[s]))
	return sum / 60
}
function sessions_since(from, s, n) {
	for (s = 1; s <= now_session; s++) n += opens[s] > from
	return n
}
# the mean volume of 5 minutes against that of the first half of the trade; a look knows the minutes up to the look before
function collapses(p, n, first, now, i, recent, half, before) {
	first = int(entered[p] / 60); now = int(time[n] / 60)
	half = int((now - first) / 2)
	if (half < 5 || first + half > now - 6) return 0
	for (i = now - 6; i < now - 1; i++) recent += volume[symbol[p], i]
	for (i = first; i < first + half; i++) before += volume[symbol[p], i]
	return recent / 5 < .3 * before / half
}
function widens(p, n, i, wide, mid) {
	if (n < 3) return 0
	for (i = n; i > n - 3; i--) {
		if (unknown(bid[i]) || unknown(ask[i]) || ask[i] <= 0) return 0
		wide = ask[i] - bid[i]; mid = (bid[i] + ask[i]) / 2
		if (!(wide > 2 * first_spread[p] && wide > .12 * mid && wide > 4 * tick(mid))) return 0
	}
	return 1
}
# the last session in which a position may be held over: the one before the report
function reports_next(p, s) {
	if (!(ticker[p] in report)) return 0
	s = number[report[ticker[p]]]
	return now_session == (report_when[ticker[p]] == "after_close" ? s : s - 1)
}

# the first rule that closes position P at look N; "" none. amount is what it closes
function rule(p, n, left, today, dte, h) {
	left = (closes[now_session] - time[n]) / 60; today = days(day_of[now_session])
	dte = option[p] ? days(expiry[p]) - today : 9999
	amount = held[p]; single = option[p] && !spread[p]
	if (P["exit_expiry"] && dte == 0 && left <= P["exit_expiry_min"]) return 1
	if (P["exit_end_of_day"] && short_term[p] && (left <= P["exit_end_of_day_min"] || entered[p] < opens[now_session])) return 2
	h = newest_underlying(n)
	if (P["exit_stop"] && !unknown(stop[p]) && h && past(p, h, stop[p], -up[p]) &&
		(!opening || (runs(h) && !unknown(under[h - 1]) && past(p, h - 1, stop[p], -up[p])))) return 3
	if (P["exit_premium_stop"] && single && !unknown(price[n])) {
		near = dte <= P["exit_premium_near_days"]
		most = -(near ? P["exit_premium_stop_near_pct"] : P["exit_premium_stop_pct"])
		if (decide_once(gain(p, n) <= most, n > 1 && gain(p, n - 1) <= most, n, near)) return 4
	}
	if (P["exit_target"] && !unknown(target[p]) && !taken[p] && h && past(p, h, target[p], up[p])) {
		amount = held[p] > 1 ? int(held[p] / 2) : 1
		return 5
	}
	if (P["exit_reversal"] && single && !unknown(price[n]) && decide_once(reverses(p, n), n > 1 && reverses(p, n - 1), n, 0)) return 6
	if (P["exit_trailing"] && !spread[p] && armed[p] && !unknown(price[n]) && decide_once(price[n] <= level(p, n) + 5e-5, n > 1 && price[n - 1] <= level(p, n - 1) + 5e-5, n, 0)) return 7
	if (P["exit_volume"] && single && !unknown(price[n]) && agreed(gain(p, n) > 0, n > 1 && gain(p, n - 1) > 0, n) && collapses(p, n)) return 8
	if (P["exit_spread"] && single && !unknown(price[n]) && agreed(gain(p, n) <= 0, n > 1 && gain(p, n - 1) <= 0, n) && widens(p, n)) return 9
	if (P["exit_max_hold"] && !credit[p] && (short_term[p] ? open_minutes(entered[p], time[n]) >= P["exit_max_hold_min"] : sessions_since(entered[p]) >= P["exit_max_hold_sessions"])) return 10
	if (P["exit_theta"] && single && !short_term[p] && days_then[p] >= 5 && dte <= min(7, days_then[p] / 2) && !unknown(price[n]) &&
		agreed(gain(p, n) < 10, n > 1 && gain(p, n - 1) < 10, n)) return 11
	if (credit[p]) {
		if (P["exit_credit_stop"] && !unknown(price[n]) &&
			agreed(gain(p, n) <= -100 * P["exit_credit_stop_ratio"], n > 1 && gain(p, n - 1) <= -100 * P["exit_credit_stop_ratio"], n)) return 12
		if (P["exit_credit_target"] && !unknown(price[n]) &&
			agreed(gain(p, n) >= P["exit_credit_target_pct"], n > 1 && gain(p, n - 1) >= P["exit_credit_target_pct"], n)) return 12
		if (P["exit_credit_days"] && dte <= P["exit_credit_days_left"]) return 12
	}
	if (P["exit_earnings"] && option[p] && !short_term[p] && reports_next(p)) return 13
	return ""
}

# the model of look N, then whether its mark is sound, its value, and the volatilities it gives
function look(p, n, i) {
	model[n] = model_of(p, symbol[p], n)
	if (spread[p]) {
		leg_model[0] = model[n]; leg_model[1] = model_of(p, other[p], n)
		model[n] = unknown(leg_model[0]) || unknown(leg_model[1]) ? "-" : max(0, leg_model[0] - leg_model[1])
	}
	good[n] = sound(p, n)
	price[n] = good[n] ? (bid[n] + ask[n]) / 2 : option[p] ? model[n] : "-"
	# each leg by its own quote, or both when the market has the last word
	for (i = 0; spread[p] && i < 2; i++)
		if (leg_ask(p, i, n) != "" && (good[n] || leg_sound(p, i, n)))
			learn(p, i ? other[p] : symbol[p], n, (leg_bid(p, i, n) + leg_ask(p, i, n)) / 2)
	if (option[p] && !spread[p] && good[n]) learn(p, symbol[p], n, price[n])
	if (option[p] && !spread[p] && !unknown(model_of(p, symbol[p], n))) last_delta[p] = delta
}
$1 == "mark" || $1 == "booked" {
	p = $2
	if (p != last) { last = p; n = 0 }
	time[++n] = $3; bid[n] = $4; ask[n] = $5; under[n] = $6; under_time[n] = $7; asked[n] = $8
	for (now_session = 1; now_session < sessions && closes[now_session] < $3; ) now_session++
	opening = $3 < opens[now_session] + P["exit_open_guard_min"] * 60
	for (s = 1; s <= sales; s++)
		if (sale_id[s] == p && sale_time[s] < time[n] && !(s in counted)) {
			counted[s]; held[p] -= sale_qty[s]; busy[p] -= sale_qty[s]
			if (taking[p]) taken[p] = 1
		}
	look(p, n)
	if (good[n] && !spread[p]) peak[p] = max(peak[p], price[n])
	if (taken[p] || (good[n] && gain(p, n) >= P["exit_trailing_arm_pct"])) armed[p] = 1
	if (busy[p] > 0 || held[p] <= 0 || $1 == "booked") next
	which = rule(p, n)
	if (which == "") next
	print p, which, amount, time[n]
	busy[p] = amount; taking[p] = which == 5
}
