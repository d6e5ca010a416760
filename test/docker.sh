#!/bin/sh
# Does what `docker build` does with the Dockerfile, in folders that debootstrap makes: make check-docker. Needs root, debootstrap
# and the package registry; exits 77 without them. Prints TAP.
set -u
if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then
	echo 'check-docker: skipped, because it needs root and debootstrap (apt-get install debootstrap)' >&2
	exit 77
fi
. test/tap.sh
PATH=/usr/sbin:/usr/bin:/sbin:/bin

# shellcheck disable=SC2317 # the trap calls it
clean() {
	for mounted in "$work"/*/proc; do
		umount "$mounted" 2>/dev/null
	done
	rm -rf "$work"
}
trap clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# The instructions of the Dockerfile, one per line: a backslash at the end continues a line.
sed '/^#/d; /^$/d' Dockerfile | sed -e ':a' -e '/\\$/N; s/\\\n[ \t]*//; ta' >"$work/instructions"
base=$work/base
debootstrap --variant=minbase "$(sed -n 's/^FROM debian:\([a-z]*\)-slim.*/\1/p' Dockerfile | head -n 1)" "$base" >"$work/log" 2>&1
ok $? 'a folder of Debian'

# inside COMMAND: runs it in the folder of the stage, as the user and with the variables of the image
inside() {
	# shellcheck disable=SC2086 # no word of the variables has a space
	chroot --userspec="$user" "$stage" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		$variables sh -c "cd '$folder' && $1"
}

# FROM, RUN and COPY are done; ENV, USER, WORKDIR, CMD and HEALTHCHECK are remembered.
stage=
while read -r instruction rest; do
	case $instruction in
	FROM)
		stage=$work/stage-$(printf '%s' "$rest" | sed -n 's/.* AS //p')
		user=root variables='' folder=/ command='' health=''
		cp -a "$base" "$stage"
		cp /etc/resolv.conf /etc/hosts "$stage/etc/"
		mount -t proc proc "$stage/proc"
		;;
	RUN)
		inside "$rest" >>"$work/log" 2>&1 </dev/null
		ok $? "RUN $(printf '%.60s' "$rest")"
		;;
	COPY)
		case $rest in
		--from=*)
			from=$work/stage-$(printf '%s' "$rest" | sed 's/--from=\([^ ]*\).*/\1/')
			# shellcheck disable=SC2086 # three words
			set -- $rest
			cp -a "$from$2." "$stage$3"
			;;
		*)
			mkdir -p "$stage${rest#. }"
			tar -cf - --exclude-from=.dockerignore --anchored --no-wildcards-match-slash --transform='s|^\./||' -- * |
				tar -xf - -C "$stage${rest#. }"
			;;
		esac
		ok $? "COPY $rest"
		;;
	VOLUME) [ "$(chroot "$stage" stat -c %U "$rest")" = opt ]; ok $? "VOLUME $rest" ;;
	ENV) variables="$variables $rest" ;;
	USER) user=$rest ;;
	WORKDIR) folder=$rest ;;
	CMD) command=$(printf '%s' "$rest" | jq -r join\(\"\ \"\)) ;;
	HEALTHCHECK) health=${rest#*CMD } ;;
	*) ok 1 "an instruction that the test does not know: $instruction" ;;
	esac
done <"$work/instructions"
[ "$failures" = 0 ] || tail -n 20 "$work/log" >&2

exits 2 'the command of the image, without a database' inside "$command"
is "$(printf '%s\n' "$out" | jq -r 'select(.check == "database") | .level')" critical 'says that the database is missing'
is "$(inside 'id -un; pwd' | tr '\n' ' ')" 'opt /var/lib/opt ' 'it runs as opt'
exits 1 'the health check' inside "$health"
is "$out$err" '' 'is unhealthy without a word'
exits 0 'opt-migrate --help' inside 'opt-migrate --help'
for program in "$stage"/usr/bin/opt-*; do
	inside "${program##*/} --help" >/dev/null 2>"$work/err" || printf '%s %s\n' "${program##*/}" "$(cat "$work/err")"
done >"$work/broken"
is "$(cat "$work/broken")" '' 'each program starts with the libraries of the image'
exits 0 'a stage' inside 'opt-calendar 2026-11-27 --json'
is "$(printf '%s\n' "$out" | jq -r .day)" 2026-11-27 'does its work'
exits 77 'another' inside 'opt-posmon --deadline 5'
like "$err" 'no broker keys' 'finds no key in the image'
is "$(find "$stage/usr/bin" "$stage/usr/local" "$stage/src" -name 'gcc*' -o -name make 2>/dev/null)" '' 'the image has no compiler and no source'
is "$(find "$stage/etc/opt" "$stage/var/lib/opt" "$stage/root" -type f -newer "$base/etc/hostname")" '' \
	'nothing of a user is in it'
printf '# the image has %s\n' "$(du -sh --exclude=proc "$stage" | cut -f 1)"
finish
