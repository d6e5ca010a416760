#include "sandbox.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sandbox_seccomp.h"

/* INSIDE_FD is the only descriptor of the zygote, and of each of its processes. */
enum { READY_WALL_MS = 10000, INSIDE_FD = 0 };

enum { WISH_START = 's', WISH_END = 'e' };
enum {
	ANSWER_READY = 'r',
	ANSWER_OPEN = 'o'
}; /* the first byte that a process sends: confined, or open because confining failed */

/* A request to the zygote. */
struct wish {
	int32_t what;
	uint32_t length;
	char argument[SANDBOX_ARGUMENT_MAX];
};

/* The reply of the zygote; the reply to a start carries the socket of the process. */
struct outcome {
	int32_t pid;	/* 0: it could not be started */
	int32_t status; /* for WISH_END: from waitpid */
};

/* --- inside the zygote --- */

/* Runs a process of the zygote; does not return. */
static void run_inside(
	int fd, const struct sandbox_plan *plan, const struct wish *wish, pid_t zygote)
{
	char answer = ANSWER_OPEN;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_DUMPABLE, 0);
	if (getppid() != zygote || dup2(fd, INSIDE_FD) != INSIDE_FD ||
		syscall(SYS_close_range, 1, ~0U, 0) != 0)
		_exit(1);
	if (plan->prepare != NULL)
		plan->prepare(wish->argument, wish->length);
	if (sandbox_confine(plan->memory_max))
		answer = ANSWER_READY;
	if (write(INSIDE_FD, &answer, 1) != 1 || answer == ANSWER_OPEN)
		_exit(1);
	_exit(plan->work(INSIDE_FD));
}

/* Sends the outcome, and the descriptor PASS unless it is -1. */
static bool answer_wish(const struct outcome *outcome, int pass)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	union {
		const struct outcome *read_only;
		void *base;
	} data = {.read_only = outcome};
	struct iovec part = {.iov_base = data.base, .iov_len = sizeof *outcome};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	if (pass >= 0) {
		memset(&control, 0, sizeof control);
		message.msg_control = &control;
		message.msg_controllen = sizeof control.room;
		control.head.cmsg_level = SOL_SOCKET;
		control.head.cmsg_type = SCM_RIGHTS;
		control.head.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.head), &pass, sizeof pass);
	}
	return sendmsg(INSIDE_FD, &message, MSG_NOSIGNAL) == (ssize_t)sizeof *outcome;
}

static bool start_wish(const struct sandbox_plan *plan, const struct wish *wish, pid_t *child)
{
	int pair[2];
	struct outcome outcome = {.pid = 0};
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return answer_wish(&outcome, -1);
	pid_t zygote = getpid(), pid = fork();
	if (pid == 0)
		run_inside(pair[1], plan, wish, zygote);
	close(pair[1]);
	*child = pid > 0 ? pid : 0;
	outcome.pid = *child;
	bool answered = answer_wish(&outcome, pid > 0 ? pair[0] : -1);
	close(pair[0]);
	return answered;
}

/* Ends the process, if there is one, and returns its status. */
static int end_child(pid_t *child)
{
	int status = 0;
	if (*child > 0) {
		kill(*child, SIGKILL);
		while (waitpid(*child, &status, 0) < 0 && errno == EINTR)
			continue;
	}
	*child = 0;
	return status;
}

/* The zygote: serves requests until its socket ends. */
static void run_zygote(int fd, const struct sandbox_plan *plan, pid_t parent)
{
	struct wish wish;
	pid_t child = 0;
	bool served = true;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_DUMPABLE, 0);
	/* Ctrl-C on the terminal is for the program, which ends the zygote itself */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	if (getppid() != parent || dup2(fd, INSIDE_FD) != INSIDE_FD ||
		syscall(SYS_close_range, 1, ~0U, 0) != 0)
		_exit(1);
	if (plan->forget != NULL)
		plan->forget();
	while (served && recv(INSIDE_FD, &wish, sizeof wish, 0) == (ssize_t)sizeof wish) {
		struct outcome outcome = {.pid = child, .status = end_child(&child)};
		served = wish.what == WISH_START ? start_wish(plan, &wish, &child)
						 : answer_wish(&outcome, -1);
	}
	end_child(&child);
	_exit(0);
}

/* --- outside --- */

int sandbox_open(struct sandbox *s, const struct sandbox_plan *plan, struct error *err)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return error_set(
			err, ERROR_AGAIN, "could not create a socket pair: %s", strerror(errno));
	pid_t parent = getpid(), pid = fork();
	if (pid == 0)
		run_zygote(pair[1], plan, parent);
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return error_set(
			err, ERROR_AGAIN, "could not fork the parser: %s", strerror(errno));
	}
	*s = (struct sandbox){.zygote = pid, .zygote_fd = pair[0], .fd = -1};
	return 0;
}

/* Sends a request and waits for its outcome. *FD is the descriptor in the reply, or -1. */
static int ask_zygote(
	const struct sandbox *s, const struct wish *wish, struct outcome *outcome, int *fd)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec part = {.iov_base = outcome, .iov_len = sizeof *outcome};
	struct msghdr message = {.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control.room};
	struct pollfd p = {.fd = s->zygote_fd, .events = POLLIN};
	int ready;
	*fd = -1;
	if (send(s->zygote_fd, wish, sizeof *wish, MSG_NOSIGNAL) != (ssize_t)sizeof *wish)
		return -1;
	while ((ready = poll(&p, 1, READY_WALL_MS)) < 0 && errno == EINTR)
		continue;
	if (ready != 1 ||
		recvmsg(s->zygote_fd, &message, MSG_CMSG_CLOEXEC) != (ssize_t)sizeof *outcome)
		return -1;
	const struct cmsghdr *head = CMSG_FIRSTHDR(&message);
	if (head != NULL && head->cmsg_type == SCM_RIGHTS)
		memcpy(fd, CMSG_DATA(&control.head), sizeof *fd);
	return 0;
}

