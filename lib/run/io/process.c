#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "mem.h"

enum { ENVIRONMENT_MAX = 4096, GRACE_US = 5 * SECOND_US, POLL_MS = 1000 };

static bool names(const char *entry, const char *name)
{
	size_t length = strlen(name);
	return strncmp(entry, name, length) == 0 && entry[length] == '=';
}

int environment_set(struct environment *e, const char *name, const char *value, struct error *err)
{
	char *entry = NULL;
	if (asprintf(&entry, "%s=%s", name, value) < 0)
		return error_memory(err);
	for (size_t i = 0; i < e->count; i++)
		if (names(e->entries[i], name)) {
			free(e->entries[i]);
			e->entries[i] = entry;
			return 0;
		}
	if (mem_grow(&e->entries, &e->capacity, e->count + 2, sizeof *e->entries,
		    ENVIRONMENT_MAX) != 0) {
		free(entry);
		return error_memory(err);
	}
	e->entries[e->count++] = entry;
	e->entries[e->count] = NULL;
	return 0;
}

const char *environment_get(const struct environment *e, const char *name)
{
	for (size_t i = 0; i < e->count; i++)
		if (names(e->entries[i], name))
			return e->entries[i] + strlen(name) + 1;
	return NULL;
}

int environment_copy(const struct environment *from, struct environment *to, struct error *err)
{
	*to = (struct environment){0};
	if (mem_grow(&to->entries, &to->capacity, from->count + 1, sizeof *to->entries,
		    ENVIRONMENT_MAX) != 0)
		return error_memory(err);
	for (; to->count < from->count; to->count++)
		if ((to->entries[to->count] = strdup(from->entries[to->count])) == NULL) {
			environment_free(to);
			return error_memory(err);
		}
	return 0;
}

void environment_free(struct environment *e)
{
	for (size_t i = 0; i < e->count; i++)
		free(e->entries[i]);
	free(e->entries);
	*e = (struct environment){0};
}

/* Opens a pipe that holds TEXT for reading, or /dev/null when TEXT is NULL. -1 on failure. */
static int open_input(const char *text)
{
	if (text == NULL)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	int ends[2];
	size_t length = strlen(text);
	if (length > PROCESS_INPUT_MAX || pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	bool whole = write(ends[1], text, length) == (ssize_t)length;
	(void)close(ends[1]);
	if (whole)
		return ends[0];
	(void)close(ends[0]);
	return -1;
}

/*
 * Starts the process. This program ignores SIGPIPE, and a child would inherit that. Therefore the
 * child gets the default and an empty signal mask, as cron does it.
 */
static int spawn(const struct process *p, int input, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t defaults, none;
	(void)sigemptyset(&none);
	(void)sigemptyset(&defaults);
	(void)sigaddset(&defaults, SIGPIPE);
	(void)posix_spawn_file_actions_init(&files);
	(void)posix_spawnattr_init(&attributes);
	(void)posix_spawnattr_setsigdefault(&attributes, &defaults);
	(void)posix_spawnattr_setsigmask(&attributes, &none);
	(void)posix_spawnattr_setpgroup(&attributes, 0);
	(void)posix_spawnattr_setflags(&attributes,
		POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	(void)posix_spawn_file_actions_addchdir_np(&files, p->directory);
	(void)posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
	(void)posix_spawn_file_actions_adddup2(&files, p->output_fd, STDOUT_FILENO);
	(void)posix_spawn_file_actions_adddup2(&files, p->output_fd, STDERR_FILENO);
	for (size_t i = 0; i < p->kept_count; i++)
		(void)posix_spawn_file_actions_adddup2(
			&files, p->kept_fds[i], PROCESS_FIRST_FD + (int)i);
	/* some libraries do not close their descriptors on exec */
	(void)posix_spawn_file_actions_addclosefrom_np(
		&files, PROCESS_FIRST_FD + (int)p->kept_count);
	char *shell = strdup(p->shell), *flag = strdup("-c"), *command = strdup(p->command);
	char *arguments[] = {shell, flag, command, NULL};
	int result = shell == NULL || flag == NULL || command == NULL
			     ? ENOMEM
			     : posix_spawn(pid, shell, &files, &attributes, arguments,
				       p->environment->entries);
	free(shell);
	free(flag);
	free(command);
	(void)posix_spawnattr_destroy(&attributes);
	(void)posix_spawn_file_actions_destroy(&files);
	return result;
}

/*
 * Waits for the end of the process behind PIDFD, until UNTIL_US or until RUN (may be NULL) must
 * stop. Returns true when the process has ended.
 */
static bool wait_end(int pidfd, int64_t until_us, const struct run *run)
{
	for (;;) {
		int64_t left_ms = (until_us - clock_monotonic_us()) / 1000;
		struct pollfd waited = {.fd = pidfd, .events = POLLIN};
		int timeout = left_ms < 0 ? 0 : left_ms > POLL_MS ? POLL_MS : (int)left_ms;
		if (poll(&waited, 1, timeout) > 0)
			return true;
		if (left_ms <= 0 || (run != NULL && run_should_stop(run)))
			return false;
	}
}

int process_run(
	const struct process *p, const struct run *run, struct process_end *out, struct error *err)
{
	int64_t start = clock_monotonic_us();
	int input = open_input(p->input);
	if (input < 0)
		return error_set(err, ERROR_UNAVAILABLE, "could not make the input of a job: %s",
			strerror(errno));
	pid_t pid;
	int result = spawn(p, input, &pid);
	(void)close(input);
	if (result != 0)
		return error_set(err, ERROR_UNAVAILABLE, "could not start %s: %s", p->shell,
			strerror(result));
	int pidfd = pidfd_open(pid, 0);
	struct process_end end = {0};
	if (pidfd >= 0 && !wait_end(pidfd, start + p->limit_us, run)) {
		end.timed_out = !run_should_stop(run);
		(void)kill(-pid, SIGTERM);
		if (!wait_end(pidfd, clock_monotonic_us() + GRACE_US, NULL))
			(void)kill(-pid, SIGKILL);
	}
	if (pidfd >= 0)
		(void)close(pidfd);
	int status = 0;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	end.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	end.wall_us = clock_monotonic_us() - start;
	*out = end;
	return 0;
}
