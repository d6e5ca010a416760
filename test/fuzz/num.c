/* Decimals: a parsed number is in its range; a price, formatted and parsed again, is the same. */
#include "fuzz.h"

#include "date.h"
#include "instant.h"
#include "num.h"

static void check_price(const char *text)
{
	struct price p = PRICE_UNKNOWN, again = PRICE_UNKNOWN;
	char out[NUM_TEXT_SIZE];
	if (price_parse(text, &p) != 0) {
		HOLDS(!price_known(p));
		return;
	}
	HOLDS(price_known(p));
	HOLDS(price_parse(price_format(p, 4, out), &again) == 0 && again.e4 == p.e4);
	(void)price_format(p, 2, out);
	(void)price_scale(p, 1.1);
	(void)price_add(p, p);
	(void)price_round_up(p, 500);
	(void)money_of_shares(p, 100);
	(void)money_pct((struct money){p.e4 < 0 ? 0 : p.e4}, 2.5);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	int64_t whole = 0;
	double number = 0;
	struct money money = MONEY_UNKNOWN;
	struct instant at = INSTANT_UNKNOWN;
	struct date day = DATE_UNKNOWN;
	check_price(text);
	if (num_parse_i64(text, -7, 7000000000, &whole) == 0)
		HOLDS(whole >= -7 && whole <= 7000000000);
	if (num_parse_double(text, -1e9, 1e9, &number) == 0)
		HOLDS(number >= -1e9 && number <= 1e9);
	if (money_parse(text, &money) == 0)
		HOLDS(money_known(money));
	if (instant_parse(text, &at) == 0)
		HOLDS(instant_known(at));
	if (date_parse(text, &day) == 0)
		HOLDS(date_known(day));
	free(text);
	return 0;
}
