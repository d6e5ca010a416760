/* Reads the header of a .safetensors file, and every byte of the tensors that are found. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "safetensors.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

enum { ROWS = 2, COLUMNS = 3 };

static void read_all(struct tensor *t)
{
	float row[COLUMNS];
	volatile float sum = 0;
	const float *all = tensor_floats(t);
	for (size_t i = 0; all != NULL && i < t->rows * t->columns; i++)
		sum = sum + all[i];
	for (size_t i = 0; i < t->rows; i++)
		tensor_row(t, i, row);
	tensor_clear(t);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	char path[64];
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct safetensors *file;
	struct tensor t;
	struct error err;
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (safetensors_open(&file, path, &err) == 0) {
		if (safetensors_find(file, "a", ROWS, COLUMNS, &t, &err) == 0)
			read_all(&t);
		if (safetensors_find(file, "b", 0, COLUMNS, &t, &err) == 0)
			read_all(&t);
		safetensors_close(file);
	}
	(void)close(fd);
	return 0;
}
