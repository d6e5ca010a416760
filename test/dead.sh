#!/bin/sh
# dead.sh BUILD OBJECT...: fails when lib/ defines a function or constant that no program needs: no other of the objects (all
# of lib/ and tools/) refers to the symbol, the file that defines the symbol does not use it, and train/ and lib/*/gen/, which
# make the compiled-in weights and tables, do not use it either. A call from a test does not count.
set -eu

# definitions BUILD OBJECT...: prints "FILE SYMBOL" for each symbol that an object of the library defines and no other object
# refers to
definitions() {
	build=$1
	shift
	nm -A -g "$@" | awk -v build="$build/" '
		{
			object = $1
			sub(/:.*/, "", object)
			type = $(NF - 1)
		}
		type ~ /^[Uwv]$/ { wanted[$NF] = 1 }
		type ~ /^[TDRBi]$/ && $NF !~ /[.]/ && index(object, build "tools/") != 1 {
			sub(/o$/, "c", object)
			if (index(object, build "lib/") == 1)
				object = substr(object, length(build) + 1)
			definition[++count] = object
			symbol[count] = $NF
		}
		END {
			for (i = 1; i <= count; i++)
				if (!(symbol[i] in wanted))
					print definition[i], symbol[i]
		}'
}

# uses SYMBOL FILE...: how often the files name SYMBOL, comments left out
uses() {
	symbol=$1
	shift
	sed -e 's|/\*.*\*/||' -e 's|//.*||' -e '/^[[:space:]]*\/\*/d' -e '/^	* \*/d' "$@" | grep -ow "$symbol" | wc -l
}

# dead BUILD OBJECT...: prints one line for each symbol that no program needs
dead() {
	definitions "$@" | while read -r file symbol; do
		if [ "$(uses "$symbol" "$file")" -gt 1 ]; then
			continue
		fi
		for maker in train/*.c lib/*/gen/*.c; do
			if [ -e "$maker" ] && [ "$(uses "$symbol" "$maker")" -gt 0 ]; then
				continue 2
			fi
		done
		echo "dead: $file defines $symbol, which no program needs"
	done
}

# A check that cannot fail proves nothing: it must find the two dead symbols below, and only those.
self_test() {
	dir=$(mktemp -d)
	trap 'rm -rf "$dir"' EXIT
	(
		cd "$dir"
		mkdir -p lib/room/io lib/room/gen tools train
		printf 'int dead(void)\n{\n\treturn 1; /* not dead() */\n}\nint called(void)\n{\n\treturn 2;\n}\n' >lib/room/a.c
		printf '/*\n * uses dead\n */\nint own(void)\n{\n\treturn 1;\n}\nint (*p)(void) = own;\nint trained = 1;\n' >lib/room/io/b.c
		printf 'int generated = 1;\nint dead_constant = 1;\n' >lib/room/c.c
		printf 'int called(void);\nextern int (*p)(void);\nint main(void)\n{\n\treturn called() + p();\n}\n' >tools/d.c
		printf 'extern int trained;\nint main(void)\n{\n\treturn trained;\n}\n' >train/e.c
		printf 'extern int generated;\nint main(void)\n{\n\treturn generated; // not dead_constant\n}\n' >lib/room/gen/f.c
		for file in lib/room/a lib/room/io/b lib/room/c tools/d; do
			mkdir -p "build/${file%/*}"
			# shellcheck disable=SC2086 # CC may have several words
			${CC:-cc} -O0 -c -o "build/$file.o" "$file.c"
		done
		dead build build/lib/room/*.o build/lib/room/io/*.o build/tools/*.o >got
		printf 'dead: lib/room/%s, which no program needs\n' 'a.c defines dead' 'c.c defines dead_constant' >want
		diff want got >&2
	) || {
		echo 'dead: the check itself does not work' >&2
		exit 1
	}
}

self_test
found=$(dead "$@")
if [ -n "$found" ]; then
	printf '%s\n' "$found" >&2
	exit 1
fi
echo 'dead: every function and constant of lib/ is needed by a program'
