#include "lbfgs.h"

#include <stdlib.h>
#include <string.h>

enum { MEMORY = 8, HALVINGS = 30 };

static double dot(const double *a, const double *b, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

struct memory {
	double *step[MEMORY], *change[MEMORY], inverse[MEMORY];
	int count, next;
};

/* Turns the slope D into the direction of the step (the two loops over the remembered steps). */
static void turn(const struct memory *m, double *d, size_t n)
{
	double alpha[MEMORY] = {0};
	for (int k = 0; k < m->count; k++) {
		int j = (m->next - 1 - k + 2 * MEMORY) % MEMORY;
		alpha[j] = m->inverse[j] * dot(m->step[j], d, n);
		for (size_t i = 0; i < n; i++)
			d[i] -= alpha[j] * m->change[j][i];
	}
	if (m->count > 0) {
		int j = (m->next - 1 + MEMORY) % MEMORY;
		double scale = 1 / (m->inverse[j] * dot(m->change[j], m->change[j], n));
		for (size_t i = 0; i < n; i++)
			d[i] *= scale;
	}
	for (int k = m->count - 1; k >= 0; k--) {
		int j = (m->next - 1 - k + 2 * MEMORY) % MEMORY;
		double beta = m->inverse[j] * dot(m->change[j], d, n);
		for (size_t i = 0; i < n; i++)
			d[i] += (alpha[j] - beta) * m->step[j][i];
	}
	for (size_t i = 0; i < n; i++)
		d[i] = -d[i];
}

void lbfgs_minimise(double *x, size_t n, lbfgs_function *f, void *context, int rounds)
{
	struct memory m = {.count = 0};
	double *block = calloc((2 * MEMORY + 4) * n, sizeof *block);
	if (block == NULL)
		abort();
	for (int j = 0; j < MEMORY; j++) {
		m.step[j] = block + (size_t)(2 * j) * n;
		m.change[j] = block + (size_t)(2 * j + 1) * n;
	}
	double *g = block + 2 * MEMORY * n, *d = g + n, *trial = d + n, *slope = trial + n;
	double value = f(x, g, n, context);
	for (int round = 0; round < rounds; round++) {
		memcpy(d, g, n * sizeof *d);
		turn(&m, d, n);
		double down = dot(d, g, n), length = 1, next = value;
		int halvings = 0;
		for (; halvings < HALVINGS; halvings++, length /= 2) {
			for (size_t i = 0; i < n; i++)
				trial[i] = x[i] + length * d[i];
			next = f(trial, slope, n, context);
			if (next <= value + 1e-4 * length * down)
				break;
		}
		if (halvings == HALVINGS)
			break;
		double *s = m.step[m.next], *y = m.change[m.next];
		for (size_t i = 0; i < n; i++) {
			s[i] = trial[i] - x[i];
			y[i] = slope[i] - g[i];
		}
		double curve = dot(s, y, n);
		memcpy(x, trial, n * sizeof *x);
		memcpy(g, slope, n * sizeof *g);
		if (curve > 1e-12) {
			m.inverse[m.next] = 1 / curve;
			m.next = (m.next + 1) % MEMORY;
			m.count += m.count < MEMORY;
		}
		if (value - next < 1e-7 * value)
			break;
		value = next;
	}
	free(block);
}
