#!/bin/sh
# layers.sh BUILD: fails when an object of lib/ROOM (not of lib/ROOM/io) uses the system or a function of a file of io/.
# The include paths check only the headers; this checks the symbols that the linker sees.
set -eu
build=$1

# Time, environment, processes, files, terminals, networks, and the libraries that the files of io/ use.
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

# Prints the undefined symbols of the objects; __read_chk of _FORTIFY_SOURCE counts as read.
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

# Prints the symbols that the objects define, as an expression.
defined() {
	if [ -e "$1" ]; then
		nm --defined-only -g "$@" | awk 'NF == 3 { print $3 }' | sort -u | tr '\n' '|'
	fi
}

# A check that cannot fail proves nothing: it must find an object that calls time().
self_test() {
	dir=$(mktemp -d)
	trap 'rm -rf "$dir"' EXIT
	printf '#include <time.h>\n#include <stdio.h>\nlong f(void);\nlong f(void) { puts("x"); return time(NULL); }\n' >"$dir/bad.c"
	printf 'int g(int x);\nint g(int x) { return x + 1; }\n' >"$dir/good.c"
	for name in bad good; do
		# shellcheck disable=SC2086 # CC may have several words
		${CC:-cc} -O2 -c -o "$dir/$name.o" "$dir/$name.c"
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
[ "$status" != 0 ] || echo 'layers: all files outside of io/ are pure'
exit "$status"
