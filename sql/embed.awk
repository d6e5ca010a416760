# Prints SQL files as C: with what=query one constant `struct query query_NAME` per file, with what=migration one table
# migration_table of all files. With header=1 it prints the declarations instead.
# FEATURE_COLUMNS stands for the names in FEATURES, which is lib/market/feature_columns.def.
# awk -f embed.awk -v what=query|migration [-v header=1] [-v features=FILE] FILE...
function base(path) { sub(/.*\//, "", path); sub(/\.(sql|txt)$/, "", path); return path }
function finish() { if (open && !header) print what == "query" ? "};" : "\t}," ; open = 0 }
BEGIN {
	while (features != "" && (getline line < features) > 0)
		if (match(line, /^FEATURE\([a-z_]+, [a-z0-9_]+\)/)) {
			line = substr(line, 1, RLENGTH - 1)
			sub(/.*, /, "", line)
			columns = columns (columns == "" ? "" : ", ") line
		}
	if (header) {
		guard = "OPT_" toupper(what) "_GEN_H"
		print "/* Made by sql/embed.awk. */\n#ifndef " guard "\n#define " guard "\n#include \"sql.h\""
		if (what == "migration")
			print "extern const struct query migration_table[];\nextern const int migration_count;"
	} else {
		print "/* Made by sql/embed.awk. */\n#include \"" what ".h\""
		if (what == "migration")
			print "const struct query migration_table[] = {"
	}
}
FNR == 1 {
	finish()
	open = 1
	name = base(FILENAME)
	count++
	if (what == "query") {
		identifier = name
		gsub(/-/, "_", identifier)
		if (header)
			print "extern const struct query query_" identifier ";"
		else
			print "const struct query query_" identifier " = {\n\t.name = \"" name "\",\n\t.text ="
	} else if (!header)
		print "\t{.name = \"" name "\",\n\t.text ="
}
!header {
	line = $0
	gsub(/\\/, "&&", line)
	gsub(/"/, "\\\"", line)
	gsub(/FEATURE_COLUMNS/, columns, line)
	gsub(/\?\?/, "?\"\"?", line)
	print "\t\t\"" line "\\n\""
}
END {
	finish()
	if (header)
		print "#endif"
	else if (what == "migration")
		print "\t{.name = 0},\n};\nconst int migration_count = " count + 0 ";"
}
