#!/bin/sh
# Solves the real GOOG quotes of 2015-12-24 (an early close) and checks put-call parity, order of prices and the smile.
. test/tap.sh
data=${OPT_TEST_DATA:-../shared/data}/recordings/2015-12-24-goog
if [ ! -e "$data/option_quotes.csv" ]; then
	skip 'no recordings'
	finish
fi
for at in 2015-12-24T15:30:00Z 2015-12-24T16:15:00Z 2015-12-24T17:00:00Z; do
	sh test/smile.sh "$data" $at >"$work/smile" 2>"$work/err"
	ok $? "$at is reported"
	sed "s/^/# /" "$work/err" >&2
	# holds EXPRESSION NAME: for every expiry
	holds() {
		is "$(jq -s "length == 4 and all(.[]; $1)" "$work/smile")" true "$2"
	}
	later='.expiry == "2015-12-24" or'
	holds '.without_reason == 0' 'every quote has a volatility or the reason why it has none'
	holds '.parity_strikes >= 5 and .parity_broken == 0' 'no strike can be traded against the forward the others imply'
	holds '(.basis | fabs) < .5 and .basis_iqr < .5' 'that forward is within half a dollar of the spot'
	holds '.vertical_arbitrage == 0 and .butterfly_arbitrage == 0' 'no spread gives a sure gain'
	holds '.verticals_wrong == 0' 'mids rise and fall with the strike'
	holds "$later .solved / (.quotes - .no_quote) > .9" 'nine quotes in ten have a volatility, except on the last day'
	holds "$later (.at_the_money > .1 and .at_the_money < .25)" 'the volatility at the money is plausible'
	holds "$later (.call_put_gap < .02 and .smile_step_max < .02)" 'calls and puts agree, and the smile is smooth'
done
finish
