#!/bin/sh
# opt-classify --infer: tickers asked of a model on Amazon Bedrock where the text names no company.
. test/tap.sh
. test/standin.sh
trap 'standin_stop; rm -rf "$work"' EXIT
STANDIN_KEY_ID=AKIDEXAMPLE
STANDIN_SECRET='wJalrX/UtnFEMI+K7MDENG:bPxRfi'
STANDIN_SESSION='FwoGZ/session+TOKEN=='
export STANDIN_KEY_ID STANDIN_SECRET STANDIN_SESSION
standin
unset STANDIN_KEY_ID STANDIN_SECRET STANDIN_SESSION
AWS_ACCESS_KEY_ID=AKIDEXAMPLE
AWS_SECRET_ACCESS_KEY='wJalrX/UtnFEMI+K7MDENG:bPxRfi'
AWS_SESSION_TOKEN='FwoGZ/session+TOKEN=='
AWS_REGION=us-east-1
OPT_BEDROCK_URL=$standin_url
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION OPT_BEDROCK_URL
cat >"$work/universe" <<'UNIVERSE'
{"fields":["ticker","name"],"data":[["AAPL","Apple Inc."],["BRK-B","BERKSHIRE HATHAWAY INC"],["TSLA","Tesla, Inc."]]}
UNIVERSE
model=anthropic.claude-3-haiku-20240307-v1:0

