# Writes the definitions for EventBridge Scheduler and ECS into the folder OUT, and prints the name of each:
#
#	awk -v out=OUT -v templates=cloud -v settings='NAME=VALUE ...' -f systemd/jobs.awk -f cloud/schedules.awk \
#		systemd/jobs crontab.example
#
# Each job gets schedule.json.in; @reboot gets no schedule, because the database is another service. Each @NAME@ of the settings is
# replaced in the templates.

# Returns the cron() of the minute and the hour of a crontab line.
function expression_of(minute, hour)
{
	sub(/^\*\//, "0/", minute)
	sub(/^\*\//, "0/", hour)
	return "cron(" minute " " hour " * * ? *)"
}

# Returns TEXT as a string of JSON.
function json(text)
{
	text = replace(text, "\\", "\\\\")
	return "\"" replace(text, "\"", "\\\"") "\""
}

function write_job(when, command, calendar,    part, clock)
{
	if (when == "@reboot")
		return
	fields["ZONE"] = "UTC"
	if (calendar != "-") {
		split(calendar, part, " ")
		split(part[1], clock, ":")
		fields["EXPRESSION"] = expression_of(clock[2] + 0, clock[1] + 0)
		fields["ZONE"] = part[2]
	} else {
		fields["EXPRESSION"] = expression_of(time[1], time[2])
	}
	# The input of the target is a text that is JSON: what RunTask overrides of the task definition.
	fields["INPUT"] = json("{\"containerOverrides\":[{\"name\":\"opt\",\"command\":[" json(command) "]}]}")
	fill("schedule.json.in", "schedule-opt-" fields["UNIT"] ".json")
}

function write_rest()
{
	fill("task-definition.json.in", "task-definition.json")
}

BEGIN {
	count = split(settings, setting, " ")
	for (i = 1; i <= count; i++)
		fields[substr(setting[i], 1, index(setting[i], "=") - 1)] = substr(setting[i], index(setting[i], "=") + 1)
}
