/*
 * bert_run DIR [together|pool] < LINES: runs the model in DIR on each line and prints {"ids":
 * [...], "logits": [...]}. It takes the same steps as the engine finbert and prints more digits.
 * With "together" all lines go through one pass; with "pool" threads share the matrix products of
 * that pass.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bert_forward.h"

enum { LINES_MAX = 512, LINE_SIZE = 1 << 16, IDS_MAX = LINES_MAX * BERT_TOKENS_MAX, POOL = 3 };

static int32_t ids[IDS_MAX];
static size_t start[LINES_MAX + 1];
static float logits[LINES_MAX * BERT_LABEL_COUNT];

static size_t read_lines(const struct bert_model *m)
{
	static char line[LINE_SIZE];
	size_t count = 0;
	while (count < LINES_MAX && fgets(line, sizeof line, stdin) != NULL) {
		int32_t *out = ids + start[count];
		size_t n = wordpiece_encode(&m->wordpiece, line, strcspn(line, "\n"), out + 1,
			m->config.tokens_max - 2);
		out[0] = m->wordpiece.special[WORDPIECE_CLASS];
		out[n + 1] = m->wordpiece.special[WORDPIECE_SEPARATOR];
		start[count + 1] = start[count] + n + 2;
		count++;
	}
	return count;
}

static void print(size_t i)
{
	printf("{\"ids\":[");
	for (size_t k = start[i]; k < start[i + 1]; k++)
		printf("%s%d", k > start[i] ? "," : "", ids[k]);
	const float *l = logits + i * BERT_LABEL_COUNT;
	printf("],\"logits\":[%.7f,%.7f,%.7f]}\n", (double)l[0], (double)l[1], (double)l[2]);
}

int main(int argc, char **argv)
{
	struct error why = {0};
	struct bert_model *m;
	struct blas blas;
	struct bert_room room;
	struct thread_pool *pool = NULL;
	const char *pass = argc == 3 ? argv[2] : "";
	bool pooled = strcmp(pass, "pool") == 0;
	if (argc < 2 || argc > 3 || (argc == 3 && !pooled && strcmp(pass, "together") != 0))
		errx(64, "usage: bert_run DIR [together|pool]");
	if (bert_model_open(&m, argv[1], &why) != 0 || blas_open(&blas, "", &why) != 0 ||
		bert_model_prepare(m, &why) != 0)
		errx((int)why.kind, "%s", why.text);
	size_t count = read_lines(m);
	if (bert_room_init(&room, &m->config, start[count] + 1, &why) != 0)
		errx((int)why.kind, "%s", why.text);
	if (pooled && thread_pool_open(&pool, POOL, &why) != 0)
		errx((int)why.kind, "%s", why.text);
	room.fault_in = pool != NULL;
	size_t step = argc == 3 && count > 0 ? count : 1;
	for (size_t i = 0; i < count; i += step) {
		size_t relative[LINES_MAX + 1];
		for (size_t k = 0; k <= step; k++)
			relative[k] = start[i + k] - start[i];
		const struct bert_batch batch = {ids + start[i], relative, step};
		bert_forward(m, &blas, pool, &batch, &room, logits + i * BERT_LABEL_COUNT);
	}
	for (size_t i = 0; i < count; i++)
		print(i);
	thread_pool_close(pool);
	bert_room_free(&room);
	bert_model_close(m);
	return 0;
}
