# Writes the systemd units of the jobs into the folder OUT, and prints the name of each:
#
#	awk -v out=OUT -v bindir=BINDIR -v templates=systemd -f systemd/jobs.awk -f systemd/units.awk systemd/jobs crontab.example
#
# Each job gets job.service.in and job.timer.in; @reboot gets boot.service.in alone.

# Returns the OnCalendar= of the minute and the hour of a crontab line, which is read as UTC.
function calendar_of(minute, hour)
{
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

function write_job(when, command, calendar,    at)
{
	if (when == "@reboot")
		at = ""
	else if (calendar != "-")
		at = "*-*-* " replace(calendar, " ", ":00 ")
	else
		at = calendar_of(time[1], time[2])
	fields["BINDIR"] = bindir
	fields["COMMAND"] = quoted(command)
	fields["CALENDAR"] = at
	# A job of a time of day that the machine missed, because it was off, runs when the machine starts.
	fields["PERSISTENT"] = at ~ /^\*-\*-\* [0-9]/ ? "true" : "false"
	fields["TIMEOUT"] = seconds_of(command)
	fields["CREDENTIALS"] = credentials_of(command)
	if (when == "@reboot") {
		fill("boot.service.in", "opt-" fields["UNIT"] ".service")
		wants = wants "Wants=opt-" fields["UNIT"] ".service\n"
		return
	}
	fill("job.service.in", "opt-" fields["UNIT"] ".service")
	fill("job.timer.in", "opt-" fields["UNIT"] ".timer")
	wants = wants "Wants=opt-" fields["UNIT"] ".timer\n"
}

function write_rest()
{
	sub(/\n$/, "", wants)
	fields["WANTS"] = wants
	fill("opt.target.in", "opt.target")
}
