#!/bin/sh
# opt-classify --engine finbert: random models against stored results and, where python3 has torch, against torch; texts
# of every kind; folders that are damaged.
cd "$(dirname "$0")/../.." || exit 1
. test/tap.sh
tools=$BUILD/test/tool
# `make cli` makes the tools; here they are made for a test that is run alone
if ! [ -x "$tools/bert_random" ]; then
	make -s BUILD="$BUILD" "$tools/bert_random" "$tools/bert_run" >&2 || {
		echo 'Bail out! bert_random, which makes the models, could not be built: try make cli'
		exit 1
	}
fi
for python in /usr/bin/python3 python3 none; do
	$python -c 'import torch' 2>/dev/null && break
done

# model NAME DTYPE SHAPE...: makes the model $work/NAME
model() {
	name=$1
	shift
	"$tools/bert_random" "$work/$name" "$@" || exit 1
}
model tiny F32 3 48 4 96 160 64
model half F16 3 48 4 96 160 64
model brain BF16 3 48 4 96 160 64
model odd F32 1 21 3 37 130 16
model flat F32 2 20 1 7 97 600
model wide BF16 2 400 8 1000 160 64 # products of several pieces, for a pool

# near GOT WANT: succeeds when two files of {ids, logits} have the same ids, and logits that differ by less than 1e-4
near() {
	jq -n -e --slurpfile got "$1" --slurpfile want "$2" '($got | length) == ($want | length) and ($want | length) > 0
		and all(range($want | length); $got[.].ids == $want[.].ids and
			([$got[.].logits, $want[.].logits] | transpose | all(.[]; (.[0] - .[1] | fabs) < 1e-4)))' >/dev/null
}

cat >"$work/three" <<'LINES'
Profit rose unexpectedly

Shares fell to a record low
LINES
# computed by torch 1.13 from the same weights
cat >"$work/want" <<'ROWS'
{"ids":[2,6,8,25,26,19,3],"logits":[1.0647150,0.3152550,-0.7597907]}
{"ids":[2,3],"logits":[0.7380152,0.3877729,-0.8147594]}
{"ids":[2,11,9,88,123,69,12,80,123,131,3],"logits":[0.7830677,0.4455398,-0.9990208]}
ROWS
"$tools/bert_run" "$work/tiny" <"$work/three" >"$work/got"
near "$work/got" "$work/want"
ok $? 'the stored results'
"$tools/bert_run" "$work/tiny" together <"$work/three" >"$work/got"
near "$work/got" "$work/want"
ok $? 'the same results in one pass'

# Lines of every length and script; the long ones are cut at the number of positions of the model.
{
	cat "$work/three"
	echo "Apple's estimates: BEAT! (the quarter's \$1.5bn), \"unexpectedly\" raised — dividends cut?"
	echo 'Café résumé NAÏVE ÉÀ İstanbul Ω≠ﬁ ｡ 한국 한국 Ǖ ΑΣ'
	echo '利益 rose 利x益 かな'
	printf 'pro\342\200\213fit\302\255 rose\302\240fell\342\200\250up \357\277\275 \177 e\314\247\314\201\n'
	awk 'BEGIN { for (i = 0; i < 150; i++) printf "x"; print " end" }'
	awk 'BEGIN { for (i = 0; i < 700; i++) printf "a "; print "" }'
	awk 'BEGIN { for (n = 1; n < 70; n += 3) { for (i = 0; i < n; i++) printf "%c ", 97 + i % 26; print "" } }'
} >"$work/lines"
for name in tiny half brain odd flat wide; do
	"$tools/bert_run" "$work/$name" <"$work/lines" >"$work/alone"
	"$tools/bert_run" "$work/$name" together <"$work/lines" >"$work/together"
	near "$work/together" "$work/alone"
	ok $? "$name: one text per pass and all in one pass give the same"
	"$tools/bert_run" "$work/$name" pool <"$work/lines" >"$work/pool"
	near "$work/pool" "$work/alone"
	ok $? "$name: several threads give the same"
	if [ "$python" = none ]; then
		skip "$name: no python3 with torch (Debian: python3-torch)"
		continue
	fi
	"$python" -B test/bert_reference.py "$work/$name" <"$work/lines" >"$work/want"
	near "$work/alone" "$work/want"
	ok $? "$name: the same as torch"
