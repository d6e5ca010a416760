#include "sandbox_seccomp.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "array.h"

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
 * Sanitizers map terabytes of shadow memory and make calls that the filter forbids. They are for
 * testing the parser and not the sandbox, so a build with them has neither filter nor memory limit.
 */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
	__has_feature(memory_sanitizer)
#define SANDBOX_SANITIZED /* by clang */
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(SANDBOX_SANITIZED)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

/* The calls that a computation with malloc needs. Any other call ends the process. */
static const uint32_t allowed_calls[] = {
	SYS_read,
	SYS_write,
	SYS_writev,
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

/* Allowed unless the third argument, the protection, makes memory executable. */
static const uint32_t memory_calls[] = {SYS_mmap, SYS_mprotect};

enum { COUNT_ALLOWED = array_size(allowed_calls), COUNT_MEMORY = 2, FILTER_FIXED = 7 };

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

/* Landlock's ABI in numbers, so that headers older than the kernel do not weaken the sandbox. */
struct landlock_rules {
	uint64_t files, network, scopes;
};

enum { LANDLOCK_ABI_NETWORK = 4, LANDLOCK_ABI_SCOPE = 6, LANDLOCK_VERSION = 1 };

/* A second wall, where the kernel has Landlock: rules for all that it handles, allowing nothing. */
static void close_with_landlock(void)
{
#ifdef SYS_landlock_create_ruleset
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_VERSION);
	if (abi < 1)
		return;
	int rights = abi >= 5 ? 16 : abi >= 3 ? 15 : abi == 2 ? 14 : 13;
	struct landlock_rules rules = {.files = (UINT64_C(1) << rights) - 1};
	size_t size = sizeof rules.files;
	if (abi >= LANDLOCK_ABI_NETWORK) {
		rules.network = 3; /* bind and connect for TCP */
		size += sizeof rules.network;
	}
	if (abi >= LANDLOCK_ABI_SCOPE) {
		rules.scopes = 3; /* abstract sockets of others, signals to others */
		size += sizeof rules.scopes;
	}
	int fd = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
	if (fd < 0)
		return;
	(void)syscall(SYS_landlock_restrict_self, fd, 0);
	close(fd);
#endif
}

static bool limit(int resource, rlim_t value)
{
	struct rlimit l = {.rlim_cur = value, .rlim_max = value};
	return setrlimit((__rlimit_resource_t)resource, &l) == 0;
}

/* After this no descriptor can be opened, not even a socket, even without Landlock. */
static bool close_with_limits(size_t memory_max)
{
	return limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NPROC, 0) &&
	       limit(RLIMIT_NOFILE, 0) && (SANITIZED || limit(RLIMIT_AS, memory_max));
}

bool sandbox_confine(size_t memory_max)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	close_with_landlock();
	return close_with_limits(memory_max) && (SANITIZED || close_with_seccomp());
}
