#!/bin/sh
# opt-classify --engine http: replies of a text classification service, and the rows that follow from them.
. test/tap.sh
. test/standin.sh
trap 'standin_stop; rm -rf "$work"' EXIT
STANDIN_TOKEN=hf_SECRETTOKEN
HF_TOKEN=hf_SECRETTOKEN
export STANDIN_TOKEN HF_TOKEN
standin
OPT_SENTIMENT_URL=$standin_url/models/ProsusAI/finbert
export OPT_SENTIMENT_URL

# classify OPTION...: classifies the headlines in $work/in
classify() {
	status=0
	opt-classify --text --deadline 20 "$@" <"$work/in" >"$work/out" 2>"$work/err" || status=$?
	out=$(cat "$work/out")
	err=$(cat "$work/err")
}
rows() {
	jq -r '[.sentiment_label, .engine, .model] | join(" ")' "$work/out" | tr '\n' ','
}
printf 'a good day\na bad day\na day\n' >"$work/in"
three='positive http ProsusAI/finbert,negative http ProsusAI/finbert,neutral http ProsusAI/finbert,'
fallen=$(opt-classify --text <"$work/in" | jq -r '[.sentiment_label, .engine, .model] | join(" ")' | tr '\n' ',')

script ok
classify --engine http
is "$status|$(rows)" "0|$three" 'one result per text'
is "$(requests)" 1 'in one request'
is "$(jq -c .body "$work/requests")" '{"inputs":["a good day","a bad day","a day"]}' 'in the form of Hugging Face'
is "$(jq -r .p_positive "$work/out" | tr '\n' ' ')" '0.85 0.1 0.06 ' 'the probabilities are those of the service'
is "$(jq -r '.event_type + " " + .urgency' "$work/out" | sort -u)" "$(opt-classify --text <"$work/in" |
	jq -r '.event_type + " " + .urgency' | sort -u)" 'kind and urgency come from the lexicon'

# The order over many requests
i=0
while [ "$i" -lt 300 ]; do
	i=$((i + 1))
	[ $((i % 3)) -eq 0 ] && echo "good $i" || echo "bad $i"
done >"$work/in"
script ok
classify --engine http
is "$(jq -r .sentiment_label "$work/out" | cut -c 1-3 | tr '\n' ' ')" \
	"$(sed 's/good.*/pos/; s/bad.*/neg/' "$work/in" | tr '\n' ' ')" '300 texts have results in their order'
is "$(jq -s '[.[].body.inputs | length] | max' "$work/requests")" 32 'at most 32 texts per request'
script tei
classify --engine http
is "$status|$(jq -r .sentiment_label "$work/out" | cut -c 1-3 | tr '\n' ' ')" \
	"0|$(sed 's/good.*/pos/; s/bad.*/neg/' "$work/in" | tr '\n' ' ')" 'text-embeddings-inference gets its own form of batches'
is "$(jq -s '[.[] | select(.body.inputs[0] | type == "string")] | length' "$work/requests")" 1 'the other form is tried once'
printf 'a good day\na bad day\n' >"$work/in"
script tei
classify --engine http
is "$(rows)" 'positive http ProsusAI/finbert,negative http ProsusAI/finbert,' 'two texts are not sent as a pair'
printf '{"title":"a day","summary":"It was good."}\n' >"$work/in"
script flat
classify --engine http
is "$(rows)|$(jq -r '.body.inputs[0]' "$work/requests")" 'positive http ProsusAI/finbert,|a day. It was good.' \
	'one text, whose result is not in a list'
printf 'a good day\na bad day\na day\n' >"$work/in"

# Labels
script upper
classify --engine http
is "$(rows)" "$three" 'labels in upper or lower case'
script numbered
classify --engine http
is "$status|$(rows)" '65|' 'numbered labels without a meaning are refused'
script numbered
OPT_SENTIMENT_LABELS='positive, negative,neutral' classify --engine http
is "$(rows)" "$three" 'numbered labels with the meaning of the configuration'
script numbered
OPT_SENTIMENT_LABELS='positive,negative' classify --engine http
is "$status|$(rows)" '65|' 'a number without a meaning in the configuration'
OPT_SENTIMENT_LABELS='positive,angry' classify --engine http
is "$status" 78 'a meaning that does not exist'

# Replies "later"
script 'later429 1' ok
classify --engine http
is "$status|$(rows)|$(requests)" "0|$three|2" '429: the request is repeated at the given time'
script 'later503 1' 'loading 0.5' ok
classify --engine http
is "$status|$(rows)|$(requests)" "0|$three|3" '503: also at the given time, or when the model will be loaded'
script "later503 $(date -u -d '2 seconds' '+%a, %d %b %Y %H:%M:%S GMT')" ok
classify --engine http
is "$status|$(rows)|$(requests)" "0|$three|2" '503 with a date'
script 'later429 3600'
classify --engine http
is "$status|$(requests)" '75|1' '429 beyond the end of the run: status 75'
script 'loading 3600'
classify --engine http
is "$status|$(requests)" '69|1' '503 beyond the end of the run: status 69'
script 'later503 3600'
classify --engine http,lexicon
is "$status|$(rows)" "0|$fallen" '503 beyond the end of the run: the next engine classifies'
like "$err" 'left out.*engine http.*503' 'the message gives the reason'
is "$(requests)" 1 'the service gets no further request'

