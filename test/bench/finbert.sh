#!/bin/sh
# Times the engine finbert, with a random model of the size of BERT-base and texts of 32 tokens, against a 2048^3 sgemm of the
# same BLAS; both take turns in one process. Targets, as shares of the sgemm's operations per second: .80 with one thread and
# .75 with two threads for batches of at least 8, .45 for a batch of 1. The engine is ready within 5 ms, and the first result
# takes at most 1.6 times as long as a later one. On a busy machine read the numbers of processor time: cpu_ratio,
# ready_cpu_ms, cpu_first_to_warm.
. test/tap.sh
shape='12 768 3072' # layers, hidden, intermediate
"$BUILD/test/tool/bert_random" "$work/base" F32 12 768 12 3072 30522 512
for threads in 1 2; do
	# shellcheck disable=SC2086 # words
	"$BUILD/test/tool/bert_bench" "$work/base" $threads $shape
done
printf '{"bench":"finbert","processors":%s,"load":%s}\n' "$(nproc)" "$(cut -d ' ' -f 1 /proc/loadavg)"
