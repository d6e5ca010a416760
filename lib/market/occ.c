#include "occ.h"

#include <stdio.h>
#include <string.h>

#include "text.h"

enum { ROOT_LETTERS_MAX = 5, TAIL_LENGTH = 15, SHARES_PER_CONTRACT = 100 };

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int digits(const char *p, int n)
{
	int value = 0;
	for (int i = 0; i < n; i++) {
		if (!is_digit(p[i]))
			return -1;
		value = value * 10 + (p[i] - '0');
	}
	return value;
}

static bool is_root(const char *p, size_t length)
{
	if (length > 1 && is_digit(p[length - 1]))
		length--;
	if (length < 1 || length > ROOT_LETTERS_MAX)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!is_upper(p[i]))
			return false;
	return true;
}

int occ_parse(const char *symbol, struct option_contract *out, struct error *err)
{
	size_t length = strnlen(symbol, OCC_SYMBOL_SIZE);
	size_t root = length > TAIL_LENGTH ? length - TAIL_LENGTH : 0;
	const char *tail = symbol + root;
	if (length >= OCC_SYMBOL_SIZE || root == 0 || !is_root(symbol, root))
		return error_set(
			err, ERROR_DATA, "not an OCC option symbol: \"%.40s\": bad root", symbol);
	int year = digits(tail, 2), month = digits(tail + 2, 2), day = digits(tail + 4, 2);
	int strike = digits(tail + 7, 8);
	if (year < 0 || month < 1 || month > 12 || day < 1 || day > 31)
		return error_set(
			err, ERROR_DATA, "not an OCC option symbol: \"%.40s\": bad date", symbol);
	struct date expiry = date_from_ymd(2000 + year, month, day);
	int y, m, d;
	date_to_ymd(expiry, &y, &m, &d);
	if (m != month || d != day)
		return error_set(
			err, ERROR_DATA, "not an OCC option symbol: \"%.40s\": bad date", symbol);
	if (tail[6] != 'C' && tail[6] != 'P')
		return error_set(err, ERROR_DATA,
			"not an OCC option symbol: \"%.40s\": neither C nor P", symbol);
	if (strike <= 0)
		return error_set(
			err, ERROR_DATA, "not an OCC option symbol: \"%.40s\": bad strike", symbol);
	struct option_contract contract = {
		.expiry = expiry,
		.kind = tail[6] == 'C' ? OPTION_CALL : OPTION_PUT,
		.strike = {(int64_t)strike * (USD_E4 / 1000)},
	};
	memcpy(contract.root, symbol, root);
	*out = contract;
	return 0;
}

const char *occ_format(const struct option_contract *contract, char out[static OCC_SYMBOL_SIZE])
{
	int y, m, d;
	date_to_ymd(contract->expiry, &y, &m, &d);
	unsigned strike = (unsigned)(contract->strike.e4 / (USD_E4 / 1000)) % 100000000u;
	(void)snprintf(out, OCC_SYMBOL_SIZE, "%.7s%02u%02u%02u%c%08u", contract->root,
		(unsigned)y % 100u, (unsigned)m % 100u, (unsigned)d % 100u,
		contract->kind == OPTION_CALL ? 'C' : 'P', strike);
	return out;
}

bool occ_is_symbol(const char *text)
{
	struct option_contract contract;
	return occ_parse(text, &contract, NULL) == 0;
}

const char *occ_option_symbol(const char *symbol, const char *ticker)
{
	return text_equal(symbol, ticker) ? NULL : symbol;
}

const char *occ_root_of_ticker(const char *ticker, char out[static OCC_ROOT_SIZE])
{
	size_t n = 0;
	for (const char *p = ticker; *p != '\0' && n < OCC_ROOT_SIZE - 1; p++)
		if (*p != '.')
			out[n++] = *p;
	out[n] = '\0';
	return out;
}

bool occ_is_standard(const struct option_contract *contract, const char *ticker)
{
	char root[OCC_ROOT_SIZE];
	return strcmp(occ_root_of_ticker(ticker, root), contract->root) == 0;
}

bool occ_is_ticker(const char *text)
{
	size_t letters = 0;
	while (letters < ROOT_LETTERS_MAX && is_upper(text[letters]))
		letters++;
	const char *rest = text + letters;
	if (letters == 0)
		return false;
	return rest[0] == '\0' || (rest[0] == '.' && is_upper(rest[1]) && rest[2] == '\0');
}

bool occ_read_ticker(const char *text, char out[static TICKER_SIZE])
{
	char upper[TICKER_SIZE] = "";
	bool fits = text_copy(upper, sizeof upper, text);
	for (char *p = upper; *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	fits = fits && occ_is_ticker(upper);
	(void)text_copy(out, TICKER_SIZE, fits ? upper : "");
	return fits;
}

int occ_read_operands(char **operands, int count, struct error *err)
{
	char ticker[TICKER_SIZE];
	for (int i = 0; i < count; i++) {
		if (!occ_read_ticker(operands[i], ticker))
			return error_set(err, ERROR_USAGE, "not a ticker: \"%.40s\"", operands[i]);
		memcpy(operands[i], ticker, strlen(ticker));
	}
	return 0;
}

struct money occ_value(struct price premium, int64_t contracts)
{
	struct money per_share = money_of_shares(premium, contracts);
	return money_times(per_share, SHARES_PER_CONTRACT);
}

int64_t occ_tick_e4(struct price premium)
{
	return premium.e4 < 3 * USD_E4 ? USD_E4 / 100 : USD_E4 / 20;
}
