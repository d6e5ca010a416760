#!/bin/sh
# manifest.sh BUILD: writes sql/manifest.txt, the list of objects that the migrations declare. For that it starts an empty
# cluster, applies the migrations and lists the catalog.
set -eu
build=$1
dir=$(mktemp -d "${TMPDIR:-/tmp}/opt-manifest.XXXXXX")
# shellcheck disable=SC2317 # by trap
clean() {
	"$build/bin/opt-db" -D "$dir/db" destroy --yes || true
	rm -rf "$dir"
}
trap clean EXIT
. test/apart.sh
apart "$dir/home"
chmod 711 "$dir"
"$build/bin/opt-db" -D "$dir/db" start --fast
eval "$("$build/bin/opt-db" -D "$dir/db" env)"
for file in sql/migrations/*.sql; do
	psql -Xq1 -v ON_ERROR_STOP=1 -f "$file"
done
psql -XAtq -F "$(printf '\t')" -v ON_ERROR_STOP=1 -f sql/query/db/catalog.sql >"$dir/manifest.txt"
mv "$dir/manifest.txt" sql/manifest.txt
