#include "array.h"
#include "check.h"

#include "neural.h"

/* not a multiple of the width of any vector */
enum { COLUMNS = 53, ROWS = 3, COUNT = ROWS * COLUMNS };

static float x[COUNT], other[COUNT], bias[COLUMNS], scale[COLUMNS];

/* Fills the arrays with values of a wide range, the same in every run. */
static void fill(void)
{
	for (size_t i = 0; i < COUNT; i++) {
		x[i] = (float)((int)(i * 37 % 101) - 50) * 0.21f;
		other[i] = (float)((int)(i * 13 % 29) - 14) * 0.1f;
	}
	for (size_t j = 0; j < COLUMNS; j++) {
		bias[j] = (float)j * 0.03f - 0.7f;
		scale[j] = 1.0f + (float)(j % 5) * 0.1f;
	}
}

static void test_gelu(void **state)
{
	(void)state;
	fill();
	double want[COUNT];
	for (size_t i = 0; i < COUNT; i++) {
		double v = (double)x[i] + (double)bias[i % COLUMNS];
		want[i] = v / 2 * (1 + erf(v / sqrt(2)));
	}
	neural_gelu(x, bias, ROWS, COLUMNS, COLUMNS);
	for (size_t i = 0; i < COUNT; i++)
		check_near("gelu", (double)x[i], want[i], 2e-6);
	float far[] = {-40, -8, 8, 40}, none[] = {0, 0, 0, 0};
	neural_gelu(far, none, 1, 4, 4);
	check_near("-40", (double)far[0], 0, 0);
	check_near("-8", (double)far[1], 0, 1e-6);
	check_near("8", (double)far[2], 8, 1e-6);
	check_near("40", (double)far[3], 40, 0);
}

static void test_normalise(void **state)
{
	(void)state;
	fill();
	double want[COUNT];
	const struct neural_norm norm = {scale, bias, 1e-12f};
	for (size_t i = 0; i < ROWS; i++) {
		double mean = 0, variance = 0;
		for (size_t j = 0; j < COLUMNS; j++)
			mean += ((double)x[i * COLUMNS + j] + (double)other[i * COLUMNS + j]) /
				COLUMNS;
		for (size_t j = 0; j < COLUMNS; j++) {
			double v =
				(double)x[i * COLUMNS + j] + (double)other[i * COLUMNS + j] - mean;
			want[i * COLUMNS + j] = v;
			variance += v * v / COLUMNS;
		}
		for (size_t j = 0; j < COLUMNS; j++)
			want[i * COLUMNS + j] =
				want[i * COLUMNS + j] / sqrt(variance + 1e-12) * (double)scale[j] +
				(double)bias[j];
	}
	neural_normalise(x, other, &norm, ROWS, COLUMNS);
	for (size_t i = 0; i < COUNT; i++)
		check_near("normalise", (double)x[i], want[i], 2e-6);
}

static void test_softmax(void **state)
{
	(void)state;
	static const size_t widths[] = {1, 2, 15, 16, 17, COLUMNS};
	for (size_t w = 0; w < array_size(widths); w++) {
		size_t n = widths[w];
		double want[COUNT], sum = 0;
		fill();
		x[n - 1] = -3000; /* e^x is 0 for it */
		for (size_t j = 0; j < n; j++) {
			want[j] = exp(((double)x[j] - 11) * 0.5);
			sum += want[j];
		}
		neural_softmax(x, 0.5f, 1, n);
		for (size_t j = 0; j < n; j++)
			check_near("softmax", (double)x[j], n == 1 ? 1 : want[j] / sum, 1e-6);
	}
}

static void test_halves(void **state)
{
	(void)state;
	static const struct {
		uint16_t f16, bf16;
		float want;
	} cases[] = {
		{0x0000, 0x0000, 0.0f},
		{0x3c00, 0x3f80, 1.0f},
		{0xc000, 0xc000, -2.0f},
		{0x3555, 0, 0x1.554p-2f},
		{0x0001, 0, 0x1p-24f},
		{0x83ff, 0, -0x1.ff8p-15f},
		{0x0400, 0, 0x1p-14f},
		{0x7bff, 0, 65504.0f},
		{0x7c00, 0x7f80, (float)INFINITY},
		{0xfc00, 0xff80, -(float)INFINITY},
		{0, 0x0001, 0x1p-133f},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		/* at an odd address */
		unsigned char in[3] = {
			0, (unsigned char)cases[i].f16, (unsigned char)(cases[i].f16 >> 8)};
		float out = -1;
		neural_from_f16(in + 1, &out, 1);
		assert_true(out == (cases[i].f16 == 0 ? 0 : cases[i].want));
		in[1] = (unsigned char)cases[i].bf16;
		in[2] = (unsigned char)(cases[i].bf16 >> 8);
		neural_from_bf16(in + 1, &out, 1);
		assert_true(out == (cases[i].bf16 == 0 ? 0 : cases[i].want));
	}
	static const unsigned char nan_half[2] = {0x01, 0x7c};
	float out = 0;
	neural_from_f16(nan_half, &out, 1);
	assert_true(isnan(out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gelu),
		cmocka_unit_test(test_normalise),
		cmocka_unit_test(test_softmax),
		cmocka_unit_test(test_halves),
	};
	return cmocka_run_group_tests_name("neural", tests, NULL, NULL);
}
