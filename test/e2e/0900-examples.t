#!/bin/sh
# Runs the examples of the pages. A shell runs each display (.Dl, .Bd -literal) of a section EXAMPLES as mandoc renders it,
# in the order of the page, in a folder with crontab.example, with a database and a broker. Each must end with status 0
# and without an error. A text that is not a command, such as a line of a crontab or a piece of a configuration, is
# displayed with .Bd -unfilled and is not run. There is no mark for a command that cannot be run: write one that can.
. test/tap.sh
. test/paper.sh
. test/market.sh

# examples PAGE FOLDER: writes the commands of the page to FOLDER, one file per display
examples() {
	mkdir -p "$2"
	mandoc -T html -O fragment "$1" | FOLDER=$2 perl -0777 -ne '
		my ($section) = /<h1[^>]*id="EXAMPLES".*?<\/h1>(.*?)<\/section>/s or exit;
		my $n = 0;
		while ($section =~ m{<div class="(Bd[^"]*)">\s*(?:<pre>(.*?)</pre>|<code class="Li">(.*?)</code>)}sg) {
			my ($class, $text, $line) = ($1, $2, $3);
			next if defined $text and $class !~ / Li$/;
			($text = $line) =~ s/\s*\n\s*/ /g if defined $line;
			$text =~ s/<[^>]*>//g;
			$text =~ s/&quot;/"/g; $text =~ s/&lt;/</g; $text =~ s/&gt;/>/g;
			$text =~ s/&#x00A0;/ /g; $text =~ s/&amp;/&/g;
			open my $out, ">", sprintf("%s/%02d", $ENV{FOLDER}, ++$n) or die;
			print $out "$text\n";
		}'
}

chmod 711 "$work" # when root runs opt-db, its server runs as another user
HOME=$work/home
XDG_CONFIG_HOME=$HOME
OPT_DB_DIR=$work/cluster
export HOME XDG_CONFIG_HOME OPT_DB_DIR
mkdir "$HOME"
here=$PWD
broker_database
paper --synth 7 || exit 1
clock 2026-01-26T14:25:05Z
opt-universe -q && opt-bars -q --daily && opt-bars -q && opt-features -q
ok $? 'the data of a morning, for the examples'
morning=$PGDATABASE

for page in "$here"/man/*.1 "$here/man/opt.7"; do
	name=${page##*/}
	[ "$name" = opt.7 ] || [ -x "$BUILD/bin/${name%.1}" ] || continue
	examples "$page" "$work/$name"
	PGDATABASE=${morning}_page
	export PGDATABASE
	createdb -T "$morning" "$PGDATABASE"
	mkdir "$work/folder"
	cp "$here/crontab.example" "$work/folder"
	for example in "$work/$name"/*; do
		[ -e "$example" ] || { ok 1 "$name has examples"; continue; }
		# shellcheck disable=SC2016 # the inner shell expands them
		run timeout 120 sh -c 'cd "$1" && . "$2"' sh "$work/folder" "$example"
		printf '%s\n' "$err" | grep -Eq '"level":"error"|error:|not found'
		[ $? = 1 ] && [ "$status" = 0 ]
		ok $? "$name: $(head -n 1 "$example")" || :
		printf '%s\n' "status $status" "$err" | sed 's/^/# /' >"$work/details"
		[ "$status" = 0 ] || cat "$work/details" >&2
	done
	[ ! -d "$OPT_DB_DIR" ] || opt-db destroy --yes
	rm -rf "$work/folder"
	dropdb -f "$PGDATABASE"
done
PGDATABASE=$morning
finish
