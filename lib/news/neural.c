#include "neural.h"

#include <math.h>
#include <string.h>

/*
 * Such a function is compiled once for each width of vector, and the loader takes the version for
 * the processor. This is for gcc only: clang 14 gives the versions names that no other file finds.
 * Sums are kept in LANES parts, so that they can be vectorised without permission to reorder
 * additions.
 */
#if defined(__x86_64__) && defined(__ELF__) && !defined(__clang__)
#define VECTORISED __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define VECTORISED
#endif
#define INSIDE static inline __attribute__((always_inline))

enum { LANES = 16 };

void neural_fill(float *x, const float *bias, size_t rows, size_t columns, size_t stride)
{
	for (size_t i = 0; i < rows; i++)
		memcpy(x + i * stride, bias, columns * sizeof *x);
}

INSIDE float clamp(float x, float limit)
{
	x = x < limit ? x : limit;
	return x > -limit ? x : -limit;
}

/*
 * Computes erf(x/sqrt 2) as z P(z^2)/Q(z^2) of degrees 5 and 5 for |z| < 3.925; beyond that erf is
 * 1 in single precision. The coefficients are our own minimax fit, by Lawson's weights over
 * Chebyshev nodes. Its error is 1.7e-8, and 4e-7 with rounding.
 */
INSIDE float erf_of_normal(float x)
{
	float z = clamp(x, 5.5508f) * 0.70710678f, u = z * z;
	float p = 2.0308575607600754e-06f;
	p = p * u + 0.00028749327173674573f;
	p = p * u + 0.0038763796213190783f;
	p = p * u + 0.053084508492233506f;
	p = p * u + 0.1929737856304331f;
	p = p * u + 1.128379019720347f;
	float q = 3.803138697323643e-05f;
	q = q * u + 0.0011897627949226614f;
	q = q * u + 0.015188458865453301f;
	q = q * u + 0.11516796303951816f;
	q = q * u + 0.5043502020263588f;
	q = q * u + 1.0f;
	return clamp(z * p / q, 1.0f);
}

VECTORISED void neural_gelu(float *x, const float *bias, size_t rows, size_t columns, size_t stride)
{
	for (size_t i = 0; i < rows; i++, x += stride)
		for (size_t j = 0; j < columns; j++) {
			float v = x[j] + bias[j];
			x[j] = 0.5f * v * (1.0f + erf_of_normal(v));
		}
}

INSIDE float sum_lanes(const float lane[static LANES])
{
	float sum = 0;
	for (size_t k = 0; k < LANES; k++)
		sum += lane[k];
	return sum;
}

INSIDE float sum_row(const float *x, size_t columns)
{
	float lane[LANES] = {0}, rest = 0;
	size_t j = 0;
	for (; j + LANES <= columns; j += LANES)
		for (size_t k = 0; k < LANES; k++)
			lane[k] += x[j + k];
	for (; j < columns; j++)
		rest += x[j];
	return rest + sum_lanes(lane);
}

INSIDE float sum_squares(const float *x, float mean, size_t columns)
{
	float lane[LANES] = {0}, rest = 0;
	size_t j = 0;
	for (; j + LANES <= columns; j += LANES)
		for (size_t k = 0; k < LANES; k++)
			lane[k] += (x[j + k] - mean) * (x[j + k] - mean);
	for (; j < columns; j++)
		rest += (x[j] - mean) * (x[j] - mean);
	return rest + sum_lanes(lane);
}

VECTORISED void neural_normalise(float *x, const float *residual, const struct neural_norm *norm,
	size_t rows, size_t columns)
{
	for (size_t i = 0; i < rows; i++, x += columns) {
		for (size_t j = 0; residual != NULL && j < columns; j++)
			x[j] += residual[i * columns + j];
		float mean = sum_row(x, columns) / (float)columns;
		float variance = sum_squares(x, mean, columns) / (float)columns;
		float inverse = 1.0f / sqrtf(variance + norm->epsilon);
		for (size_t j = 0; j < columns; j++)
			x[j] = (x[j] - mean) * inverse * norm->scale[j] + norm->shift[j];
	}
}

/*
 * Computes e^x for x <= 0 as 2^n e^r with |r| <= ln 2 / 2, within 2 units in the last place; 0
 * below -87.
 */
INSIDE float exp_of_negative(float x)
{
	const float ln2_high = 0.693359375f, ln2_low = -2.12194440e-4f; /* their sum is ln 2 */
	float bounded = x > -87.0f ? x : -87.0f;
	/* rounds to nearest, as the value is negative */
	int32_t n = (int32_t)(bounded * 1.44269504f - 0.5f);
	float r = bounded - (float)n * ln2_high - (float)n * ln2_low;
	float e = 1.0f / 5040; /* Taylor's series; the rest is below 6e-9 */
	e = e * r + 1.0f / 720;
	e = e * r + 1.0f / 120;
	e = e * r + 1.0f / 24;
	e = e * r + 1.0f / 6;
	e = e * r + 0.5f;
	e = e * r + 1.0f;
	e = e * r + 1.0f;
	int32_t bits = (n + 127) * (1 << 23);
	float power;
	memcpy(&power, &bits, sizeof power);
	return x > -87.0f ? e * power : 0.0f;
}

INSIDE float greatest(const float *x, size_t columns)
{
	float lane[LANES], most = x[0];
	size_t j = 0;
	for (size_t k = 0; k < LANES; k++)
		lane[k] = most;
	for (; j + LANES <= columns; j += LANES)
		for (size_t k = 0; k < LANES; k++)
			lane[k] = x[j + k] > lane[k] ? x[j + k] : lane[k];
	for (; j < columns; j++)
		most = x[j] > most ? x[j] : most;
	for (size_t k = 0; k < LANES; k++)
		most = lane[k] > most ? lane[k] : most;
	return most;
}

VECTORISED void neural_softmax(float *x, float factor, size_t rows, size_t columns)
{
	for (size_t i = 0; i < rows; i++, x += columns) {
		float most = greatest(x, columns);
		for (size_t j = 0; j < columns; j++)
			x[j] = exp_of_negative((x[j] - most) * factor);
		float inverse = 1.0f / sum_row(x, columns);
		for (size_t j = 0; j < columns; j++)
			x[j] *= inverse;
	}
}

/*
 * A half has a sign, 5 bits of exponent and 10 of fraction. The factor 2^112 moves the bias of the
 * exponent.
 */
INSIDE float float_of_half(uint16_t half)
{
	uint32_t bits = (uint32_t)(half & 0x7fff) << 13, sign = (uint32_t)(half & 0x8000) << 16;
	float value;
	memcpy(&value, &bits, sizeof value);
	value *= 0x1p112f;
	memcpy(&bits, &value, sizeof value);
	bits |= sign | ((half & 0x7c00) == 0x7c00 ? 0x7f800000u : 0);
	memcpy(&value, &bits, sizeof value);
	return value;
}

VECTORISED void neural_from_f16(const void *in, float *out, size_t count)
{
	const unsigned char *byte = in;
	for (size_t i = 0; i < count; i++)
		out[i] = float_of_half((uint16_t)(byte[2 * i] | byte[2 * i + 1] << 8));
}

VECTORISED void neural_from_bf16(const void *in, float *out, size_t count)
{
	const unsigned char *byte = in;
	for (size_t i = 0; i < count; i++) {
		uint32_t bits = (uint32_t)byte[2 * i] << 16 | (uint32_t)byte[2 * i + 1] << 24;
		memcpy(&out[i], &bits, sizeof bits);
	}
}
