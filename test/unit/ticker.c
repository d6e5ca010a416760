#include "check.h"

#include "text.h"
#include "ticker.h"
#include "array.h"
#include "ticker_name.h"

/* In order of size, with the names that the SEC registers. */
static const struct ticker_entry universe[] = {
	{"NVDA", "NVIDIA CORP", NULL},
	{"AAPL", "Apple Inc.", NULL},
	{"GOOGL", "Alphabet Inc.", NULL},
	{"GOOG", "Alphabet Inc.", NULL},
	{"MSFT", "MICROSOFT CORP", NULL},
	{"AMZN", "AMAZON COM INC", NULL},
	{"META", "Meta Platforms, Inc.", NULL},
	{"TSLA", "Tesla, Inc.", NULL},
	{"BRK.B", "BERKSHIRE HATHAWAY INC", NULL},
	{"BRK.A", "BERKSHIRE HATHAWAY INC", NULL},
	{"JPM", "JPMORGAN CHASE & CO", NULL},
	{"V", "VISA INC.", NULL},
	{"BAC", "BANK OF AMERICA CORP /DE/", NULL},
	{"GS", "GOLDMAN SACHS GROUP INC", NULL},
	{"MS", "MORGAN STANLEY", NULL},
	{"TGT", "TARGET CORP", NULL},
	{"GAP", "GAP INC", NULL},
	{"F", "FORD MOTOR CO", NULL},
	{"T", "AT&T INC.", NULL},
	{"NOW", "ServiceNow, Inc.", NULL},
	{"MCD", "MCDONALDS CORP", NULL},
	{"PG", "PROCTER & GAMBLE Co", NULL},
	{"AXP", "AMERICAN EXPRESS CO", NULL},
	{"AAL", "American Airlines Group Inc.", NULL},
	{"AEP", "AMERICAN ELECTRIC POWER CO INC", NULL},
	{"BOX", "BOX INC", NULL},
	{"NDAQ", "NASDAQ, INC.", NULL},
	{"SNAP", "Snap Inc", NULL},
	{"DAL", "DELTA AIR LINES, INC.", NULL},
	{"UPS", "UNITED PARCEL SERVICE INC", NULL},
	{"AI", "C3.ai, Inc.", NULL},
	{"SIM", NULL, "Simulated Widgets|Widgetco"},
};

static void names_found(const struct ticker_matcher *m, const char *text, char *out, size_t size)
{
	struct ticker_match match[TICKER_MATCHES_MAX];
	size_t count = ticker_find(m, text, match), n = 0;
	out[0] = '\0';
	for (size_t i = 0; i < count && n + 8 < size; i++) {
		if (i > 0)
			out[n++] = ' ';
		text_copy(out + n, size - n, universe[match[i].entry].ticker);
		n += strlen(out + n);
	}
}

