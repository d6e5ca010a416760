#!/bin/sh
# layers.sh BUILD: fails where an object of lib/ROOM (not of lib/ROOM/io) reaches for the world or for a file of io/.
# The include paths keep headers apart; this sees what the linker sees.
set -eu
build=$1

# Time, environment, processes, files, terminals, networks; and the libraries of io.
world='time|clock|clock_gettime|gettimeofday|times|sleep|usleep|nanosleep|alarm
getenv|secure_getenv|setenv|unsetenv|putenv|setlocale
exit|_exit|_Exit|quick_exit|atexit|abort|raise|kill|signal|sigaction|fork|vfork|exec[vl].*|system|popen|wait|waitpid
printf|fprintf|vprintf|vfprintf|dprintf|vdprintf|puts|fputs|putchar|putc|fputc|fwrite|fread|fgets|getline|perror
stdin|stdout|stderr|syslog|warn|warnx|err|errx
fopen|fdopen|freopen|fclose|open|openat|close|read|write|pread|pwrite|lseek|stat|fstat|unlink|rename|mkdir|mmap|ioctl
socket|connect|bind|listen|accept|send|recv|poll|select|getaddrinfo
rand|srand|random|srandom|drand48|getrandom|arc4random.*|localtime.*|mktime|strftime|tzset
PQ.*|curl_.*|json_.*|xml.*|MHD_.*|pthread_.*|dlopen|dlsym'
world=$(printf '%s' "$world" | tr '\n' '|')

# The names a list of objects wants from elsewhere; _FORTIFY_SOURCE's __read_chk is read.
wanted() {
	nm -A -u "$@" | sed -n 's/^\([^:]*\):.* [Uwv] \(.*\)$/\1 \2/p' |
		sed -e 's/ __isoc[0-9]*_/ /' -e 's/ __\(.*\)_chk$/ \1/' -e 's/@.*//'
}

# check LAYER FORBIDDEN OBJECT...
check() {
	layer=$1
	forbidden=$2
	shift 2
	if [ "$#" = 0 ] || [ ! -e "$1" ]; then
		return 0
	fi
	found=$(wanted "$@" | grep -E " ($forbidden)\$" || true)
	if [ -n "$found" ]; then
		printf '%s\n' "$found" | sed "s/^/layers: $layer: /" >&2
		return 1
	fi
}

# What the objects of a layer define, as an expression.
defined() {
	if [ -e "$1" ]; then
		nm --defined-only -g "$@" | awk 'NF == 3 { print $3 }' | sort -u | tr '\n' '|'
	fi
}

# A check that cannot fail says nothing: an object that asks for the time must be caught.
self_test() {
	dir=$(mktemp -d)
	trap 'rm -rf "$dir"' EXIT
	printf '#include <time.h>\n#include <stdio.h>\nlong f(void);\nlong f(void) { puts("x"); return time(NULL); }\n' >"$dir/bad.c"
	printf 'int g(int x);\nint g(int x) { return x + 1; }\n' >"$dir/good.c"
	for name in bad good; do
		"${CC:-cc}" -O2 -c -o "$dir/$name.o" "$dir/$name.c"
	done
	if check self-test "$world" "$dir/bad.o" 2>/dev/null || ! check self-test "$world" "$dir/good.o"; then
		echo 'layers: the check itself does not work' >&2
		exit 1
	fi
}

self_test
io=$(defined "$build"/lib/*/io/*.o)
status=0
check pure "$world|${io}none" "$build"/lib/*/*.o || status=1
[ "$status" != 0 ] || echo 'layers: what is outside of io/ is pure'
exit "$status"
