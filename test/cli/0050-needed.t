#!/bin/sh
# The shared libraries of the programs, and their hardening.
. test/tap.sh

# needed PROGRAM: prints the shared libraries that the program is linked with, without their versions
needed() {
	readelf -d "$BUILD/bin/$1" | sed -n 's/.*(NEEDED).*\[\([^.]*\)\.so.*/\1/p' | grep -v '^ld-linux' | sort | tr '\n' ' '
}

# only PROGRAM LIBRARY...: passes when the program needs no other library
only() {
	program=$1
	shift
	[ -x "$BUILD/bin/$program" ] || return 0
	others=
	for library in $(needed "$program"); do
		case " $* " in
		*" $library "*) ;;
		*) others="$others $library" ;;
		esac
	done
	is "$others" '' "$program needs at most $*"
}

for program in opt-migrate opt-rss opt-classify opt-bars opt-features opt-signal opt-dispatch opt-posmon; do
	only "$program" libcurl libpq libjansson libxml2 libc libm
done
for program in opt-calendar opt-watchlist opt-chain opt-universe opt-replay; do
	only "$program" libcurl libpq libjansson libc libm
done
# These programs connect only to the database.
for program in opt-migrate opt-params opt-features opt-signal; do
	only "$program" libpq libjansson libc libm
done
only opt-paper libcurl libpq libjansson libmicrohttpd libxml2 libc libm

for path in "$BUILD"/bin/opt-*; do
	program=${path##*/}
	header=$(readelf -hldW "$path" 2>/dev/null) || continue
	like "$header" 'Type:.* DYN' "$program is position independent"
	like "$header" 'GNU_RELRO' "$program: relocated data is read-only"
	like "$header" 'BIND_NOW|Flags:.* NOW' "$program: all symbols are bound at the start"
	printf '%s\n' "$header" | grep 'GNU_STACK' | grep -q 'RW '
	ok $? "$program: its stack is not executable"
done
finish
