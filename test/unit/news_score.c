#include "array.h"
#include "check.h"

#include "news_score.h"

static const struct instant now = {1769454480 * SECOND_US}; /* 2026-01-26T19:08:00Z */

static struct news_item item(double age_s, double score, double p_neutral)
{
	return (struct news_item){.published_at = instant_add(now, (int64_t)(-age_s * 1e6)),
		.score = score,
		.p_neutral = p_neutral};
}

/* An article counts from its publication until it is 60 minutes old. */
static void test_weight(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double age_s, want;
	} cases[] = {
		{"of now", 0, 0.75},
		{"a half-life", 1200, 0.375},
		{"almost 60 minutes", 3599.9, 0.75 / 8},
		{"60 minutes", 3600, 0},
		{"61 minutes", 3659, 0},
		{"from the future", -1, 0},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct news_item article = item(cases[i].age_s, 1, 0.25);
		check_near(cases[i].name, news_weight(&p, &article, now), cases[i].want, 1e-5);
	}
}

/* An article whose figures cannot be is left out. */
static void test_odd_articles(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double score, p_neutral;
		int n;
	} cases[] = {
		{"sure", 1, 0, 1},
		{"neutral", -1, 1, 1},
		{"a score of 1.5", 1.5, 0, 0},
		{"a score of -1.5", -1.5, 0, 0},
		{"an unknown score", (double)NAN, 0, 0},
		{"a negative share", 0.5, -0.1, 0},
		{"a share of 1.5", 0.5, 1.5, 0},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct news_item article = item(60, cases[i].score, cases[i].p_neutral);
		struct news_score score;
		news_score(&p, &article, 1, now, NULL, &score);
		check(cases[i].name, score.n == cases[i].n);
	}
}

/* A story counts at its first article, for as long as news_duplicate_window_h. */
static void test_stories(void **state)
{
	(void)state;
	struct params p;
	struct news_score score;
	params_init(&p);
	p.news_duplicate_window_h = 1;
	p.news_window_min = 240;
	struct news_item two[] = {item(60, 0.5, 0), item(60, 1, 0)};
	two[0].story = two[1].story = 7;
	two[1].published_at.us += 1;
	news_score(&p, two, 2, now, NULL, &score);
	check("a microsecond later", score.n == 1 && score.s < 0.6);
	two[1].published_at = instant_add(two[0].published_at, -HOUR_US);
	news_score(&p, two, 2, now, NULL, &score);
	check("an hour apart", score.n == 1 && score.s > 0.9);
	two[1].published_at.us--;
	news_score(&p, two, 2, now, NULL, &score);
	check("more", score.n == 2);
	check("the newest", instant_compare(score.newest, two[0].published_at) == 0);
	struct news_item reversed[] = {two[1], two[0]};
	news_score(&p, reversed, 2, now, NULL, &score);
	check("in any order", instant_compare(score.newest, two[0].published_at) == 0);
	check("the oldest", instant_compare(score.oldest, two[1].published_at) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_weight),
		cmocka_unit_test(test_odd_articles),
		cmocka_unit_test(test_stories),
	};
	return cmocka_run_group_tests_name("news_score", tests, NULL, NULL);
}