# infer OPTION...: the headlines in $work/in
infer() {
	status=0
	opt-classify --text --universe "$work/universe" --deadline 20 --infer "bedrock:$model" "$@" <"$work/in" >"$work/out" \
		2>"$work/err" || status=$?
	out=$(cat "$work/out")
	err=$(cat "$work/err")
}
tickers() {
	jq -r '.tickers | join(" ")' "$work/out" | tr '\n' ','
}
# guess TICKER CONFIDENCE ...: what the model answers; confidences as .9
guess() {
	line='{"tickers":['
	comma=
	while [ $# -gt 0 ]; do
		line="$line$comma{\"ticker\":\"$1\",\"confidence\":0$2}"
		comma=,
		shift 2
	done
	script "text $line]}"
}

printf 'The Cupertino company raises its outlook\nTesla recalls cars\n' >"$work/in"
guess AAPL .92
infer
is "$status|$(tickers)" '0|AAPL,TSLA,' 'a company that is not named'
is "$(requests)" 1 'the others are not asked about'
is "$(jq -r .target "$work/requests")" '/model/anthropic.claude-3-haiku-20240307-v1%3A0/invoke' \
	'the signature of a model with a colon holds, by the rules of Amazon'
is "$(jq -r '.body.messages[0].content | fromjson | .title' "$work/requests")" 'The Cupertino company raises its outlook' \
	'the text goes as data'

model=us.amazon.nova-micro-v1:0
guess AAPL .92
infer
is "$(tickers)" 'AAPL,TSLA,' 'another family of models'
model=arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0
guess AAPL .92
infer
is "$(tickers)" 'AAPL,TSLA,' 'an ARN, whose slash is no part of the path'
model=anthropic.claude-v2
guess AAPL .92
infer
is "$(tickers)" 'AAPL,TSLA,' 'a model without a colon'

# What counts
printf 'Omaha conglomerate buys more\n' >"$work/in"
guess BRK.B .9 TSLA .51 AAPL .5
infer
is "$(tickers)" 'BRK.B TSLA,' 'more than half sure'
guess MSFT .99 AAPL .9
infer
is "$(tickers)" 'AAPL,' 'and in the universe'
guess ../../x .99 aapl .9 AAPL .9 AAPL .9
infer
is "$(tickers)" 'AAPL,' 'as a symbol is written, once'
guess
infer
is "$status|$(tickers)" '0|,' 'none'
# shellcheck disable=SC2016 # no commands
script 'text Sure! Here it is: ```json {"tickers":[{"ticker":"TSLA","confidence":1}]} ``` Anything else?'
infer
is "$(tickers)" 'TSLA,' 'a talkative model'
# refused NAME LINE
refused() {
	script "$2"
	infer
	is "$status|$(tickers)" '1|,' "$1: no ticker, and it is said"
}
refused 'a confidence above 1' 'text {"tickers":[{"ticker":"AAPL","confidence":90}]}'
refused 'no confidence' 'text {"tickers":[{"ticker":"AAPL"}]}'
refused 'words' 'text It is Apple.'
refused 'half an object' 'text {"tickers":[{"ticker":"AAPL","confidence":0.9}'
refused 'no tickers' 'text {"answer":"AAPL"}'
refused 'no text' 'raw {"content":[]}'
refused 'HTML' 'raw <html>'
refused 'throttled' 429
before=$(date +%s)
refused 'a byte a second' 'slow {"tickers":[]}'
[ $(($(date +%s) - before)) -le 4 ]
ok $? 'three seconds at most'

i=0
while [ "$i" -lt 20 ]; do
	i=$((i + 1))
	echo "Omaha conglomerate buys more, $i"
done >"$work/in"
script 500
infer
is "$status|$(wc -l <"$work/out")|$(requests)" '1|20|3' 'after three failures in a row it is not asked again'

# Keys
printf 'Omaha conglomerate buys more\n' >"$work/in"
guess AAPL .9
AWS_SECRET_ACCESS_KEY=other infer
is "$status|$(tickers)" '1|,' 'another key: the signature is refused'
like "$err" 'HTTP 403.*signature' 'and the reason is said'
guess AAPL .9
AWS_SESSION_TOKEN='' infer
is "$status|$(tickers)" '1|,' 'no session token'
AWS_REGION=eu-west-1 infer
is "$status" 1 'another region'
guess AAPL .9
infer -v
! printf '%s\n' "$out$err" | grep -Eq 'UtnFEMI|session.TOKEN'
ok $? 'no key is shown'
script 'slow {}'
opt-classify --text --universe "$work/universe" --infer "bedrock:$model" <"$work/in" >/dev/null 2>&1 &
pid=$!
sleep 1
{
	tr '\0' '\n' <"/proc/$pid/cmdline"
	cat "/proc/$pid/environ" 2>/dev/null
} >"$work/seen"
wait "$pid"
! grep -aEq 'UtnFEMI|session.TOKEN' "$work/seen"
ok $? 'nor is any in the arguments or the environment of the program'
for name in AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN; do
	printenv "$name" >"$work/$name"
	chmod 600 "$work/$name"
done
guess AAPL .9
(
	unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
	OPT_AWS_KEY_ID_FILE=$work/AWS_ACCESS_KEY_ID
	OPT_AWS_SECRET_KEY_FILE=$work/AWS_SECRET_ACCESS_KEY
	OPT_AWS_SESSION_TOKEN_FILE=$work/AWS_SESSION_TOKEN
	export OPT_AWS_KEY_ID_FILE OPT_AWS_SECRET_KEY_FILE OPT_AWS_SESSION_TOKEN_FILE
	infer
	exit "$status"
)
is "$?|$(tickers)" '0|AAPL,' 'keys in files'

# Usage and configuration
AWS_ACCESS_KEY_ID='' infer
is "$status" 77 'no keys'
AWS_REGION='' infer
is "$status" 78 'no region'
AWS_REGION='x.example.com/' infer
is "$status" 78 'a region that is none'
OPT_BEDROCK_URL=http://example.com infer
is "$status" 78 'an address that is not on loopback'
for what in bedrock bedrock: magic:x 'bedrock:a b' bedrock:meta.llama3-8b-instruct-v1:0; do
	exits 64 "--infer $what" opt-classify --text --universe "$work/universe" --infer "$what"
done
exits 64 'without a universe' opt-classify --text --infer "bedrock:$model"
finish
