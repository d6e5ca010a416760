#!/bin/sh
# Installs the Debian packages that building and testing need. Does nothing when all are installed; otherwise installs
# the missing ones as root or through sudo, or prints the command that installs them and exits 69. With --check it
# installs nothing.
set -u

# One package per line, with its alternatives; the first is installed when none of them is.
packages='
gcc
make
binutils
pkg-config pkgconf
libpq-dev
libjansson-dev
libcurl4-openssl-dev libcurl4-gnutls-dev libcurl4-nss-dev
libxml2-dev
libmicrohttpd-dev
libcmocka-dev
libopenblas0-pthread libopenblas0
postgresql postgresql-15 postgresql-16 postgresql-17 postgresql-18
perl
jq
curl
ca-certificates
openssl
iproute2
mandoc
shellcheck
strace
faketime
python3-aiosmtpd
hledger
chromium
python3-jsonschema
'

is_installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

if ! command -v dpkg-query >/dev/null 2>&1; then
	printf 'deps: not a Debian system; these packages are needed, by their Debian names:%s' "$packages" >&2
	exit 0
fi

missing=$(printf '%s' "$packages" | grep . | while read -r names; do
	for name in $names; do
		if is_installed "$name"; then
			continue 2
		fi
	done
	printf '%s ' "${names%% *}"
done)
if [ -z "$missing" ]; then
	exit 0
fi

# Without this setting, PostgreSQL's package creates a cluster and starts a server.
no_cluster='create_main_cluster = false'
no_cluster_file=/etc/postgresql-common/createcluster.d/opt.conf

if [ "${1:-}" != --check ]; then
	if [ "$(id -u)" = 0 ]; then
		as_root=
	elif sudo -n true 2>/dev/null; then
		as_root='sudo -n'
	else
		as_root=none
	fi
fi
if [ "${as_root-none}" = none ]; then
	printf 'deps: missing packages; as root:\n' >&2
	printf 'apt-get update && mkdir -p %s && echo "%s" > %s && apt-get install -y --no-install-recommends %s\n' \
		"${no_cluster_file%/*}" "$no_cluster" "$no_cluster_file" "$missing"
	exit 69
fi

run() {
	$as_root env DEBIAN_FRONTEND=noninteractive "$@" || {
		printf 'deps: could not install: %s\n' "$missing" >&2
		exit 69
	}
}

case " $missing" in
*' postgresql '*)
	run mkdir -p "${no_cluster_file%/*}"
	printf '%s\n' "$no_cluster" | run tee "$no_cluster_file" >/dev/null
	;;
esac
printf 'deps: installing %s\n' "$missing" >&2
run apt-get update -qq
# shellcheck disable=SC2086 # words
run apt-get install -y -qq --no-install-recommends $missing >&2