done
if python3 -c '' 2>/dev/null; then
	echo '{"do_lower_case": false}' >"$work/tiny/tokenizer_config.json"
	"$tools/bert_run" "$work/tiny" <"$work/lines" | jq -c .ids >"$work/got"
	python3 -B test/bert_reference.py "$work/tiny" ids <"$work/lines" | jq -c .ids >"$work/want"
	cmp -s "$work/got" "$work/want"
	ok $? 'cased tokens, the same as the reference'
	rm "$work/tiny/tokenizer_config.json"
else
	skip 'no python3'
fi

# classify ARGUMENT...: classifies the three lines
classify() {
	status=0
	opt-classify --text --engine finbert "$@" <"$work/three" >"$work/out" 2>"$work/err" || status=$?
	err=$(cat "$work/err")
}
classify --model "$work/tiny" --threads 1
is "$status" 0 'classified'
cp "$work/out" "$work/one"
jq -e -s 'length == 3 and all(.[]; .engine == "finbert" and .model == "tiny" and .event_type != null)' \
	"$work/one" >/dev/null
ok $? 'rows have engine, model and the kind from the lexicon'
jq -s -e '[.[0] | .p_positive + .p_negative + .p_neutral] | (.[0] - 1 | fabs) < 1e-9' "$work/one" >/dev/null
ok $? 'probabilities sum to 1'
first=$(jq -s -c '.[0] | [.p_positive, .p_negative, .p_neutral]' "$work/one")
# softmax of the first stored row
want=$(jq -n -c '[1.0647150, 0.3152550, -0.7597907] | map(exp) | (add) as $s | map(. / $s * 10000 | round / 10000)')
is "$first" "$want" 'the labels are those of config.json'
classify --model "$work/tiny" --threads 2
cmp -s "$work/out" "$work/one"
ok $? 'two threads give the same'
sed -i 's/"0": "positive", "1": "negative"/"0": "Negative", "1": "POSITIVE"/' "$work/tiny/config.json"
classify --model "$work/tiny"
is "$(jq -s -c '.[0] | [.p_negative, .p_positive, .p_neutral]' "$work/out")" "$want" 'labels in another order and case'
sed -i 's/"0": "Negative", "1": "POSITIVE"/"0": "positive", "1": "negative"/' "$work/tiny/config.json"
printf '{"title":"Profit","summary":"rose unexpectedly"}\n' |
	opt-classify --text --engine finbert --model "$work/tiny" >"$work/out"
is "$(jq -c '[.p_positive, .p_negative, .p_neutral]' "$work/out")" "$want" 'title and summary are one text'
awk 'BEGIN { for (i = 0; i < 900; i++) print "Profit rose " i }' |
	opt-classify --text --engine finbert --model "$work/flat" --threads 3 | jq -s -e 'length == 900' >/dev/null
ok $? 'more texts than fit into one pass'

readelf -d "$BUILD/bin/opt-classify" | grep -q 'NEEDED.*blas'
is $? 1 'the program is not linked with a BLAS'
OPT_BLAS_LIBRARY=$work/none.so classify --model "$work/tiny"
is "$status" 69 'without a BLAS the status is 69'
like "$err" 'could not load cblas_sgemm from' 'and the message names the library'
OPT_BLAS_LIBRARY=$work/none.so
export OPT_BLAS_LIBRARY
opt-classify --text --engine finbert,lexicon --model "$work/tiny" <"$work/three" 2>/dev/null |
	jq -s -e 'length == 3 and all(.[]; .engine == "lexicon")' >/dev/null
ok $? 'without a BLAS the next engine classifies'
unset OPT_BLAS_LIBRARY
classify
is "$status" 78 'without a model the status is 78'
like "$err" 'needs a model: --model DIR' 'and the message says what to set'
OPT_SENTIMENT_MODEL=$work/tiny classify
is "$status" 0 'the model from the configuration'
exits 64 'a number of threads that is not valid' opt-classify --text --engine finbert --threads 0

