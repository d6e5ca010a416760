#!/bin/sh
# opt-classify --engine http: what a service of text classification may answer, and what is made of it.
. test/tap.sh
. test/standin.sh
trap 'standin_stop; rm -rf "$work"' EXIT
STANDIN_TOKEN=hf_SECRETTOKEN
HF_TOKEN=hf_SECRETTOKEN
export STANDIN_TOKEN HF_TOKEN
standin
OPT_SENTIMENT_URL=$standin_url/models/ProsusAI/finbert
export OPT_SENTIMENT_URL

# classify OPTION...: the headlines in $work/in
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
is "$status|$(rows)" "0|$three" 'an answer a text'
is "$(requests)" 1 'of one request'
is "$(jq -c .body "$work/requests")" '{"inputs":["a good day","a bad day","a day"]}' 'in the words of Hugging Face'
is "$(jq -r .p_positive "$work/out" | tr '\n' ' ')" '0.85 0.1 0.06 ' 'its probabilities'
is "$(jq -r '.event_type + " " + .urgency' "$work/out" | sort -u)" "$(opt-classify --text <"$work/in" |
	jq -r '.event_type + " " + .urgency' | sort -u)" 'kind and urgency are the lexicon'\''s'

# In order, over many requests
i=0
while [ "$i" -lt 300 ]; do
	i=$((i + 1))
	[ $((i % 3)) -eq 0 ] && echo "good $i" || echo "bad $i"
done >"$work/in"
script ok
classify --engine http
is "$(jq -r .sentiment_label "$work/out" | cut -c 1-3 | tr '\n' ' ')" \
	"$(sed 's/good.*/pos/; s/bad.*/neg/' "$work/in" | tr '\n' ' ')" '300 texts, answered in their order'
is "$(jq -s '[.[].body.inputs | length] | max' "$work/requests")" 32 'at most 32 a request'
script tei
classify --engine http
is "$status|$(jq -r .sentiment_label "$work/out" | cut -c 1-3 | tr '\n' ' ')" \
	"0|$(sed 's/good.*/pos/; s/bad.*/neg/' "$work/in" | tr '\n' ' ')" 'text-embeddings-inference, in its own form of batches'
is "$(jq -s '[.[] | select(.body.inputs[0] | type == "string")] | length' "$work/requests")" 1 'found out once'
printf 'a good day\na bad day\n' >"$work/in"
script tei
classify --engine http
is "$(rows)" 'positive http ProsusAI/finbert,negative http ProsusAI/finbert,' 'two texts are not taken for a pair'
printf '{"title":"a day","summary":"It was good."}\n' >"$work/in"
script flat
classify --engine http
is "$(rows)|$(jq -r '.body.inputs[0]' "$work/requests")" 'positive http ProsusAI/finbert,|a day. It was good.' \
	'one text, answered without a list around'
printf 'a good day\na bad day\na day\n' >"$work/in"

# Labels
script upper
classify --engine http
is "$(rows)" "$three" 'labels of either case'
script numbered
classify --engine http
is "$status|$(rows)" '65|' 'labels that are numbers mean nothing'
script numbered
OPT_SENTIMENT_LABELS='positive, negative,neutral' classify --engine http
is "$(rows)" "$three" 'unless the configuration says what'
script numbered
OPT_SENTIMENT_LABELS='positive,negative' classify --engine http
is "$status|$(rows)" '65|' 'of each of them'
OPT_SENTIMENT_LABELS='positive,angry' classify --engine http
is "$status" 78 'a meaning there is none of'

# Later
script 'later429 1' ok
classify --engine http
is "$status|$(rows)|$(requests)" "0|$three|2" '429: asked again when it says'
script 'later503 1' 'loading 0.5' ok
classify --engine http
is "$status|$(rows)|$(requests)" "0|$three|3" '503: so too, and when the model will be loaded'
script "later503 $(date -u -d '2 seconds' '+%a, %d %b %Y %H:%M:%S GMT')" ok
classify --engine http
is "$status|$(rows)|$(requests)" "0|$three|2" 'or when a date has come'
script 'later429 3600'
classify --engine http
is "$status|$(requests)" '75|1' '429 for longer than the run: the next one goes on'
script 'loading 3600'
classify --engine http
is "$status|$(requests)" '69|1' '503 for longer than the run'
script 'later503 3600'
classify --engine http,lexicon
is "$status|$(rows)" "0|$fallen" 'then the next engine answers'
like "$err" 'left out.*engine http.*503' 'and the reason is said'
is "$(requests)" 1 'it is not asked again'

