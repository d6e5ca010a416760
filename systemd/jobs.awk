# Reads the jobs of a crontab with the names that systemd/jobs gives them. Another file of awk writes what they become:
#
#	awk -v out=FOLDER -v templates=FOLDER -f systemd/jobs.awk -f WRITER systemd/jobs crontab.example
#
# WRITER has the functions write_job, which is called for each job with fields["UNIT"], fields["DESCRIPTION"] and
# fields["WHEN"], the time in the crontab, and write_rest, which is called at the end.

function die(text)
{
	print "units: " text >"/dev/stderr"
	failed = 1
	exit 1
}

# Returns TEXT with each NAME replaced by VALUE, neither of them an expression.
function replace(text, name, value,    done, at)
{
	done = ""
	while ((at = index(text, name)) > 0) {
		done = done substr(text, 1, at - 1) value
		text = substr(text, at + length(name))
	}
	return done text
}

# Returns the template TEMPLATE with each of fields[] in place of its @NAME@. A line that becomes empty is left out.
function fill(template, name,    file, line, name_of, before, text)
{
	file = templates "/" template
	text = ""
	while ((getline line <file) > 0) {
		before = line
		for (name_of in fields)
			line = replace(line, "@" name_of "@", fields[name_of])
		if (line != "" || before == "")
			text = text line "\n"
	}
	if (text == "")
		die("could not read " file)
	close(file)
	printf "%s", text >(out "/" name)
	close(out "/" name)
	print name
}

# Returns the row of systemd/jobs that fits the command best, or 0.
function row_of(command,    i, best)
{
	best = 0
	for (i = 1; i <= rows; i++)
		if (index(command, job[i]) == 1 && (!best || length(job[i]) > length(job[best])))
			best = i
	return best
}

function read_job(when, command,    row, name)
{
	row = row_of(command)
	name = row ? unit[row] : substr(command, 5, match(command " ", / /) - 5)
	if (name !~ /^[a-z]+$/ || name in written)
		die("systemd/jobs needs a line of its own for: " command)
	if (command ~ /%/)
		die("a % in a crontab is a newline, which only cron understands: " command)
	written[name]
	split(when, time, " ")
	if (when != "@reboot" && (!row || calendar[row] == "-") &&
		(time[3] time[4] time[5] != "***" || (time[1] time[2]) !~ /^[0-9*\/,]+$/))
		die("systemd/jobs has no calendar for a job at \"" when "\"")
	fields["UNIT"] = name
	fields["DESCRIPTION"] = row ? description[row] : name
	fields["WHEN"] = when
	write_job(when, command, row ? calendar[row] : "-")
}

/^#/ || /^[ \t]*$/ { next }
FNR == NR {
	if (split($0, part, "\t") != 4)
		die("not four fields: " $0)
	unit[++rows] = part[1]
	job[rows] = part[2]
	calendar[rows] = part[3]
	description[rows] = part[4]
	next
}
/^[A-Za-z_]+=/ { next } # PATH and LOG are in the templates
$1 == "@reboot" { read_job($1, substr($0, 9)); next }
{
	when = $1 " " $2 " " $3 " " $4 " " $5
	command = $0
	for (i = 0; i < 5; i++)
		sub(/^[^ \t]+[ \t]+/, "", command)
	read_job(when, command)
}
END {
	if (failed)
		exit 1
	for (i = 1; i <= rows; i++)
		if (!(unit[i] in written))
			die("no job begins with: " job[i])
	write_rest()
}