int sandbox_start(struct sandbox *s, const void *argument, size_t length, struct error *err)
{
	struct wish wish = {.what = WISH_START, .length = (uint32_t)length};
	struct outcome outcome = {.pid = 0};
	int fd = -1;
	if (length > sizeof wish.argument)
		return error_set(err, ERROR_INTERNAL, "the argument of the parser is too long");
	if (length > 0)
		memcpy(wish.argument, argument, length);
	sandbox_stop(s);
	if (s->zygote <= 0 || ask_zygote(s, &wish, &outcome, &fd) != 0)
		return error_set(err, ERROR_UNAVAILABLE,
			"could not start the parser: the process that starts it is gone");
	if (outcome.pid <= 0 || fd < 0)
		return error_set(err, ERROR_AGAIN, "could not fork the parser");
	s->pid = outcome.pid;
	s->fd = fd;
	char answer = ANSWER_OPEN;
	if (sandbox_receive(s, &answer, 1, READY_WALL_MS, err) == 0 && answer == ANSWER_READY)
		return 0;
	sandbox_stop(s);
	return error_set(err, ERROR_UNAVAILABLE,
		"could not sandbox the parser: this system allows no seccomp filter");
}

int sandbox_allow_cpu(struct sandbox *s, int seconds)
{
	clockid_t clock;
	struct timespec used;
	if (clock_getcpuclockid(s->pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
		return -1;
	/* the limit has whole seconds: this allows up to one second more */
	struct rlimit l = {
		.rlim_cur = (rlim_t)used.tv_sec + (rlim_t)seconds + 1, .rlim_max = RLIM_INFINITY};
	return prlimit(s->pid, RLIMIT_CPU, &l, NULL);
}

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Ends the process and sets ERR to how it ended. Returns -1. */
static int end_process(struct sandbox *s, struct error *err)
{
	struct wish wish = {.what = WISH_END};
	struct outcome outcome = {.status = 0};
	int fd;
	bool known = s->pid > 0 && ask_zygote(s, &wish, &outcome, &fd) == 0;
	int status = outcome.status;
	s->pid = 0;
	if (known && WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return error_set(err, ERROR_DATA, "the parser took too much processor time");
	if (known && WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		return error_set(
			err, ERROR_DATA, "the parser made a system call that is not allowed");
	if (known && WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
		return error_set(err, ERROR_DATA, "the parser died of signal %d", WTERMSIG(status));
	return error_set(err, ERROR_DATA, "the parser ended early (memory, or killed)");
}

/* Waits until the socket is ready for EVENTS. -1: the deadline passed or the process ended. */
static int wait_for(
	struct sandbox *s, short events, int64_t deadline, int wall_ms, struct error *err)
{
	struct pollfd p = {.fd = s->fd, .events = events};
	for (;;) {
		int64_t left = deadline - now_ms();
		int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
		if (ready > 0)
			return 0;
		if (ready == 0) {
			end_process(s, NULL);
			return error_set(
				err, ERROR_DATA, "the parser did not answer within %d ms", wall_ms);
		}
		if (errno != EINTR)
			return end_process(s, err);
	}
}

/* Removes DONE bytes from the front of PARTS. */
static void advance(struct iovec *parts, size_t count, size_t done)
{
	for (size_t i = 0; i < count; i++) {
		size_t n = done < parts[i].iov_len ? done : parts[i].iov_len;
		parts[i].iov_base = (char *)parts[i].iov_base + n;
		parts[i].iov_len -= n;
		done -= n;
	}
}

int sandbox_send(
	struct sandbox *s, struct iovec *parts, size_t count, int wall_ms, struct error *err)
{
	int64_t deadline = now_ms() + wall_ms;
	size_t left = 0;
	for (size_t i = 0; i < count; i++)
		left += parts[i].iov_len;
	while (left > 0) {
		struct msghdr message = {.msg_iov = parts, .msg_iovlen = count};
		ssize_t n = sendmsg(s->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
			if (wait_for(s, POLLOUT, deadline, wall_ms, err) != 0)
				return -1;
			continue;
		}
		if (n <= 0)
			return end_process(s, err);
		advance(parts, count, (size_t)n);
		left -= (size_t)n;
	}
	return 0;
}

int sandbox_receive(struct sandbox *s, void *data, size_t length, int wall_ms, struct error *err)
{
	int64_t deadline = now_ms() + wall_ms;
	for (size_t done = 0; done < length;) {
		ssize_t n = recv(s->fd, (char *)data + done, length - done, MSG_DONTWAIT);
		if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
			if (wait_for(s, POLLIN, deadline, wall_ms, err) != 0)
				return -1;
			continue;
		}
		if (n <= 0)
			return end_process(s, err);
		done += (size_t)n;
	}
	return 0;
}

void sandbox_stop(struct sandbox *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	if (s->pid > 0)
		end_process(s, NULL);
}

void sandbox_close(struct sandbox *s)
{
	sandbox_stop(s);
	if (s->zygote > 0) {
		close(s->zygote_fd); /* which ends the zygote */
		while (waitpid(s->zygote, NULL, 0) < 0 && errno == EINTR)
			continue;
	}
	*s = SANDBOX_INIT;
}