static void test_headlines(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"Apple beats estimates, raises guidance", "AAPL"},
		{"Farmers harvest an apple crop; apple prices rise", ""},
		{"Apple orchards suffer from frost", ""},
		{"Target raises full-year forecast", "TGT"},
		{"Analyst raises price Target on Tesla", "TSLA"},
		{"Gap shares jump", "GAP"},
		{"The Gap Between Rich and Poor Widens", ""},
		{"Visa settles lawsuit", "V"},
		{"H-1B Visa Rules Tighten", ""},
		{"Ford recalls 1 million vehicles", "F"},
		{"Doug Ford wins Ontario election", ""},
		{"Meta to cut jobs", "META"},
		{"Meta's Reels grows", "META"},
		{"Meta analysis finds no effect", ""},
		{"AT&T raises prices", "T"},
		{"Berkshire Hathaway adds to stake", "BRK.B"},
		{"(NYSE: BRK.A) rises", "BRK.A"},
		{"(NYSE: BRK-B) rises", "BRK.B"},
		{"ServiceNow tops estimates", "NOW"},
		{"Now is the time to buy", ""},
		{"NOW is the time", ""},
		{"$NOW and $brk.b up, $5 bill", "NOW BRK.B"},
		{"(NASDAQ:AAPL) (NYSE: T) [Nasdaq: MSFT]", "AAPL T MSFT"},
		{"Strong quarter at chipmaker (NVDA)", "NVDA"},
		{"The chief executive (AI) spoke", ""},
		{"C3.ai falls", "AI"},
		{"TSLA stock slides", "TSLA"},
		{"All TSLA news in brief", "TSLA"},
		{"All BAC news in brief", ""},
		{"MSFT, not a bad buy", "MSFT"},
		{"BAC, MSFT and TSLA slide", "BAC MSFT TSLA"},
		{"T, MSFT slide", "T MSFT"},
		{"NOW stock slides", "NOW"},
		{"$BTC and $NOW", "NOW"},
		{"BOX, Inc. rises", "BOX"},
		{"Is Target Stock a Buy?", "TGT"},
		{"Closer to Target", ""},
		{"Shoppers return to Target as boycott fades", "TGT"},
		{"Mastercard and Target Raise Wages", ""},
		{"Visa and Target Raise Wages", "V TGT"},
		{"Visa-free travel", ""},
		{"Meta-owned WhatsApp", "META"},
		{"Tesla-style pay", ""},
		{"Tesla survey finds", ""},
		{"Oil to fall: Goldman Sachs", ""},
		{"Chip demand is strong, says Morgan Stanley", ""},
		{"Virgin Galactic delays first Delta flights", ""},
		{"AAPL.O up 2%", "AAPL"},
		{"AAPL.DE up 2%", ""},
		{"(AAPL.O) up 2%", "AAPL"},
		{"McDonald\u2019s beats", "MCD"},
		{"McDonald's and Procter & Gamble", "MCD PG"},
		{"Procter and Gamble", "PG"},
		{"American Express, American Airlines", "AXP AAL"},
		{"American consumers spend more", ""},
		{"Box office hits record", ""},
		{"Box shares rise", "BOX"},
		{"Nasdaq ends higher", ""},
		{"Snap election called", ""},
		{"Delta variant spreads as Delta Air Lines cuts outlook", "DAL"},
		{"ups and downs", ""},
		{"UPS raises rates", "UPS"},
		{"TESLA CUTS PRICES IN CHINA", "TSLA"},
		{"Nvidia price target raised at Goldman Sachs", "NVDA"},
		{"Goldman Sachs profit rises", "GS"},
		{"Bank of America upgraded by Morgan Stanley", "BAC"},
		{"Tesla cut to sell - Morgan Stanley", "TSLA"},
		{"Oil prices fall - Morgan Stanley", ""},
		{"Alphabet's Google sued", "GOOGL"},
		{"Alphabet (NASDAQ: GOOG) pays", "GOOG"},
		{"Alphabet (GOOGL, GOOG)", "GOOGL GOOG"},
		{"Apple, Apple and (AAPL)", "AAPL"},
		{"Shares of (TSX: F) and (ASX: T)", ""},
		{"It raised $T million", ""},
		{"Goldman Sachs sees oil falling", ""},
		{"Goldman Sachs sees profit falling", "GS"},
		{"Chips are cheap, according to Morgan Stanley", ""},
		{"A former Tesla engineer joins Apple", "AAPL"},
		{"nvidia and tesla rise", "NVDA TSLA"},
		{"apple stock rises", "AAPL"},
		{"Trinkets buys Apple", "AAPL"},
		{"Widgetco and Simulated Widgets", "SIM"},
		{"apple", ""},
		{"", ""},
		{"$", ""},
		{"(", ""},
	};
	struct ticker_matcher m;
	assert_int_equal(ticker_matcher_build(&m, universe, array_size(universe), NULL), 0);
	for (size_t i = 0; i < array_size(cases); i++) {
		char got[256];
		names_found(&m, cases[i].text, got, sizeof got);
		check_text(cases[i].text, got, cases[i].want);
	}
	ticker_matcher_free(&m);
}

