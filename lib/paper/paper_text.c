#include "paper_text.h"

#include <stdio.h>
#include <string.h>

#include "array.h"
#include "text.h"
#include "zone.h"

/* E4 / 10000 as a decimal number without trailing zeros. Returns OUT. */
static const char *trimmed(int64_t e4, char out[static NUM_TEXT_SIZE])
{
	char digits[24];
	uint64_t rest = e4 < 0 ? -(uint64_t)e4 : (uint64_t)e4;
	unsigned places = 4;
	while (places > 0 && rest % 10 == 0) {
		rest /= 10;
		places--;
	}
	size_t n = 0;
	for (unsigned k = 0; rest > 0 || k <= places; k++) {
		if (k == places && places > 0)
			digits[n++] = '.';
		digits[n++] = (char)('0' + rest % 10);
		rest /= 10;
	}
	size_t length = 0;
	if (e4 < 0)
		out[length++] = '-';
	while (n > 0)
		out[length++] = digits[--n];
	out[length] = '\0';
	return out;
}

static void put_e4(struct jsonl *w, const char *key, int64_t e4, bool quoted)
{
	char text[NUM_TEXT_SIZE];
	if (e4 == INT64_MIN)
		jsonl_null(w, key);
	else if (quoted)
		jsonl_text(w, key, trimmed(e4, text));
	else
		jsonl_raw(w, key, trimmed(e4, text));
}

void paper_put_price(struct jsonl *w, const char *key, struct price p)
{
	put_e4(w, key, p.e4, false);
}

void paper_put_price_text(struct jsonl *w, const char *key, struct price p)
{
	put_e4(w, key, p.e4, true);
}

void paper_put_money_text(struct jsonl *w, const char *key, struct money m)
{
	put_e4(w, key, m.e4, true);
}

void paper_put_double_text(struct jsonl *w, const char *key, double value, int decimals)
{
	char text[64];
	(void)snprintf(text, sizeof text, "%.*f", decimals, value);
	jsonl_text(w, key, text);
}

void paper_put_count_text(struct jsonl *w, const char *key, int64_t n)
{
	char text[NUM_TEXT_SIZE];
	(void)snprintf(text, sizeof text, "%lld", (long long)n);
	jsonl_text(w, key, text);
}

void paper_put_new_york(struct jsonl *w, const char *key, struct instant t)
{
	int second, offset = zone_new_york_offset_s(t);
	char day[DATE_TEXT_SIZE], text[INSTANT_TEXT_SIZE];
	(void)date_format(zone_new_york_date(t, &second), day);
	(void)snprintf(text, sizeof text, "%.10s%c%02d:%02d:%02d-%02d:00", day, 'T', second / 3600,
		second / 60 % 60, second % 60, -offset / 3600);
	jsonl_text(w, key, text);
}

static char *put_word(char *out, const char *word)
{
	size_t length = strlen(word);
	memcpy(out, word, length);
	return out + length;
}

static char *put_price(char *out, const char *key, struct price p)
{
	char text[NUM_TEXT_SIZE];
	return put_word(put_word(out, key), trimmed(p.e4, text));
}

/*
 * An element of a list, written in one piece for speed: a minute of a whole market has thousands of
 * them. All prices must be known.
 */
static void put_element(struct jsonl *w, const struct bar *bar)
{
	char text[512], ts[INSTANT_TEXT_SIZE];
	char *p = put_word(put_word(text, "{\"t\":\""), instant_format(bar->ts, ts));
	p = put_price(p, "\",\"o\":", bar->open);
	p = put_price(p, ",\"h\":", bar->high);
	p = put_price(p, ",\"l\":", bar->low);
	p = put_price(p, ",\"c\":", bar->close);
	p = num_put_digits(put_word(p, ",\"v\":"), (uint64_t)bar->volume, 1);
	if (bar->trade_count >= 0)
		p = num_put_digits(put_word(p, ",\"n\":"), (uint64_t)bar->trade_count, 1);
	if (price_known(bar->vwap))
		p = put_price(p, ",\"vw\":", bar->vwap);
	*p++ = '}';
	*p = '\0';
	jsonl_raw(w, NULL, text);
}

void paper_put_bar(struct jsonl *w, const char *key, const struct bar *bar)
{
	bool plain = bar->volume >= 0 && price_known(bar->open) && price_known(bar->high) &&
		     price_known(bar->low) && price_known(bar->close);
	if (key == NULL && plain) {
		put_element(w, bar);
		return;
	}
	jsonl_open(w, key, '{');
	jsonl_instant(w, "t", bar->ts);
	paper_put_price(w, "o", bar->open);
	paper_put_price(w, "h", bar->high);
	paper_put_price(w, "l", bar->low);
	paper_put_price(w, "c", bar->close);
	jsonl_i64(w, "v", bar->volume);
	if (bar->trade_count >= 0)
		jsonl_i64(w, "n", bar->trade_count);
	if (price_known(bar->vwap))
		paper_put_price(w, "vw", bar->vwap);
	jsonl_close(w);
}

