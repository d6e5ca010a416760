# exit_oracle.awk DIR/facts: says which rule closes each position when, and how much of it. Written from the text of the
# specification (8.1) over the marks, the bars and the sales alone: it shares nothing with the programs. FACTS has lines
#	param NAME VALUE
#	session DAY OPEN CLOSE
#	report TICKER DAY before_open|after_close|unknown
#	position ID TICKER SYMBOL STOCK|CALL|PUT STRATEGY QUANTITY PRICE TIME SPREAD STOP TARGET ATR EXPIRY DAYS
#	sale ID TIME QUANTITY
#	bar SYMBOL TIME VOLUME
#	mark ID TIME BID ASK UNDERLYING UNDERLYING_TIME QUOTE_TIME MODEL SOURCE VALUE
# The bid and the ask of a spread are net; whether its mark is sound (SOURCE quote or market) and its VALUE are facts, for one
# option they are found here. The lines come in this order, sales, bars and marks by time; times are seconds since 1970, a session is New York's, - is unknown. Prints
# "ID RULE QUANTITY TIME" per decision, in the order of the marks.
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
# the delta of position P at a price of its own, by bisection for the volatility
function delta_at(p, s, price, now, low, high, mid, i, years, strike) {
	strike = substr(symbol[p], length(symbol[p]) - 7) / 1000
	years = (expires[p] - now) / (365 * 86400)
	low = .01; high = 5
	for (i = 0; i < 60; i++) {
		mid = (low + high) / 2
		if (premium(kind[p] == "CALL", s, strike, years, mid) < price) low = mid; else high = mid
	}
	return delta
}
function tick(price) { return price < 3 ? .01 : .05 }
function unknown(x) { return x == "-" }

$1 == "param" { P[$2] = $3 }
$1 == "session" { sessions++; day_of[sessions] = $2; opens[sessions] = $3; closes[sessions] = $4; number[$2] = sessions }
$1 == "report" { report[$2] = $3; report_when[$2] = $4 }
$1 == "position" {
	ticker[$2] = $3; symbol[$2] = $4; kind[$2] = $5; strategy[$2] = $6; held[$2] = $7; entry[$2] = $8; entered[$2] = $9
	first_spread[$2] = $10; stop[$2] = $11; target[$2] = $12; atr[$2] = $13; expiry[$2] = $14; days_then[$2] = $15
	option[$2] = $5 != "STOCK"; short_term[$2] = $6 == "day_trade" || $5 == "STOCK"; credit[$2] = $6 == "credit_spread"; spread[$2] = $6 ~ /_spread$/
	up[$2] = ($5 == "PUT") == credit[$2] ? 1 : -1
	# the expiry is at the close of its day, a session or not
	expires[$2] = option[$2] ? closes[1] + (days($14) - days(day_of[1])) * 86400 : 0
	peak[$2] = entry[$2]; busy[$2] = 0; taken[$2] = 0; looks[$2] = 0
}
$1 == "sale" { sales++; sale_id[sales] = $2; sale_time[sales] = $3; sale_qty[sales] = $4 }
$1 == "bar" { volume[$2, int($3 / 60)] += $4 }

# whether the quote of the look is one to act on
function sound(p, n, mid, wide, i, then) {
	if (unknown(bid[n]) || unknown(ask[n]) || ask[n] <= 0 || bid[n] < 0 || ask[n] < bid[n]) return 0
	mid = (bid[n] + ask[n]) / 2; wide = ask[n] - bid[n]
	if (!option[p]) return bid[n] > 0 && time[n] - asked[n] <= 120 && wide / mid <= P["mark_stock_spread_pct"] / 100 + 1e-9
	if (wide <= max(mid * P["mark_spread_pct"] / 100, P["mark_ticks"] * tick(mid)) + 5e-5 && time[n] - asked[n] <= 120 &&
		(unknown(model[n]) || abs(mid - model[n]) <= max(model[n] * P["mark_model_pct"] / 100, P["mark_ticks"] * tick(model[n])) + 5e-5))
		return 1
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
	h = n # the newest sound price of the underlying
	while (h > 1 && unknown(under[h])) h--
	h = !unknown(under[h]) && time[n] - under_time[h] <= 120 ? h : 0
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

$1 == "mark" {
	p = $2
	if (p != last) { last = p; n = 0; told = 0 }
	time[++n] = $3; bid[n] = $4; ask[n] = $5; under[n] = $6; under_time[n] = $7; asked[n] = $8; model[n] = $9
	for (now_session = 1; now_session < sessions && closes[now_session] < $3; ) now_session++
	opening = $3 < opens[now_session] + P["exit_open_guard_min"] * 60
	for (s = 1; s <= sales; s++)
		if (sale_id[s] == p && sale_time[s] < time[n] && !(s in counted)) {
			counted[s]; held[p] -= sale_qty[s]; busy[p] -= sale_qty[s]
			if (taking[p]) taken[p] = 1
		}
	good[n] = spread[p] ? $10 == "quote" || $10 == "market" : sound(p, n)
	price[n] = spread[p] ? $11 : good[n] ? (bid[n] + ask[n]) / 2 : !option[p] ? "-" : !unknown(model[n]) ? model[n] : "-"
	if (good[n] && !spread[p]) {
		peak[p] = max(peak[p], price[n])
		if (option[p] && !unknown(under[n]) && time[n] < expires[p]) last_delta[p] = delta_at(p, under[n], price[n], time[n])
	}
	if (taken[p] || (good[n] && gain(p, n) >= P["exit_trailing_arm_pct"])) armed[p] = 1
	if (busy[p] > 0 || held[p] <= 0) next
	which = rule(p, n)
	if (which == "") next
	print p, which, amount, time[n]
	busy[p] = amount; taking[p] = which == 5
}
