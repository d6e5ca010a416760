#!/bin/sh
# fuzz.sh BUILD NAME SECONDS: runs one fuzzer, starting from the seeds of test/fuzz/corpus/NAME and the inputs that earlier
# runs found. An input that crashes the code is kept in BUILD/crash-NAME-*; run it again with BUILD/test/fuzz/NAME FILE.
set -eu
build=$1
name=$2
seconds=$3
corpus=$build/corpus/$name
mkdir -p "$corpus"
set -- -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$build/crash-$name-" -print_final_stats=0 \
	-verbosity="${FUZZ_VERBOSE:-0}" -max_len=4096
if [ -f "test/fuzz/$name.dict" ]; then
	set -- "$@" -dict="test/fuzz/$name.dict"
fi
if [ -d "test/fuzz/corpus/$name" ]; then
	cp "test/fuzz/corpus/$name"/* "$corpus"
fi
echo "fuzz: $name, $seconds s"
# an allocation that is too large returns NULL instead of ending the fuzzer
exec env ASAN_OPTIONS="detect_leaks=1:allocator_may_return_null=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}" \
	"$build/test/fuzz/$name" "$@" "$corpus"