# What is no answer is no label
# refused NAME LINE: both alone and with an engine behind it
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
	is "$status|$(rows)" "0|$fallen" "$1: the lexicon answers"
}
refused 'one answer too many' more
refused 'one too few' fewer
refused 'an unknown label' label
refused 'a label twice' twice
refused 'scores that do not sum to 1' 'raw [[{"label":"positive","score":0.4}],[{"label":"positive","score":1}],[{"label":"neutral","score":1}]]'
refused 'a score below 0' 'raw [[{"label":"positive","score":1.5},{"label":"neutral","score":-0.5}],[{"label":"positive","score":1}],[{"label":"neutral","score":1}]]'
refused 'NaN' 'raw [[{"label":"positive","score":NaN}],[{"label":"positive","score":1}],[{"label":"neutral","score":1}]]'
refused 'a score that is text' 'raw [[{"label":"positive","score":"1"}],[{"label":"positive","score":1}],[{"label":"neutral","score":1}]]'
refused 'no score' 'raw [[{"label":"positive"}],[{"label":"positive","score":1}],[{"label":"neutral","score":1}]]'
refused 'a key twice' 'raw [[{"label":"positive","score":1,"score":1}],[{"label":"positive","score":1}],[{"label":"neutral","score":1}]]'
refused 'an error with status 200' 'raw {"error":"overloaded"}'
refused 'HTML' 'raw <!doctype html><title>Sign in</title>'
refused 'nothing' 'raw '
refused 'an empty list' 'raw []'
refused 'nested too deep' "raw $(printf '%040d' 0 | tr 0 '[')"
refused 'a body cut off' truncated
refused 'half a body of no told length' halved
refused 'a connection closed' close
refused 'status 500' 500
refused 'status 404' 404
refused 'status 302' 302
yes 'a good day' | head -n 300 >"$work/in"
script 'raw <html>'
classify --engine http,lexicon
is "$status|$(wc -l <"$work/out")|$(requests)" '0|300|10' 'a service that makes no sense is not asked for ever'

# One text the service cannot read
printf 'good 1\nbad 2\ngood poison\ngood 4\nbad 5\n' >"$work/in"
script poison
classify --engine http,lexicon
is "$status|$(jq -r .engine "$work/out" | tr '\n' ' ')" '0|http http lexicon http http ' 'one bad text falls through alone'
script poison
classify --engine http
is "$status|$(jq -r .sentiment_label "$work/out" | wc -l)" '1|4' 'without another engine it has no row'
printf 'a good day\na bad day\na day\n' >"$work/in"

# Time
before=$(date +%s)
script slow
classify --engine http,lexicon --deadline 5
is "$status|$(rows)" "0|$fallen" 'a byte a second: the next engine answers'
[ $(($(date +%s) - before)) -le 6 ]
ok $? 'within the deadline'
standin_stop
classify --engine http,lexicon
is "$status|$(rows)" "0|$fallen" 'nobody there'
classify --engine http
is "$status|$out" '69|' 'and no other engine'
standin
OPT_SENTIMENT_URL=$standin_url/predict
classify --engine http
is "$(jq -r .model "$work/out" | sort -u)" "${standin_url#http://}/predict" 'a service that names no model goes by its address'

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
ok $? 'and is in no argument, environment, row or message'
export HF_TOKEN=hf_WRONG
script ok
classify --engine http
is "$status|$out" '77|' 'another token is refused'
! printf '%s\n' "$err" | grep -q hf_WRONG
ok $? 'and not shown'
unset HF_TOKEN
echo hf_SECRETTOKEN >"$work/token"
chmod 644 "$work/token"
OPT_SENTIMENT_TOKEN_FILE=$work/token classify --engine http
is "$status" 77 'a token others can read'
OPT_SENTIMENT_TOKEN_FILE=$work/token classify
is "$status" 0 'does not matter to those who need none'
chmod 600 "$work/token"
OPT_SENTIMENT_TOKEN_FILE=$work/token classify --engine http
is "$status|$(requests)" '0|2' 'a token in a file'
mkdir "$work/credentials"
mv "$work/token" "$work/credentials/sentiment_token"
CREDENTIALS_DIRECTORY=$work/credentials classify --engine http
is "$status" 0 'or among the credentials of systemd'
HF_TOKEN="$(printf 'a\r\nX-Evil: 1')" classify --engine http
is "$status" 78 'a token that would be two headers'

# Usage and configuration
OPT_SENTIMENT_URL=http://example.com/models/x classify --engine http
is "$status" 78 'http only on loopback'
OPT_SENTIMENT_URL='' classify --engine http
is "$status" 78 'no address'
OPT_SENTIMENT_ENGINE=http,magic classify
is "$status" 78 'an engine there is none of, in the configuration'
for engines in magic 'lexicon,' '' ',http' 'http,http'; do
	classify --engine "$engines"
	is "$status" 64 "--engine \"$engines\""
done
finish