# damaged EXPRESSION NAME FILE EDIT: a copy of tiny, with FILE changed by EDIT, is refused with EXPRESSION
damaged() {
	rm -rf "$work/bad"
	cp -r "$work/tiny" "$work/bad"
	expression=$1 name=$2 file=$work/bad/$3
	shift 3
	"$@" <"$work/tiny/${file##*/}" >"$file"
	classify --model "$work/bad"
	is "$status" 65 "$name"
	like "$err" "$expression" "$name: the message"
}
damaged 'model.safetensors.*tensor .*classifier.bias.* is missing' 'a tensor is missing' model.safetensors \
	sed 's/"classifier.bias"/"classifier.bius"/'
damaged 'tensor .*word_embeddings.weight.* its shape is \[161,48\], not \[160,48\]' 'a tensor of another shape' \
	model.safetensors sed 's/\[160,48\]/[161,48]/'
damaged 'its shape is \[160148\], not \[160,48\]' 'a tensor of another rank' model.safetensors \
	sed 's/\[160,48\]/[160148]/'
damaged 'its dtype is not F32, F16 or BF16: .*I64' 'another type' model.safetensors sed 's/"F32"/"I64"/'
damaged 'the file is cut short' 'a file cut short' model.safetensors head -c 100000
damaged 'goes past the end of the file' 'a header cut short' model.safetensors head -c 1000
damaged 'too short for a header' 'a file shorter than a header' model.safetensors head -c 7
damaged 'bad JSON' 'a header that is not JSON' model.safetensors sed 's/"__metadata__"/X__metadata__"/'
damaged 'data_offsets do not give' 'offsets that do not fit' model.safetensors \
	sed 's/"data_offsets":\[0,/"data_offsets":[4,/'
# shellcheck disable=SC2016 # the last line, to sed
damaged '159 tokens, config.json.s vocab_size is 160' 'a vocabulary cut short' vocab.txt sed '$d'
damaged 'has no \[CLS\]' 'a vocabulary without [CLS]' vocab.txt sed 's/\[CLS\]/[cls]/'
damaged 'is missing|hidden_size' 'hidden_size is missing' config.json grep -v '"hidden_size"'
damaged 'not a multiple of num_attention_heads' 'heads that do not divide the width' config.json sed 's/heads": 4/heads": 5/'
damaged 'hidden_act .*relu.* is not gelu' 'another activation' config.json sed 's/"gelu"/"relu"/'
damaged 'model_type .*roberta.* is not bert' 'another kind of model' config.json sed 's/"bert"/"roberta"/'
damaged 'id2label: label 0 is not .*LABEL_0' 'labels without a meaning' config.json sed 's/"positive"/"LABEL_0"/'
damaged 'id2label does not have positive, negative and neutral' 'a label twice' config.json sed 's/"neutral"/"negative"/'
damaged 'not a size of a model: -3' 'a size out of range' config.json sed 's/layers": 3/layers": -3/'
damaged 'tensor .*layer.3.* is missing' 'more layers than weights' config.json sed 's/layers": 3/layers": 4/'
damaged 'config.json.*bad JSON' 'text that is not JSON' config.json head -c 20
for file in config.json vocab.txt model.safetensors; do
	rm -rf "$work/bad"
	cp -r "$work/tiny" "$work/bad"
	rm "$work/bad/$file"
	classify --model "$work/bad"
	is "$status" 65 "$file is missing"
	like "$err" "could not open .*bad/$file.*: No such file" "$file: the message"
done
# a weight that is NaN: no result is better than a wrong one
cp "$work/tiny/model.safetensors" "$work/bad/model.safetensors"
size=$(wc -c <"$work/bad/model.safetensors")
printf '\377\377\377\177' | dd of="$work/bad/model.safetensors" bs=1 seek=$((size - 4)) conv=notrunc 2>/dev/null
classify --model "$work/bad"
is "$(jq -s length "$work/out")" 0 'a weight that is NaN: there is no row'
finish
