/*
 * Confines the calling process: resource limits, Landlock where the kernel has it, and a seccomp
 * filter. Without the seccomp filter there is no sandbox.
 */
#ifndef OPT_SANDBOX_SECCOMP_H
#define OPT_SANDBOX_SECCOMP_H

#include <stdbool.h>
#include <stddef.h>

/*
 * From now on the calling process may only compute, and read and write its open descriptors.
 * MEMORY_MAX is in bytes of address space. False when the process could not be confined: it must
 * then not read any input.
 */
bool sandbox_confine(size_t memory_max);

#endif
