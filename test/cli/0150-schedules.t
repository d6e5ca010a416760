#!/bin/sh
# The units of `make install-systemd` and the schedules of `make cloud` are the jobs of crontab.example: the same commands at the
# same times, with the secrets that the programs read and time enough to end. test/systemd.sh lets systemd itself read the units.
# shellcheck disable=SC2317 # exits calls the functions
. test/tap.sh
MAKEFLAGS=
export MAKEFLAGS

# install_units FOLDER: installs the units below it; sets units to their folder
install_units() {
	make -s BUILD="$work/build" DESTDIR="$1" PREFIX=/usr install-systemd >/dev/null
	units=$1/usr/lib/systemd/system
}
exits 0 'make install-systemd' install_units "$work/root"
is "$(find "$work/root" -type f ! -path '*/usr/lib/systemd/system/opt*')" '' 'it writes to UNITDIR only'
is "$(find "$units" -type f ! -perm 644)$(find "$work/root" -type l)" '' 'files that everybody may read; it enables nothing'
is "$(grep -L '^PartOf=opt.target$' "$units"/*.timer "$units"/*.service)" "$units/opt-db.service" \
	'stopping opt.target stops all but the database'
is "$(sed -n 's/^Wants=//p' "$units/opt.target" | grep -v network | sort)" \
	"$({ find "$units" -name '*.timer' -exec basename {} \;; echo opt-db.service; } | sort)" 'starting it starts every timer, and the database'

