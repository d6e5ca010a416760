# Writes the systemd units of the jobs of a crontab into the folder OUT, and prints the name of each:
#
#	awk -v out=OUT -v bindir=BINDIR -v templates=systemd -f systemd/units.awk systemd/jobs crontab.example
#
# systemd/jobs names the units. Each job gets job.service.in and job.timer.in; @reboot gets boot.service.in alone.

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

# Returns the OnCalendar= of the fields of a crontab line, which is read as UTC.
function calendar_of(minute, hour, day, month, weekday)
{
	if (day != "*" || month != "*" || weekday != "*" || (minute hour) !~ /^[0-9*\/,]+$/)
		die("systemd/jobs has no calendar for a job at \"" minute " " hour " " day " " month " " weekday "\"")
	sub(/^\*\//, "0/", minute)
	sub(/^\*\//, "0/", hour)
	return "*-*-* " hour ":" minute ":00" (hour == "*" ? "" : " UTC")
}

# Returns the seconds that the command may take: the deadlines, and 5 seconds more for each program.
function seconds_of(command,    total)
{
	total = 10
	while (match(command, /--deadline [0-9]+/)) {
		total += substr(command, RSTART + 11, RLENGTH - 11) + 5
		command = substr(command, RSTART + RLENGTH)
	}
	return total == 10 ? 90 : total
}

# Returns the lines of the credentials that the programs of the command read.
function credentials_of(command,    names, n, i, list, text)
{
	names = "key_id secret_key"
	if (command ~ /opt-classify/)
		names = "sentiment_token aws_key_id aws_secret_key aws_session_token"
	else if (command ~ /^opt-alert/)
		names = "alert_smtp_password alert_webhook_url alert_webhook_token"
	n = split(names, list, " ")
	text = ""
	for (i = 1; i <= n; i++)
		text = text (i > 1 ? "\n" : "") "LoadCredential=" list[i] ":opt." list[i]
	return text
}

# Returns the command as a quoted word of ExecStart=.
function quoted(command)
{
	command = replace(command, "\\", "\\\\")
	command = replace(command, "\"", "\\\"")
	return replace(command, "%", "%%")
}

# Returns the row of systemd/jobs that fits the command best; 0 for none.
function row_of(command,    i, best)
{
	best = 0
	for (i = 1; i <= rows; i++)
		if (index(command, job[i]) == 1 && (!best || length(job[i]) > length(job[best])))
			best = i
	return best
}

function write_units(when, command,    row, name, at)
{
	row = row_of(command)
	name = row ? unit[row] : substr(command, 5, match(command " ", / /) - 5)
	if (name !~ /^[a-z]+$/ || name in written)
		die("systemd/jobs needs a line of its own for: " command)
	if (command ~ /%/)
		die("a % in a crontab is a newline, which a unit cannot have: " command)
	written[name]
	at = row && calendar[row] != "-" ? "*-*-* " replace(calendar[row], " ", ":00 ") : ""
	if (at == "" && when != "@reboot") {
		split(when, time, " ")
		at = calendar_of(time[1], time[2], time[3], time[4], time[5])
	}
	fields["UNIT"] = name
	fields["DESCRIPTION"] = row ? description[row] : name
	fields["COMMAND"] = quoted(command)
	fields["WHEN"] = when
	fields["CALENDAR"] = at
	# A job of a time of day that the machine missed, because it was off, runs when the machine starts.
	fields["PERSISTENT"] = at ~ /^\*-\*-\* [0-9]/ ? "true" : "false"
	fields["TIMEOUT"] = seconds_of(command)
	fields["CREDENTIALS"] = credentials_of(command)
	if (when == "@reboot") {
		fill("boot.service.in", "opt-" name ".service")
		wants = wants "Wants=opt-" name ".service\n"
		return
	}
	fill("job.service.in", "opt-" name ".service")
	fill("job.timer.in", "opt-" name ".timer")
	wants = wants "Wants=opt-" name ".timer\n"
}

BEGIN { fields["BINDIR"] = bindir }
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
$1 == "@reboot" { write_units($1, substr($0, 9)); next }
{
	when = $1 " " $2 " " $3 " " $4 " " $5
	command = $0
	for (i = 0; i < 5; i++)
		sub(/^[^ \t]+[ \t]+/, "", command)
	write_units(when, command)
}
END {
	if (failed)
		exit 1
	for (i = 1; i <= rows; i++)
		if (!(unit[i] in written))
			die("no job begins with: " job[i])
	sub(/\n$/, "", wants)
	fields["WANTS"] = wants
	fill("opt.target.in", "opt.target")
}
