#!/bin/sh
# Measures the engine finbert with a random model of BERT-base's shape on texts of 32 tokens, in turns with a 2048^3 sgemm
# of the same BLAS in the same process. The goals, as shares of the sgemm's operations per second, are .80 with one thread
# and .75 with two at batches of 8 and more, and .45 at a batch of 1; ready within 5 ms; the first result within 1.6 times
# a warm one. While other jobs run, read the figures of processor time: cpu_ratio, ready_cpu_ms, cpu_first_to_warm.
. test/tap.sh
shape='12 768 3072' # layers, hidden, intermediate
"$BUILD/test/tool/bert_random" "$work/base" F32 12 768 12 3072 30522 512
for threads in 1 2; do
	# shellcheck disable=SC2086 # words
	"$BUILD/test/tool/bert_bench" "$work/base" $threads $shape
done
printf '{"bench":"finbert","processors":%s,"load":%s}\n' "$(nproc)" "$(cut -d ' ' -f 1 /proc/loadavg)"