static void test_place(void **state)
{
	(void)state;
	static const char text[] = "Shares of McDonald's rise";
	struct ticker_matcher m;
	struct ticker_match match[TICKER_MATCHES_MAX];
	assert_int_equal(ticker_matcher_build(&m, universe, array_size(universe), NULL), 0);
	assert_int_equal(ticker_find(&m, text, match), 1);
	assert_int_equal(match[0].offset, 10);
	assert_int_equal(match[0].length, strlen("McDonald's"));
	ticker_matcher_free(&m);
}

static void test_nothing(void **state)
{
	(void)state;
	struct ticker_matcher m;
	struct ticker_match match[TICKER_MATCHES_MAX];
	assert_int_equal(ticker_matcher_build(&m, NULL, 0, NULL), 0);
	assert_int_equal(ticker_find(&m, "Apple and $AAPL", match), 0);
	ticker_matcher_free(&m);
}

static void test_symbol(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool want;
	} cases[] = {{"A", true}, {"GOOGL", true}, {"BRK.B", true}, {"ABC.WS", true}, {"", false},
		{"aapl", false}, {"TOOLONG", false}, {"BRK.", false}, {"BRK.ABC", false},
		{"../../x", false}, {"A B", false}, {"BRK-B", false}, {".A", false}};
	for (size_t i = 0; i < array_size(cases); i++)
		check(cases[i].text, ticker_is_symbol(cases[i].text) == cases[i].want);
}

static void test_common(void **state)
{
	(void)state;
	static const struct {
		const char *ticker;
		bool want;
	} cases[] = {{"F", true}, {"GOOGL", true}, {"BRK.B", true}, {"BRK-A", true},
		{"BAC.PL", false}, {"FITBI", false}, {"ABCDW", false}, {"ABC.U", false},
		{"", true}};
	for (size_t i = 0; i < array_size(cases); i++)
		check(cases[i].ticker, ticker_is_common(cases[i].ticker) == cases[i].want);
}

static void test_spoken(void **state)
{
	(void)state;
	static const struct {
		const char *name, *want;
	} cases[] = {{"Apple Inc.", "apple"}, {"J M SMUCKER Co", "jm smucker"},
		{"PROCTER & GAMBLE Co", "procter gamble"},
		{"BANK OF AMERICA CORP /DE/", "bank of america"}, {"AT&T INC.", "at&t"},
		{"", NULL}};
	static struct ticker_words words;
	ticker_words_init(&words);
	for (size_t i = 0; i < array_size(cases); i++) {
		char got[32];
		bool spoken = ticker_name_spoken(&words, cases[i].name, got, sizeof got);
		check(cases[i].name, spoken == (cases[i].want != NULL));
		if (spoken)
			check_text(cases[i].name, got, cases[i].want);
	}
	char small[5];
	check("no room", !ticker_name_spoken(&words, "Apple", small, sizeof small));
}

static void test_names(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		size_t words, shorter;
	} cases[] = {
		{"Apple Inc.", 1, 1},
		{"Meta Platforms, Inc.", 2, 1},
		{"BANK OF AMERICA CORP /DE/", 3, 3},
		{"JPMORGAN CHASE & CO", 2, 2},
		{"The Walt Disney Company", 2, 2},
		{"NOVO NORDISK A S", 2, 2},
		{"AMAZON COM INC", 1, 1},
		{"JD.com, Inc.", 2, 2},
		{"Contemporary Amperex Technology Co., Limited/ADR", 3, 2},
		{"CORP", 1, 1},
		{"", 0, 0},
	};
	static struct ticker_words words;
	ticker_words_init(&words);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct ticker_token t[TICKER_NAME_TOKENS_MAX];
		size_t count = ticker_name_tokens(&words, cases[i].name, t);
		check(cases[i].name, count == cases[i].words);
		check(cases[i].name, ticker_name_shorter(&words, t, count) == cases[i].shorter);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_headlines),
		cmocka_unit_test(test_place),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_symbol),
		cmocka_unit_test(test_common),
		cmocka_unit_test(test_spoken),
		cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests_name("ticker", tests, NULL, NULL);
}
