#!/bin/sh
# The files that a person meets first: README, opt.conf.example and deps.sh. test/install.sh follows README in a fresh system.
. test/tap.sh

umask 077
for name in key_id secret_key smtp_password slack_url; do
	echo word >"$work/$name"
done
sed -n "s/^#\([a-z_]* = \)/\1/p" opt.conf.example | sed "s|/etc/opt/|$work/|" >"$work/opt.conf"
like "$(wc -l <"$work/opt.conf")" '^[1-9][0-9]$' 'opt.conf.example has lines to use'
exits 0 'opt.conf takes all of them' opt-calendar -c "$work/opt.conf" 2026-01-26 2026-01-26
is "$(grep -oE '\bopt-[a-z]+' README | sort -u | while read -r name; do
	case $name in opt-x | opt-rows) continue ;; esac
	[ -x "$BUILD/bin/$name" ] || [ -e "man/$name.7" ] || echo "$name"
done)" '' 'README names programs and pages that exist'

# On a machine without packages and without rights, deps.sh tells a command that begins with the lists of packages.
mkdir "$work/bin"
printf '#!/bin/sh\nexit 1\n' >"$work/bin/dpkg-query"
chmod 755 "$work/bin/dpkg-query"
exits 69 'missing packages' env PATH="$work/bin:$PATH" sh deps.sh --check
like "$out" '^apt-get update && .*apt-get install ' 'deps.sh tells apt-get update first'
finish
