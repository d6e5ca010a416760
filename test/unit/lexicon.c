#include "array.h"
#include "check.h"

#include "lexicon.h"

static struct lexicon lexicon;

static int setup(void **state)
{
	(void)state;
	struct error err = {0};
	check(err.text, lexicon_init(&lexicon, NULL, &err) == 0);
	return 0;
}

static struct sentiment classify(const char *title, const char *summary)
{
	struct plain_words words, more;
	plain_words_read(&words, title, strlen(title));
	if (summary != NULL)
		plain_words_read(&more, summary, strlen(summary));
	return lexicon_classify(&lexicon, &words, summary != NULL ? &more : NULL);
}

/* Each headline has a score between two values, and a kind when one is given. */
static void test_headlines(void **state)
{
	(void)state;
	static const struct {
		const char *title;
		double least, most;
		int event; /* -1: any */
	} cases[] = {
		{"Apple beats estimates, raises guidance", .7, 1, -1},
		{"Apple misses estimates, cuts guidance", -1, -.7, -1},
		{"Apple tops Wall Street expectations", .7, 1, -1},
		{"Netflix subscribers rise more than expected", .7, 1, -1},
		{"Inflation cools more than expected", .3, 1, EVENT_MACRO},
		{"Retail sales rise less than forecast", -1, -.1, EVENT_MACRO},
		{"Retail sales rise more than forecast", .3, 1, EVENT_MACRO},
		{"Costs remained low", .1, 1, -1},
		{"Costs remained high", -1, -.1, -1},
		{"Temperatures are low in winter", -.3, .3, -1},
		{"The company has no plans to sell its stake", -.3, .3, -1},
		/* direction and subject */
		{"Profit fell 20% in third quarter", -1, -.5, EVENT_EARNINGS},
		{"Losses narrowed", .3, 1, -1},
		{"Q2 loss widens", -1, -.3, EVENT_EARNINGS},
		{"Costs up", -1, -.2, -1},
		{"Unemployment falls", .3, 1, EVENT_MACRO},
		{"Drop in profit", -1, -.3, -1},
		{"Drop in costs", .3, 1, -1},
		{"Stocks extend losses", -1, -.2, -1},
		{"Company slashes debt", .3, 1, -1},
		{"Company slashes dividend", -1, -.3, -1},
		/* numbers */
		{"Profit of $5 million from $3 million a year ago", .3, 1, -1},
		{"Profit of $3 million from $5 million a year ago", -1, -.3, -1},
		{"Revenue of $1.2 bn vs $900 million", .3, 1, -1},
		{"Unemployment at 5% from 4%", -1, -.2, EVENT_MACRO},
		{"Operating profit totalled EUR 0.3 mn , compared to EUR 2.9 mn in 2007 .", -1, -.3,
			-1},
		{"Operating loss totalled EUR 0.3 mn , compared to EUR 2.9 mn in 2007 .", .3, 1,
			-1},
		{"Return on investment was 18.3 % ( 12.6 % ) .", .2, 1, -1},
		{"Gearing was 38 % ( 64 % ) .", .2, 1, -1},
		{"Net sales were EUR 204 mn , which is 9 % less than a year earlier .", -1, -.1,
			-1},
		{"Turned a loss of DKK 12m into a profit of DKK 31m .", .3, 1, -1},
		{"From a profit of 31 million to a loss of 12 million .", -1, -.3, -1},
		{"Operating profit was EUR 5 mn .", -.2, .2, -1},
		/* analysts */
		{"Intel cut to sell at Goldman", -1, -.6, EVENT_ANALYST},
		{"Nvidia upgraded to buy from hold", .6, 1, EVENT_ANALYST},
		{"AMD price target raised to $200", .3, 1, EVENT_ANALYST},
		{"AMD price target cut to $100", -1, -.3, EVENT_ANALYST},
		{"Analyst reiterates hold", -.15, .15, EVENT_ANALYST},
		/* negation and scope */
		{"Walmart doesn't miss estimates", .3, 1, -1},
		{"Pfizer fails to win approval", -1, -.5, -1},
		{"Company avoids bankruptcy", .3, 1, -1},
		{"Shares rise despite lawsuit", .2, 1, -1},
		/* strength */
		{"Shares plunge after crash", -1, -.9, -1},
		{"Shares edge up", .1, 1, -1},
		/* neutral */
		{"Microsoft to present at investor conference", -.1, .1, -1},
		{"Apple names new retail chief", -.1, .1, -1},
		{"What to expect from Tesla earnings", -.1, .1, EVENT_EARNINGS},
		{"Fed holds rates steady", -.2, .2, EVENT_MACRO},
		{"Annual meeting scheduled for May 3", -.1, .1, -1},
		{"Amazon to acquire iRobot for $1.7 billion", -.3, .5, EVENT_MERGER},
		{"Judge dismisses patent case", -.3, .5, EVENT_LEGAL},
		{"Disney chief executive resigns", -.6, 0, EVENT_MANAGEMENT},
		{"", 0, 0, EVENT_OTHER},
		{"!!! ??? ...", 0, 0, EVENT_OTHER},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct sentiment s = classify(cases[i].title, NULL);
		if (s.score < cases[i].least - 1e-12 || s.score > cases[i].most + 1e-12)
			fail_msg("%s: score %.3f is not within [%g, %g]", cases[i].title, s.score,
				cases[i].least, cases[i].most);
		if (cases[i].event >= 0)
			check_text(cases[i].title, event_type_name(s.event),
				event_type_name((enum event_type)cases[i].event));
	}
}

