# made_days.awk -v dir=DIR -v day=YYYY-MM-DD -v open=H:MM (UTC) CONTRACTS: writes a recording of one session into DIR.
# CONTRACTS has a line "SYMBOL SHAPE" per contract. The paths of the stocks are below: CRSH falls 12 % in an hour, MELT rises
# as much, CHOP goes nowhere, GAPS is 3 % lower for one minute after the open, EVRY and EARN stand nearly still. An option is quoted around its Black-Scholes value; SHAPE
# says how its volatility, its spread or its volume moves:
#	plain, crush (the volatility collapses in one minute), spike (up and down within minutes), slow (up, then slowly
#	down), late (up in the last hours), wide (the spread grows), thin (the volume stops while it is in profit), dull (it stops without, and the spread grows a little)
function normal(x, t, y) { # Abramowitz and Stegun 26.2.17
	t = 1 / (1 + .2316419 * (x < 0 ? -x : x))
	y = exp(-x * x / 2) / 2.506628274631 * t * (.31938153 + t * (-.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
	return x < 0 ? y : 1 - y
}
function days(y, m, d) { # days since 1970-01-01
	if (m < 3) { y--; m += 12 }
	return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * m - 457) / 5) + d - 719469
}
function value(call, s, k, years, v, d1, d2, rate) {
	rate = .04
	if (years <= 0) return (call ? s > k : s < k) ? (call ? s - k : k - s) : 0
	d1 = (log(s / k) + (rate + v * v / 2) * years) / (v * sqrt(years))
	d2 = d1 - v * sqrt(years)
	return call ? s * normal(d1) - k * exp(-rate * years) * normal(d2) : k * exp(-rate * years) * normal(-d2) - s * normal(-d1)
}
function line(m, m1, v1, m2, v2) { return m <= m1 ? v1 : m >= m2 ? v2 : v1 + (v2 - v1) * (m - m1) / (m2 - m1) }
function fall(m, dip) { # how far CRSH is under 100
	dip = m < 34 ? line(m, 4, 0, 34, 3.5) : m < 44 ? line(m, 34, 3.5, 44, 2.5) : line(m, 44, 2.5, 64, 11)
	return dip + line(m, 64, 0, 390, 2) + (m < 4 ? 0 : .3 * sin(m / 7))
}
function stock(ticker, m) {
	if (ticker == "CRSH") return 100 - fall(m)
	if (ticker == "MELT") return 100 + fall(m)
	if (ticker == "CHOP") return 100 + 1.2 * sin(m / 4) + .4 * sin(m * 1.7)
	if (ticker == "GAPS" && m == 3) return 97
	return 100 + .3 * sin(m / 9)
}
function volatility(ticker, shape, m) {
	if (ticker == "CRSH") return .40 + .02 * fall(m)
	if (ticker == "MELT") return .40 - .006 * fall(m)
	if (shape == "crush") return m < 20 ? .80 : .26
	if (shape == "spike") return m < 14 ? line(m, 8, .40, 14, .62) : line(m, 14, .62, 18, .48)
	if (shape == "slow") return m < 30 ? line(m, 8, .40, 30, .68) : line(m, 32, .68, 70, .46)
	if (shape == "late") return line(m, 300, .40, 312, .50)
	if (shape == "dull") return line(m, 10, .40, 30, .36)
	if (shape == "thin") return line(m, 10, .40, 30, .50)
	return .40
}
function spread(shape, mid, m, s) {
	s = mid * (m < 50 ? .02 : shape == "wide" ? .26 : shape == "dull" ? .08 : .02)
	return s < .02 ? .02 : s
}
BEGIN {
	quotes = "symbol,ts,bid,bid_size,ask,ask_size"
	bars = "symbol,ts,open,high,low,close,volume"
	print "symbol,name,exchange,options_enabled" > (dir "/assets.csv")
	print "symbol,as_of,open_interest" > (dir "/option_contracts.csv")
	print quotes > (dir "/stock_quotes.csv"); print quotes > (dir "/option_quotes.csv")
	print bars > (dir "/stock_bars.csv"); print bars > (dir "/option_bars.csv")
	split(open, hm, ":"); split(day, ymd, "-")
	today = days(ymd[1] + 0, ymd[2] + 0, ymd[3] + 0)
}
function at(m, t) { t = hm[1] * 60 + hm[2] + m; return sprintf("%sT%02d:%02d:00Z", day, t / 60, t % 60) }
function row(file, symbol, m, mid, wide) {
	printf("%s,%s,%.2f,50,%.2f,50\n", symbol, at(m), mid - wide / 2, mid + wide / 2) > (dir "/" file)
}
function bar(file, symbol, m, mid, volume) {
	printf("%s,%s,%.2f,%.2f,%.2f,%.2f,%d\n", symbol, at(m), mid, mid, mid, mid, volume) > (dir "/" file)
}

{
	n = length($1)
	ticker = substr($1, 1, n - 15); call = substr($1, n - 8, 1) == "C"; strike = substr($1, n - 7) / 1000
	left = days(2000 + substr($1, n - 14, 2), substr($1, n - 12, 2) + 0, substr($1, n - 10, 2) + 0) - today
	if (!(ticker in known)) {
		known[ticker]
		print ticker "," ticker ",NASDAQ,true" > (dir "/assets.csv")
		for (m = 0; m <= 390; m++) {
			row("stock_quotes.csv", ticker, m, stock(ticker, m), .02)
			if (m < 390) bar("stock_bars.csv", ticker, m, stock(ticker, m), 1000)
		}
	}
	print $1 "," day ",1000" > (dir "/option_contracts.csv")
	for (m = 0; m <= 390; m++) {
		mid = value(call, stock(ticker, m), strike, (left * 86400 + (390 - m) * 60 + 1) / (365 * 86400), volatility(ticker, $2, m))
		if (mid < .02) mid = .02
		row("option_quotes.csv", $1, m, mid, spread($2, mid, m))
		volume = ($2 == "thin" || $2 == "dull") && m >= 60 ? 0 : 100
		if (m < 390 && volume) bar("option_bars.csv", $1, m, mid, volume)
	}
}
