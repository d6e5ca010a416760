#include "sandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__x86_64__)
#define SANDBOX_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define SANDBOX_ARCH AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define SANDBOX_ARCH AUDIT_ARCH_RISCV64
#elif defined(__powerpc64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define SANDBOX_ARCH AUDIT_ARCH_PPC64LE
#elif defined(__s390x__)
#define SANDBOX_ARCH AUDIT_ARCH_S390X
#endif

/*
 * Sanitizers map terabytes of shadow and call more than the filter allows: they test the parser,
 * not the sandbox.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

enum { READY_WALL_MS = 10000, INSIDE_FD = 0 };

/* The first byte of a new process: what closed the doors. */
enum door { DOOR_NONE = 'n', DOOR_SECCOMP = 's', DOOR_LANDLOCK = 'l', DOOR_BOTH = 'b' };

/* What a computation with malloc needs of the kernel. Everything else ends the process. */
static const uint32_t allowed_calls[] = {
	SYS_read,
	SYS_write,
	SYS_exit,
	SYS_exit_group,
	SYS_brk,
	SYS_munmap,
	SYS_mremap,
	SYS_madvise,
	SYS_rt_sigreturn,
	SYS_rt_sigprocmask,
	SYS_restart_syscall,
	SYS_futex,
	SYS_clock_gettime,
	SYS_gettimeofday,
	SYS_getrandom,
	SYS_getpid,
	SYS_gettid,
	SYS_sched_yield,
#ifdef SYS_time
	SYS_time,
#endif
};

/* mmap and mprotect, unless they make memory executable: their third argument is the protection. */
static const uint32_t memory_calls[] = {SYS_mmap, SYS_mprotect};

enum {
	COUNT_ALLOWED = sizeof allowed_calls / sizeof allowed_calls[0],
	COUNT_MEMORY = 2,
	FILTER_FIXED = 7
};

static bool close_with_seccomp(void)
{
#ifdef SANDBOX_ARCH
	struct sock_filter code[FILTER_FIXED + COUNT_MEMORY + 2 * COUNT_ALLOWED + 4];
	unsigned short n = 0;
	uint32_t nr = offsetof(struct seccomp_data, nr), arch = offsetof(struct seccomp_data, arch);
	uint32_t protection = offsetof(struct seccomp_data, args) + 2 * sizeof(uint64_t) +
			      (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? sizeof(uint32_t) : 0);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, arch);
	code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SANDBOX_ARCH, 1, 0);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, nr);
	for (size_t i = 0; i < COUNT_ALLOWED; i++) {
		code[n++] = (struct sock_filter)BPF_JUMP(
			BPF_JMP | BPF_JEQ | BPF_K, allowed_calls[i], 0, 1);
		code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	}
	code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, memory_calls[0], 1, 0);
	code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, memory_calls[1], 0, 3);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, protection);
	code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	struct sock_fprog program = {.len = n, .filter = code};
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
#else
	return false;
#endif
}

/* Landlock's ABI by number, so that headers older than the kernel do not weaken it. */
struct landlock_rules {
	uint64_t files, network, scopes;
};

enum { LANDLOCK_ABI_NETWORK = 4, LANDLOCK_ABI_SCOPE = 6, LANDLOCK_VERSION = 1 };

/* Everything handled, nothing allowed. True when that keeps it off the network too. */
static bool close_with_landlock(void)
{
#ifdef SYS_landlock_create_ruleset
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_VERSION);
	if (abi < 1)
		return false;
	int rights = abi >= 5 ? 16 : abi >= 3 ? 15 : abi == 2 ? 14 : 13;
	struct landlock_rules rules = {.files = (UINT64_C(1) << rights) - 1};
	size_t size = sizeof rules.files;
	if (abi >= LANDLOCK_ABI_NETWORK) {
		rules.network = 3; /* bind and connect of TCP */
		size += sizeof rules.network;
	}
	if (abi >= LANDLOCK_ABI_SCOPE) {
		rules.scopes = 3; /* abstract sockets and signals of others */
		size += sizeof rules.scopes;
	}
	int fd = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
	if (fd < 0)
		return false;
	bool closed = syscall(SYS_landlock_restrict_self, fd, 0) == 0;
	close(fd);
	return closed && abi >= LANDLOCK_ABI_NETWORK;
#else
	return false;
#endif
}

static bool limit(int resource, rlim_t value)
{
	struct rlimit l = {.rlim_cur = value, .rlim_max = value};
	return setrlimit((__rlimit_resource_t)resource, &l) == 0;
}

