#!/bin/sh
# opt-classify --infer: a model on Amazon Bedrock gives the tickers where the text names no company.
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

# infer OPTION...: classifies the headlines in $work/in
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
# guess TICKER CONFIDENCE ...: sets the model's reply; confidences are written .9
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
is "$status|$(tickers)" '0|AAPL,TSLA,' 'the ticker of a company that the text does not name'
is "$(requests)" 1 'no request for a text that names its company'
is "$(jq -r .target "$work/requests")" '/model/anthropic.claude-3-haiku-20240307-v1%3A0/invoke' \
	'the signature for a model with a colon is valid by the rules of Amazon'
is "$(jq -r '.body.messages[0].content | fromjson | .title' "$work/requests")" 'The Cupertino company raises its outlook' \
	'the request has the text as data'

model=us.amazon.nova-micro-v1:0
guess AAPL .92
infer
is "$(tickers)" 'AAPL,TSLA,' 'another family of models'
model=arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0
guess AAPL .92
infer
is "$(tickers)" 'AAPL,TSLA,' 'an ARN, whose slash does not separate parts of the path'
model=anthropic.claude-v2
guess AAPL .92
infer
is "$(tickers)" 'AAPL,TSLA,' 'a model without a colon'

# Which tickers count
printf 'Omaha conglomerate buys more\n' >"$work/in"
guess BRK.B .9 TSLA .51 AAPL .5
infer
is "$(tickers)" 'BRK.B TSLA,' 'a confidence above one half'
guess MSFT .99 AAPL .9
infer
is "$(tickers)" 'AAPL,' 'only tickers of the universe'
guess ../../x .99 aapl .9 AAPL .9 AAPL .9
infer
is "$(tickers)" 'AAPL,' 'only tickers in the form of a symbol, each once'
guess
infer
is "$status|$(tickers)" '0|,' 'a reply without tickers'
# shellcheck disable=SC2016 # no commands
script 'text Sure! Here it is: ```json {"tickers":[{"ticker":"TSLA","confidence":1}]} ``` Anything else?'
infer
is "$(tickers)" 'TSLA,' 'a reply with text around the JSON'
# refused NAME LINE: the reply LINE gives no ticker, and status 1
refused() {
	script "$2"
	infer
	is "$status|$(tickers)" '1|,' "$1: no ticker, and status 1"
}
refused 'a confidence above 1' 'text {"tickers":[{"ticker":"AAPL","confidence":90}]}'
refused 'a missing confidence' 'text {"tickers":[{"ticker":"AAPL"}]}'
refused 'text without JSON' 'text It is Apple.'
refused 'half an object' 'text {"tickers":[{"ticker":"AAPL","confidence":0.9}'
refused 'an object without tickers' 'text {"answer":"AAPL"}'
refused 'a reply without text' 'raw {"content":[]}'
refused 'HTML' 'raw <html>'
refused 'status 429' 429
before=$(date +%s)
refused 'one byte per second' 'slow {"tickers":[]}'
[ $(($(date +%s) - before)) -le 4 ]
ok $? 'a request takes at most three seconds'

i=0
while [ "$i" -lt 20 ]; do
	i=$((i + 1))
	echo "Omaha conglomerate buys more, $i"
done >"$work/in"
script 500
infer
is "$status|$(wc -l <"$work/out")|$(requests)" '1|20|3' 'no request after three failures in a row'

# Keys
printf 'Omaha conglomerate buys more\n' >"$work/in"
guess AAPL .9
AWS_SECRET_ACCESS_KEY=other infer
is "$status|$(tickers)" '1|,' 'with another key the signature is refused'
like "$err" 'HTTP 403.*signature' 'the message gives the reason'
guess AAPL .9
AWS_SESSION_TOKEN='' infer
is "$status|$(tickers)" '1|,' 'without the session token the request is refused'
AWS_REGION=eu-west-1 infer
is "$status" 1 'with another region the request is refused'
guess AAPL .9
infer -v
! printf '%s\n' "$out$err" | grep -Eq 'UtnFEMI|session.TOKEN'
ok $? 'no key is in a row or a message'
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
ok $? 'no key is in the arguments or the environment of the program'
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
is "$?|$(tickers)" '0|AAPL,' 'keys from files'

# Usage and configuration
AWS_ACCESS_KEY_ID='' infer
is "$status" 77 'missing keys'
AWS_REGION='' infer
is "$status" 78 'a missing region'
AWS_REGION='x.example.com/' infer
is "$status" 78 'a region that is not valid'
OPT_BEDROCK_URL=http://example.com infer
is "$status" 78 'http to another host is refused'
for what in bedrock bedrock: magic:x 'bedrock:a b' bedrock:meta.llama3-8b-instruct-v1:0; do
	exits 64 "--infer $what" opt-classify --text --universe "$work/universe" --infer "$what"
done
exits 64 '--infer without a universe' opt-classify --text --infer "bedrock:$model"
finish
