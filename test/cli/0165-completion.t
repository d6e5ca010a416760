#!/bin/sh
# Completion in bash and zsh, and what --help shows.
. test/tap.sh

# completes WORDS...: prints what bash offers for the last of WORDS
completes() {
	# shellcheck disable=SC2016 # for bash
	bash -c '. "$1/completion/$2"; shift
		COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); "_${1//-/_}"; echo "${COMPREPLY[@]}"' sh "$BUILD" "$@"
}

is "$(completes opt-posmon --d)" '--dry-run --dbname --deadline' 'bash: options of all programs'
is "$(completes opt-posmon --close 7 --re)" '--reconcile-only' 'bash: options of one program'
is "$(completes opt-params ro)" 'rollback' 'bash: the commands of a program'
is "$(completes opt-db re)" 'restore' 'bash: those of a script'
is "$(cd "$work" && : >a.conf && completes opt-bars -c a)" 'a.conf' 'bash: a file'
is "$(completes opt-bars --now x)" '' 'bash: an argument that is not a file'

missing=
for program in "$BUILD"/bin/opt-*; do
	name=${program##*/}
	bash -n "$BUILD/completion/$name" || ok 1 "bash reads the completion of $name"
	! command -v zsh >/dev/null || zsh -n "$BUILD/completion/_$name" || ok 1 "zsh reads the completion of $name"
	help=$("$program" --help)
	wide=$(printf '%s\n' "$help" | awk 'length($0) > 80')
	[ -z "$wide" ] || is "$wide" '' "$name --help fits in 80 columns"
	for option in $(printf '%s\n' "$help" | sed -n 's/^  *\(-[A-Za-z], \)*\(--[a-z-]*\).*/\2/p'); do
		case " $(completes "$name" "$option") " in
		*" $option "*) ;;
		*) missing="$missing $name $option" ;;
		esac
		grep -Fq -e "${option}[" "$BUILD/completion/_$name" || missing="$missing zsh: $name $option"
	done
done
is "$missing" '' 'each option of each program is completed'
finish
