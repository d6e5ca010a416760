# Writes the completion of a program for bash or zsh from the text of its --help:
#	opt-bars --help | awk -v shell=bash -v name=opt-bars -f tools/completion.awk
# An option whose argument is FILE or DIR is completed with the names of files. The first operand is completed with the words
# in small letters that the usage offers, and with files when the usage has FILE.

function quoted(text) { # for the inside of single quotes of a shell
	gsub(/'/, "'\\''", text)
	return text
}
function described(text) { # for a description of zsh
	gsub(/\\/, "\\\\", text)
	gsub(/\[/, "\\[", text)
	gsub(/\]/, "\\]", text)
	gsub(/:/, "\\:", text)
	return quoted(text)
}
function is_file(argument) {
	return argument ~ /^(FILE|DIR)$/
}
function take_option(line,    word) {
	count++
	while (match(line, /^ *--?[A-Za-z][A-Za-z0-9-]*,?/)) {
		word = substr(line, RSTART, RLENGTH)
		gsub(/[ ,]/, "", word)
		flags[count] = flags[count] (flags[count] == "" ? "" : " ") word
		line = substr(line, RSTART + RLENGTH)
	}
	if (match(line, /^ [A-Z][A-Z|]*/))
		argument[count] = substr(line, 2, RLENGTH - 1)
	line = substr(line, RLENGTH > 0 && argument[count] != "" ? RLENGTH + 1 : 1)
	sub(/^ */, "", line)
	help[count] = line
}

FNR == 1 { in_usage = 1 }
in_usage && FNR > 1 && !/^ / { in_usage = 0 }
in_usage {
	usage = usage " " $0
	next
}
/^  (    )?-/ {
	take_option($0)
	next
}
/^  [a-z]+  / { # a command with its description
	commands = commands " " $1
	next
}
/^            / && count > 0 { # the help of an option goes on
	sub(/^ */, "")
	help[count] = help[count] " " $0
}

END {
	operands = usage
	sub(/^.*\[options\]/, "", operands)
	if (commands == "") {
		sub(/^ *\[/, "| ", operands)
		while (match(operands, /\| *[a-z]+/)) {
			word = substr(operands, RSTART + 1, RLENGTH - 1)
			gsub(/ /, "", word)
			commands = commands " " word
			operands = substr(operands, RSTART + RLENGTH)
		}
	}
	sub(/^ /, "", commands)
	files = usage ~ /FILE/ && usage ~ /\[options\]/ || name == "opt-db"
	if (shell == "bash")
		write_bash()
	else
		write_zsh()
}

function write_bash(    i, file, other, all, function_name) {
	for (i = 1; i <= count; i++) {
		all = all (all == "" ? "" : " ") flags[i]
		if (argument[i] == "")
			continue
		if (is_file(argument[i]))
			file = file " " flags[i]
		else
			other = other " " flags[i]
	}
	function_name = "_" name
	gsub(/-/, "_", function_name)
	printf "# Completion of %s for bash, made from its --help.\n%s() {\n", name, function_name
	print "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}"
	print "\tCOMPREPLY=()"
	printf "\tcase ' %s ' in\n\t*\" $prev \"*)\n\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n", substr(file, 2)
	print "\t\tcompopt -o filenames 2>/dev/null\n\t\treturn\n\t\t;;\n\tesac"
	printf "\tcase ' %s ' in\n\t*\" $prev \"*) return ;;\n\tesac\n", substr(other, 2)
	printf "\tif [[ $cur == -* ]]; then\n\t\tmapfile -t COMPREPLY < <(compgen -W '%s' -- \"$cur\")\n\t\treturn\n\tfi\n", all
	if (commands != "")
		printf "\tmapfile -t COMPREPLY < <(compgen -W '%s' -- \"$cur\")\n", commands
	if (files) {
		print "\tlocal files"
		print "\tmapfile -t files < <(compgen -f -- \"$cur\")"
		print "\tCOMPREPLY+=(\"${files[@]}\")"
		print "\tcompopt -o filenames 2>/dev/null"
	}
	printf "}\ncomplete -F %s %s\n", function_name, name
}

function write_zsh(    i, n, k, flag, excluded) {
	printf "#compdef %s\n# Completion of %s for zsh, made from its --help.\n_arguments -s -S \\\n", name, name
	for (i = 1; i <= count; i++) {
		n = split(flags[i], flag, " ")
		excluded = n > 1 ? "(" flags[i] ")" : ""
		for (k = 1; k <= n; k++)
			printf "\t'%s%s[%s]%s' \\\n", excluded, flag[k], described(help[i]), argument[i] == "" ? "" : \
				":" described(argument[i]) ":" (is_file(argument[i]) ? "_files" : "")
	}
	if (commands != "")
		printf "\t'1:command:(%s)' \\\n", commands
	printf "\t'*:operand:%s'\n", files ? "_files" : ""
}
