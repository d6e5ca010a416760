/*
 * What shuts a process in: limits, Landlock where the kernel has it, and a seccomp filter, without
 * which there is no sandbox.
 */
#ifndef OPT_SANDBOX_SECCOMP_H
#define OPT_SANDBOX_SECCOMP_H

#include <stdbool.h>
#include <stddef.h>

/*
 * For the rest of the calling process' life: it may compute, and read and write the descriptors it
 * has. MEMORY_MAX: bytes of address space. False: not shut, and not to be used.
 */
bool sandbox_confine(size_t memory_max);

#endif