static void test_probabilities(void **state)
{
	(void)state;
	static const char *const titles[] = {"", "Apple beats estimates, raises guidance",
		"Stocks plunge plunge plunge plunge", "\xff\xfe\xe2\x80", "soars plunges",
		"Markets flat"};
	for (size_t i = 0; i < array_size(titles); i++) {
		struct sentiment s = classify(titles[i], NULL);
		check_near(titles[i], s.p_negative + s.p_neutral + s.p_positive, 1, 1e-12);
		check_near(titles[i], s.score, s.p_positive - s.p_negative, 1e-12);
		check(titles[i], s.p_negative >= 0 && s.p_neutral >= 0 && s.p_positive >= 0);
	}
	struct sentiment neutral = classify("Microsoft to present at investor conference", NULL);
	check("neutral", neutral.p_neutral > .8 && neutral.label == SENTIMENT_NEUTRAL);
}

static void test_summary_counts_less(void **state)
{
	(void)state;
	double title = classify("Profit fell", NULL).score;
	double summary = classify("Results", "Profit fell").score;
	check("less", summary < 0 && summary > title);
	check_near("empty", classify("Profit fell", "").score, title, 0);
}

static void test_urgency(void **state)
{
	(void)state;
	static const struct {
		const char *title, *want;
	} cases[] = {
		{"Company files for bankruptcy", "high"},
		{"FDA approves drug", "high"},
		{"Shares rise", "medium"},
		{"What to expect from Tesla earnings", "low"},
		{"3 stocks to buy", "low"},
	};
	for (size_t i = 0; i < array_size(cases); i++)
		check_text(cases[i].title, urgency_name(classify(cases[i].title, NULL).urgency),
			cases[i].want);
}

/* A text of any length is read only up to the last word that counts. */
static void test_long(void **state)
{
	(void)state;
	static char text[200000];
	memset(text, 'a', sizeof text - 1);
	check("one word", classify(text, text).label == SENTIMENT_NEUTRAL);
	for (size_t i = 0; i + 1 < sizeof text; i += 2)
		text[i] = i % 4 == 0 ? ' ' : 'q';
	check("many words", classify(text, text).label == SENTIMENT_NEUTRAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_headlines),
		cmocka_unit_test(test_probabilities),
		cmocka_unit_test(test_summary_counts_less),
		cmocka_unit_test(test_urgency),
		cmocka_unit_test(test_long),
	};
	return cmocka_run_group_tests_name("lexicon", tests, setup, NULL);
}