# jobs CRONTAB: its jobs, one line each: time, tab, command
jobs() {
	sed -nE 's/^(([0-9*][^ ]* +){5})(.*)/\1\t\3/p; s/^(@[a-z]+) +(.*)/\1\t\2/p' "$1" | sed 's/ *\t/\t/'
}
# value NAME FILE: of a setting of a unit
value() {
	sed -n "s/^$1=//p" "$2"
}
# command UNIT: of its ExecStart, as the shell gets it
command_of() {
	value ExecStart "$units/$1.service" | sed 's/^-\{0,1\}:\/bin\/sh -c "//; s/"$//; s/%%/%/g; s/\\\(["\\]\)/\1/g'
}
# timers: the jobs that the units do: OnCalendar or @reboot, tab, command, tab, unit
timers() {
	for timer in "$units"/*.timer; do
		unit=$(basename "$timer" .timer)
		printf '%s\t%s\t%s\n' "$(value OnCalendar "$timer")" "$(command_of "$unit")" "$unit"
	done
	printf '@reboot\t%s\topt-db\n' "$(command_of opt-db)"
}
jobs crontab.example >"$work/jobs"
timers >"$work/timers"
is "$(grep -c . "$work/jobs")" "$(grep -vcE '^(#|$|[A-Z]+=)' crontab.example)" 'each line of the crontab is read'
is "$(cut -f 2 "$work/timers" | sort)" "$(cut -f 2 "$work/jobs" | sort)" 'each job of the crontab has exactly one unit, with its command'
is "$(find "$units" -name '*.service' | wc -l)" "$(grep -c . "$work/jobs")" 'and no unit has another'

# differences JOBS TIMERS: prints each job whose timer starts it at other minutes of a day of 2026 than the crontab, read as UTC. A
# timer with the time of New York starts it once a day, at one of the times of the crontab, and at each of them on some day.
differences() {
	awk -F '\t' '
	function bits(field, most, set,    part, n, i, step, from) {
		split("", set)
		n = split(field, part, ",")
		for (i = 1; i <= n; i++) {
			step = 1
			from = part[i]
			if (split(part[i], piece, "/") == 2) {
				step = piece[2]
				from = piece[1]
			}
			if (from == "*")
				from = 0
			for (step += 0; from <= most; from += step) {
				set[from + 0]
				if (part[i] !~ /[*\/]/)
					break
			}
		}
	}
	function minutes(hour, minute, set,    h, m, hours, all) {
		split("", set)
		bits(hour, 23, hours)
		bits(minute, 59, all)
		for (h in hours)
			for (m in all)
				set[h * 60 + m]
	}
	# The hours of New York behind UTC on a day of 2026, counted from 1: summer time is from March 8 to October 31.
	function behind(day) { return day >= 67 && day < 305 ? 4 : 5 }
	function differs(why) { print command ": " why }
	FNR == NR { when[$2] = $1; next }
	{
		command = $2
		if ($1 == "@reboot" || when[command] == "@reboot") {
			if ($1 != when[command])
				differs("not at the boot")
			next
		}
		split(when[command], cron, / +/)
		minutes(cron[2], cron[1], wanted)
		split($1, calendar, " ")
		split(calendar[2], clock, ":")
		zone = calendar[3]
		minutes(clock[1], clock[2], timer)
		if (calendar[1] != "*-*-*" || clock[3] != "00" || cron[3] cron[4] cron[5] != "***")
			differs("not each day, at second 0")
		if (zone != "" && zone != "UTC" && zone != "America/New_York")
			differs("zone " zone)
		split("", seen)
		# the set of the minutes of all days
		for (day = 1; day <= 365; day++)
			for (m in timer) {
				utc = zone == "America/New_York" ? (m + 60 * behind(day)) % 1440 : m
				seen[utc]
			}
		for (m in seen)
			if (!(m in wanted))
				differs("the timer has minute " m " of the day")
		for (m in wanted)
			if (!(m in seen))
				differs("the crontab has minute " m " of the day")
	}' "$1" "$2"
}
is "$(differences "$work/jobs" "$work/timers")" '' 'each timer has the times of the crontab'
sed 's/09:25:00 America/09:26:00 America/' "$work/timers" >"$work/other"
is "$(differences "$work/jobs" "$work/other" | wc -l)" 4 'another minute is seen'
sed 's/15:57:00 America.New_York/15:57:00 UTC/' "$work/timers" >"$work/other"
is "$(differences "$work/jobs" "$work/other" | wc -l)" 3 'and another zone'
sed 's/0\/5:00/0\/10:00/' "$work/timers" >"$work/other"
like "$(differences "$work/jobs" "$work/other")" 'opt-chain .* minute 5 of' 'and another interval'

# --- what the services need ---

# The credentials of the secrets that conf.c reads, by those of their services.
is "$(cat "$units"/*.service | sed -n 's/^LoadCredential=\(.*\):.*/\1/p' | sort -u)" \
	"$(sed -n 's/.*SECRET(CONF_.* "\([a-z_]*\)", [a-z_]*,.*/\1/p; s/^\t*SECRET(.*_FILE, "\([a-z_]*\)",$/\1/p' lib/sys/io/conf.c | sort -u)" \
	'each secret that a program reads is a credential of a service'
is "$(cat "$units"/*.service | sed -n 's/^LoadCredential=//p' | grep -vE '^([a-z_]+):opt\.\1$')" '' \
	'from /etc/credstore, where a file that is missing is no error'
# late UNIT: what a service does not allow that its command needs
late() {
	command_of "$1" | awk -v start="$(value TimeoutStartSec "$units/$1.service")" -v stop="$(value TimeoutStopSec "$units/$1.service")" '{
		orders = /opt-(dispatch|posmon)/
		while (match($0, /--deadline [0-9]+/)) {
			deadline = substr($0, RSTART + 11, RLENGTH - 11)
			all += deadline + 5
			if (deadline > longest)
				longest = deadline
			$0 = substr($0, RSTART + RLENGTH)
		}
		if (start <= all || stop <= 5 || (orders && stop <= longest + 5))
			print start, all, stop, longest
	}'
}
is "$(for unit in "$units"/*.service; do late "$(basename "$unit" .service)"; done)" '' \
	'each service may run for all its deadlines, and has time to stop'

# --- EventBridge Scheduler and ECS ---

exits 0 'make cloud' make -s BUILD="$work/build" AWS_ACCOUNT=210987654321 AWS_REGION=eu-west-1 SUBNET=subnet-1 SECURITY_GROUP=sg-1 \
	DATABASE_HOST=db.example.org cloud
cloud=$work/build/cloud
is "$(for file in "$cloud"/*; do jq -e . "$file" >/dev/null || echo "$file"; done)" '' 'each file is JSON'
is "$(grep -l '@' "$cloud"/*)" '' 'each setting has its value'
jq -r '.Target.Input | fromjson | .containerOverrides[] | select(.name == "opt") | .command | @tsv' "$cloud"/schedule-* |
	sed 's/\\\\/\\/g' | sort >"$work/commands"
is "$(cat "$work/commands")" "$(grep -v '^@reboot' "$work/jobs" | cut -f 2 | sort)" \
	'each job of the crontab has exactly one schedule, with its command; the job of the boot has no schedule'
jq -r '(.ScheduleExpression | capture("^cron\\((?<minute>[^ ]+) (?<hour>[^ ]+) \\* \\* \\? \\*\\)$")) as $at |
	["*-*-* \($at.hour):\($at.minute):00 \(.ScheduleExpressionTimezone)",
	(.Target.Input | fromjson | .containerOverrides[0].command[0])] | join("\t")' "$cloud"/schedule-* >"$work/timers"
grep -v '^@reboot' "$work/jobs" >"$work/timed"
is "$(wc -l <"$work/timers") $(differences "$work/timed" "$work/timers")" "$(wc -l <"$work/timed") " 'at its times'
# The fields that the API requires, and those without which a job would run late, again, or in a fixed window.
is "$(jq -c 'select((.Name | test("^[0-9A-Za-z_.-]{1,64}$")) and .FlexibleTimeWindow.Mode == "OFF" and .State == "ENABLED" and
	(.Target | (.Arn | startswith("arn:aws:ecs:eu-west-1:210987654321:cluster/")) and (.RoleArn | startswith("arn:aws:iam::210987654321:role/"))
	and .RetryPolicy == {MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60}
	and (.EcsParameters | .TaskCount == 1 and (.TaskDefinitionArn | endswith(":task-definition/opt"))
	and .NetworkConfiguration.awsvpcConfiguration == {Subnets: ["subnet-1"], SecurityGroups: ["sg-1"], AssignPublicIp: "DISABLED"}))
	| not)' "$cloud"/schedule-*)" '' 'each schedule has what the API requires, no window and no retry'
is "$(jq -c '[.family, .networkMode, .requiresCompatibilities, .cpu, .memory, (.executionRoleArn | startswith("arn:aws:iam::")),
	(.containerDefinitions[] | .name, .image, .essential, .readonlyRootFilesystem, .entryPoint)]' "$cloud/task-definition.json")" \
	"[\"opt\",\"awsvpc\",[\"FARGATE\"],\"512\",\"1024\",true,\"opt\",\"210987654321.dkr.ecr.eu-west-1.amazonaws.com/opt:$VERSION\",true,true,[\"/bin/sh\",\"-c\"]]" \
	'the task definition has what Fargate requires'