# A wrong reply gives no label
# refused NAME LINE: checks the engine alone and with an engine after it
refused() {
	script "$2"
	classify --engine http
	case $status in
	65 | 69 | 77) ok 0 "$1: refused" ;;
	*) is "$status" '65 or 69' "$1: refused" ;;
	esac
	is "$out" '' "$1: no label"
	script "$2"
	classify --engine http,lexicon
	is "$status|$(rows)" "0|$fallen" "$1: the lexicon classifies"
}
refused 'one result too many' more
refused 'one result too few' fewer
refused 'an unknown label' label
refused 'a label twice' twice
refused 'scores that do not sum to 1' 'raw [[{"label":"positive","score":0.4}],[{"label":"positive","score":1}],[{"label":"neutral","score":1}]]'
refused 'a score below 0' 'raw [[{"label":"positive","score":1.5},{"label":"neutral","score":-0.5}],[{"label":"positive","score":1}],[{"label":"neutral","score":1}]]'
refused 'NaN' 'raw [[{"label":"positive","score":NaN}],[{"label":"positive","score":1}],[{"label":"neutral","score":1}]]'
refused 'a score that is text' 'raw [[{"label":"positive","score":"1"}],[{"label":"positive","score":1}],[{"label":"neutral","score":1}]]'
refused 'a missing score' 'raw [[{"label":"positive"}],[{"label":"positive","score":1}],[{"label":"neutral","score":1}]]'
refused 'a key twice' 'raw [[{"label":"positive","score":1,"score":1}],[{"label":"positive","score":1}],[{"label":"neutral","score":1}]]'
refused 'an error with status 200' 'raw {"error":"overloaded"}'
refused 'HTML' 'raw <!doctype html><title>Sign in</title>'
refused 'an empty body' 'raw '
refused 'an empty list' 'raw []'
refused 'nested too deep' "raw $(printf '%040d' 0 | tr 0 '[')"
refused 'a body cut off' truncated
refused 'half a body without a length' halved
refused 'a connection closed' close
refused 'status 500' 500
refused 'status 404' 404
refused 'status 302' 302
yes 'a good day' | head -n 300 >"$work/in"
script 'raw <html>'
classify --engine http,lexicon
is "$status|$(wc -l <"$work/out")|$(requests)" '0|300|10' 'ten wrong replies end the use of a service'

# One text that the service refuses
printf 'good 1\nbad 2\ngood poison\ngood 4\nbad 5\n' >"$work/in"
script poison
classify --engine http,lexicon
is "$status|$(jq -r .engine "$work/out" | tr '\n' ' ')" '0|http http lexicon http http ' 'one bad text goes to the next engine alone'
script poison
classify --engine http
is "$status|$(jq -r .sentiment_label "$work/out" | wc -l)" '1|4' 'without another engine the bad text has no row'
printf 'a good day\na bad day\na day\n' >"$work/in"

# Time
before=$(date +%s)
script slow
classify --engine http,lexicon --deadline 5
is "$status|$(rows)" "0|$fallen" 'one byte per second: the next engine classifies'
[ $(($(date +%s) - before)) -le 6 ]
ok $? 'the run keeps its deadline'
standin_stop
classify --engine http,lexicon
is "$status|$(rows)" "0|$fallen" 'no service: the next engine classifies'
classify --engine http
is "$status|$out" '69|' 'no service and no other engine'
standin
OPT_SENTIMENT_URL=$standin_url/predict
classify --engine http
is "$(jq -r .model "$work/out" | sort -u)" "${standin_url#http://}/predict" 'the address names a service without a model'

# Secrets
script ok
classify --engine http -v
is "$(jq -r .authorization "$work/requests")" 'Bearer hf_SECRETTOKEN' 'the token is sent'
script slow
env -u STANDIN_TOKEN opt-classify --text --engine http --deadline 3 -v <"$work/in" >"$work/out" 2>"$work/err" &
pid=$!
sleep 1
tr '\0' '\n' <"/proc/$pid/cmdline" >"$work/seen"
cat "/proc/$pid/environ" >>"$work/seen" 2>/dev/null
wait "$pid"
cat "$work/out" "$work/err" >>"$work/seen"
! grep -q SECRETTOKEN "$work/seen"
ok $? 'the token is not in an argument, the environment, a row or a message'
export HF_TOKEN=hf_WRONG
script ok
classify --engine http
is "$status|$out" '77|' 'another token is refused'
! printf '%s\n' "$err" | grep -q hf_WRONG
ok $? 'a refused token is not shown'
unset HF_TOKEN
echo hf_SECRETTOKEN >"$work/token"
chmod 644 "$work/token"
OPT_SENTIMENT_TOKEN_FILE=$work/token classify --engine http
is "$status" 77 'a file of the token that others can read'
OPT_SENTIMENT_TOKEN_FILE=$work/token classify
is "$status" 0 'does not matter to an engine without a token'
chmod 600 "$work/token"
OPT_SENTIMENT_TOKEN_FILE=$work/token classify --engine http
is "$status|$(requests)" '0|2' 'a token from a file'
mkdir "$work/credentials"
mv "$work/token" "$work/credentials/sentiment_token"
CREDENTIALS_DIRECTORY=$work/credentials classify --engine http
is "$status" 0 'a token from the credentials of systemd'
HF_TOKEN="$(printf 'a\r\nX-Evil: 1')" classify --engine http
is "$status" 78 'a token that contains a line break'

# Usage and configuration
OPT_SENTIMENT_URL=http://example.com/models/x classify --engine http
is "$status" 78 'http to another host is refused'
OPT_SENTIMENT_URL='' classify --engine http
is "$status" 78 'an empty address'
OPT_SENTIMENT_ENGINE=http,magic classify
is "$status" 78 'an unknown engine in the configuration'
for engines in magic 'lexicon,' '' ',http' 'http,http'; do
	classify --engine "$engines"
	is "$status" 64 "--engine \"$engines\""
done
finish
