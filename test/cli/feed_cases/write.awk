# Writes the document of each case into FOLDER, its name into "files", its encoding into "encodings" and its check into "checks".
function unescape(text,   out, at, hex) {
	gsub(/\\n/, "\n", text)
	gsub(/\\t/, "\t", text)
	out = ""
	while ((at = index(text, "\\x")) > 0) {
		hex = toupper(substr(text, at + 2, 2))
		out = out substr(text, 1, at - 1) sprintf("%c", 16 * (index(digits, substr(hex, 1, 1)) - 1) + index(digits, substr(hex, 2)) - 1)
		text = substr(text, at + 4)
	}
	return out text
}
BEGIN {
	FS = "\t"
	digits = "0123456789ABCDEF"
	printf "" > (folder "/encodings")
}
/^#/ || NF == 0 { next }
FILENAME ~ /frame.txt$/ {
	head[$1] = $2
	tail[$1] = $3
	next
}
{
	if (NF != 4) {
		print FILENAME ":" FNR ": a case has four fields, this has " NF > "/dev/stderr"
		exit 1
	}
	split($2, how, "@")
	if (!(how[1] in head)) {
		print FILENAME ":" FNR ": no such frame: " how[1] > "/dev/stderr"
		exit 1
	}
	file = sprintf("%04d", ++count)
	printf "%s", unescape(head[how[1]] $3 tail[how[1]]) > (folder "/" file)
	close(folder "/" file)
	print file > (folder "/files")
	if (how[2] != "")
		print file "\t" how[2] > (folder "/encodings")
	check = $4
	gsub(/refused/, "refused(\"" file "\")", check)
	gsub(/rows/, "rows(\"" file "\")", check)
	name = $1
	gsub(/"/, "\\\"", name)
	printf "%scase(\"%s\"; \"%s\"; %s)\n", (count > 1 ? ", " : ""), file, name, check > (folder "/checks")
}