# The variables that hold secrets, from conf.c: each that the definition sets comes from the Secrets Manager.
secret=$(sed -n '/^} secrets\[\]/,/^};/p' lib/sys/io/conf.c | grep -oE '"[A-Z_]+"' | tr -d '"' | tr '\n' '|')
is "$(jq -r '.containerDefinitions[].environment[].name' "$cloud/task-definition.json" | grep -xE "${secret%|}")" '' \
	'no secret is written in it'
is "$(jq -r '.containerDefinitions[].secrets[] | .name + " " + .valueFrom' "$cloud/task-definition.json" |
	grep -cvE "^(${secret%|}) arn:aws:secretsmanager:eu-west-1:210987654321:secret:opt/")" 0 'each comes from the Secrets Manager'
# botocore has the shapes of the API as Amazon publishes them.
if python3 -c 'import botocore' 2>/dev/null; then
	is "$(AWS_DEFAULT_REGION=eu-west-1 python3 test/cloud.py "$cloud")" '' 'the shapes of the API fit'
else
	skip 'python3-botocore is not installed: the shapes of the API are not looked at'
fi

# --- the generator refuses what it cannot express, and names a job that has no line ---

# generate CRONTAB: writes the units of a crontab with the lines of systemd/jobs that it needs
generate() {
	mkdir -p "$work/generated"
	sed -n 's/^db\t/&/p' systemd/jobs >"$work/names"
	{
		grep '^@reboot' crontab.example
		printf '%s\n' "$1"
	} >"$work/crontab"
	awk -v out="$work/generated" -v bindir=/b -v templates=systemd -f systemd/jobs.awk -f systemd/units.awk "$work/names" "$work/crontab"
}
exits 0 'a job without a line in systemd/jobs' generate '*/15 4 * * * opt-prune -q --deadline 60'
like "$out" '^opt-prune.timer$' 'has the name of its program'
is "$(value OnCalendar "$work/generated/opt-prune.timer") $(value Persistent "$work/generated/opt-prune.timer")" '*-*-* 4:0/15:00 UTC true' 'and its time'
exits 1 'a weekday without a calendar' generate '0 4 * * 1 opt-prune'
like "$err" 'no calendar for a job at "0 4' 'is named'
exits 1 'a percent sign' generate '* * * * * opt-prune %x'
exits 1 'two jobs of one name' generate '* * * * * opt-prune
5 * * * * opt-prune -n'
like "$err" 'needs a line of its own for: opt-prune -n' 'are named'
finish