static const char *const month_names[] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

const char *paper_http_date(struct instant t, char out[static PAPER_HTTP_DATE_SIZE])
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	struct date d = instant_utc_date(t);
	int y, m, day;
	date_to_ymd(d, &y, &m, &day);
	int s = (int)(instant_diff_us(t, instant_from_date(d, 0)) / SECOND_US);
	(void)snprintf(out, PAPER_HTTP_DATE_SIZE, "%s, %02d %s %04d %02d:%02d:%02d GMT",
		days[date_weekday(d)], day, month_names[m - 1], y, s / 3600, s / 60 % 60, s % 60);
	return out;
}

static int zone_offset_s(const char *zone, int *out)
{
	static const struct {
		const char *name;
		int hours;
	} zones[] = {{"GMT", 0}, {"UT", 0}, {"UTC", 0}, {"Z", 0}, {"EST", -5}, {"EDT", -4},
		{"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};
	int hours, minutes;
	char sign, end;
	for (size_t i = 0; i < array_size(zones); i++) {
		if (text_equal(zone, zones[i].name)) {
			*out = zones[i].hours * 3600;
			return 0;
		}
	}
	if (sscanf(zone, "%c%2d%2d%c", &sign, &hours, &minutes, &end) != 3 ||
		(sign != '+' && sign != '-'))
		return -1;
	*out = (hours * 3600 + minutes * 60) * (sign == '-' ? -1 : 1);
	return 0;
}

int paper_parse_date(const char *text, struct instant *out)
{
	const char *comma = strchr(text, ',');
	const char *p = comma != NULL ? comma + 1 : text;
	int day, year, hour, minute, second = 0, offset;
	char month[4], zone[8];
	if (instant_parse(text, out) == 0)
		return 0;
	if (sscanf(p, "%2d %3s %4d %2d:%2d:%2d %7s", &day, month, &year, &hour, &minute, &second,
		    zone) != 7 &&
		sscanf(p, "%2d %3s %4d %2d:%2d %7s", &day, month, &year, &hour, &minute, zone) != 6)
		return -1;
	int m = 0;
	while (m < 12 && !text_equal_nocase(month, month_names[m]))
		m++;
	if (m == 12 || day < 1 || day > 31 || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
		second < 0 || second > 60 || zone_offset_s(zone, &offset) != 0)
		return -1;
	int64_t s = hour * 3600 + minute * 60 + second - offset;
	*out = instant_from_date(date_from_ymd(year, m + 1, day), s * SECOND_US);
	return 0;
}

bool paper_list_has(const char *list, const char *word)
{
	size_t length = strlen(word);
	for (const char *p = list; p != NULL; p = strchr(p, ',')) {
		p += *p == ',';
		if (strncmp(p, word, length) == 0 && (p[length] == ',' || p[length] == '\0'))
			return true;
	}
	return false;
}

static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const char *paper_token(const char *text, char out[static PAPER_TOKEN_SIZE])
{
	size_t length = strlen(text), n = 0;
	for (size_t i = 0; i < length && n + 5 < PAPER_TOKEN_SIZE; i += 3) {
		unsigned char in[3] = {(unsigned char)text[i], 0, 0};
		size_t have = length - i < 3 ? length - i : 3;
		for (size_t k = 1; k < have; k++)
			in[k] = (unsigned char)text[i + k];
		unsigned word = (unsigned)in[0] << 16 | (unsigned)in[1] << 8 | in[2];
		for (unsigned k = 0; k < 4; k++)
			out[n++] = k <= have ? base64[word >> (18 - 6 * k) & 63] : '=';
	}
	out[n] = '\0';
	return out;
}

int paper_token_decode(const char *token, char out[static PAPER_TOKEN_SIZE])
{
	size_t length = strlen(token), n = 0;
	char text[PAPER_TOKEN_SIZE];
	if (length == 0 || length % 4 != 0 || length / 4 * 3 >= sizeof text)
		return -1;
	for (size_t i = 0; i < length; i += 4) {
		unsigned word = 0, bytes = 3;
		for (size_t k = 0; k < 4; k++) {
			const char *at = strchr(base64, token[i + k]);
			bool pad = token[i + k] == '=' && k >= 2 && i + 4 == length;
			if (at == NULL && !pad)
				return -1;
			if (pad && bytes == 3)
				bytes = (unsigned)k - 1;
			word = word << 6 | (pad ? 0 : (unsigned)(at - base64));
		}
		for (unsigned k = 0; k < bytes; k++)
			text[n++] = (char)(word >> (16 - 8 * k) & 255);
	}
	text[n] = '\0';
	memcpy(out, text, n + 1);
	return 0;
}