/* No descriptor can be opened after this: sockets included, whatever else the kernel lacks. */
static bool close_with_limits(size_t memory_max)
{
	return limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NPROC, 0) &&
	       limit(RLIMIT_NOFILE, 0) && (SANITIZED || limit(RLIMIT_AS, memory_max));
}

static void run_inside(int fd, const struct sandbox_plan *plan, pid_t parent)
{
	char door = DOOR_NONE;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_DUMPABLE, 0);
	if (getppid() != parent || dup2(fd, INSIDE_FD) != INSIDE_FD ||
		syscall(SYS_close_range, 1, ~0U, 0) != 0)
		_exit(1);
	if (plan->prepare != NULL)
		plan->prepare(plan->arg);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) {
		bool landlock = close_with_landlock();
		bool limits = close_with_limits(plan->memory_max);
		bool seccomp = !SANITIZED && limits && close_with_seccomp();
		if (limits)
			door = seccomp	  ? (landlock ? DOOR_BOTH : DOOR_SECCOMP)
			       : landlock ? DOOR_LANDLOCK
					  : DOOR_NONE;
	}
	if (write(INSIDE_FD, &door, 1) != 1 || door == DOOR_NONE)
		_exit(1);
	_exit(plan->work(INSIDE_FD, plan->arg));
}

int sandbox_start(struct sandbox *s, const struct sandbox_plan *plan, struct error *err)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return error_set(
			err, ERROR_AGAIN, "could not make a socket pair: %s", strerror(errno));
	pid_t parent = getpid(), pid = fork();
	if (pid == 0)
		run_inside(pair[1], plan, parent);
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return error_set(
			err, ERROR_AGAIN, "could not fork the parser: %s", strerror(errno));
	}
	*s = (struct sandbox){.pid = pid, .fd = pair[0]};
	char door = DOOR_NONE;
	if (sandbox_receive(s, &door, 1, READY_WALL_MS, err) == 0 && door != DOOR_NONE)
		return 0;
	sandbox_stop(s);
	return error_set(err, ERROR_UNAVAILABLE,
		"could not sandbox the parser: this system allows neither a seccomp filter nor "
		"Landlock");
}

int sandbox_allow_cpu(struct sandbox *s, int seconds)
{
	clockid_t clock;
	struct timespec used;
	if (clock_getcpuclockid(s->pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
		return -1;
	/* whole seconds only: up to one more than asked */
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

/* How the process ended, or that it has not. */
static int gone(struct sandbox *s, struct error *err)
{
	int status = 0;
	kill(s->pid, SIGKILL);
	pid_t reaped = waitpid(s->pid, &status, 0);
	bool known = reaped == s->pid;
	s->pid = 0;
	if (known && WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return error_set(err, ERROR_DATA, "the parser took too much processor time");
	if (known && WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		return error_set(err, ERROR_DATA, "the parser tried what it may not");
	if (known && WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
		return error_set(err, ERROR_DATA, "the parser died of signal %d", WTERMSIG(status));
	return error_set(err, ERROR_DATA, "the parser ended early (memory, or killed)");
}

/* One direction of traffic, with a deadline. */
static int transfer(
	struct sandbox *s, char *in, const char *out, size_t length, int wall_ms, struct error *err)
{
	int64_t deadline = now_ms() + wall_ms;
	for (size_t done = 0; done < length;) {
		struct pollfd p = {.fd = s->fd, .events = in != NULL ? POLLIN : POLLOUT};
		int64_t left = deadline - now_ms();
		int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
		if (ready == 0) {
			gone(s, NULL);
			return error_set(
				err, ERROR_DATA, "the parser did not answer within %d ms", wall_ms);
		}
		if (ready < 0 && errno == EINTR)
			continue;
		ssize_t n = in != NULL ? recv(s->fd, in + done, length - done, MSG_DONTWAIT)
				       : send(s->fd, out + done, length - done,
						 MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (n <= 0)
			return gone(s, err);
		done += (size_t)n;
	}
	return 0;
}

int sandbox_send(struct sandbox *s, const void *data, size_t length, int wall_ms, struct error *err)
{
	return transfer(s, NULL, data, length, wall_ms, err);
}

int sandbox_receive(struct sandbox *s, void *data, size_t length, int wall_ms, struct error *err)
{
	return transfer(s, data, NULL, length, wall_ms, err);
}

void sandbox_stop(struct sandbox *s)
{
	if (s->fd >= 0)
		close(s->fd);
	if (s->pid > 0)
		gone(s, NULL);
	*s = SANDBOX_INIT;
}
