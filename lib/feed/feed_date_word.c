#include "feed_date_word.h"

#include <string.h>

#include "array.h"
#include "text.h"

/*
 * Some names stand for the zones of several countries ("IST", "BST"). They have the meaning that
 * they have in feeds of financial news.
 */
static const struct {
	const char *name;
	int minutes;
	bool new_york;
} zones[] = {{"gmt", 0, 0}, {"ut", 0, 0}, {"utc", 0, 0}, {"z", 0, 0}, {"est", -300, 0},
	{"edt", -240, 0}, {"et", -300, 1}, {"cst", -360, 0}, {"cdt", -300, 0}, {"ct", -360, 1},
	{"mst", -420, 0}, {"mdt", -360, 0}, {"mt", -420, 1}, {"pst", -480, 0}, {"pdt", -420, 0},
	{"pt", -480, 1}, {"akst", -540, 0}, {"akdt", -480, 0}, {"hst", -600, 0}, {"ast", -240, 0},
	{"adt", -180, 0}, {"nst", -210, 0}, {"ndt", -150, 0}, {"wet", 0, 0}, {"west", 60, 0},
	{"bst", 60, 0}, {"cet", 60, 0}, {"met", 60, 0}, {"mez", 60, 0}, {"cest", 120, 0},
	{"mest", 120, 0}, {"mesz", 120, 0}, {"eet", 120, 0}, {"eest", 180, 0}, {"msk", 180, 0},
	{"ist", 330, 0}, {"sgt", 480, 0}, {"hkt", 480, 0}, {"jst", 540, 0}, {"kst", 540, 0},
	{"aest", 600, 0}, {"aedt", 660, 0}, {"acst", 570, 0}, {"awst", 480, 0}, {"nzst", 720, 0},
	{"nzdt", 780, 0}, {"brt", -180, 0}, {"art", -180, 0}, {"sast", 120, 0}};

static const char *const english[12] = {"january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december"};

/*
 * The beginnings of the names of each month in German, French, Spanish, Italian, Portuguese, Dutch,
 * the Nordic languages, Hungarian, Greek and Russian. Left out: those that English has too, and
 * those that are also the beginning of a weekday ("mar" is also Tuesday).
 */
static const char *const starts[12] = {
	"jan ene gen ιαν янв",
	"feb fev φεβ фев",
	"mars marz marc mrz maart mrt μαρ мар",
	"apr avr abr απρ апр",
	"mai mag maj mei mayo μαι мая май",
	"jun juin giu ιουν ιον июн",
	"jul juil lug ιουλ ιολ июл",
	"aug aou ago αυγ авг",
	"sep set szept σεπ сен",
	"oct okt out ott οκτ окт",
	"nov νοε ноя",
	"dec dez dic des δεκ дек",
};

/* U+00C0..U+00FF without accents. */
static const char latin[] = "aaaaaaaceeeeiiiidnooooo*ouuuuypsaaaaaaaceeeeiiiidnooooo*ouuuuypy";

static const struct {
	uint16_t accented, plain;
} greek[] = {{0x386, 0x3b1}, {0x388, 0x3b5}, {0x389, 0x3b7}, {0x38a, 0x3b9}, {0x38c, 0x3bf},
	{0x38e, 0x3c5}, {0x3ac, 0x3b1}, {0x3ad, 0x3b5}, {0x3ae, 0x3b7}, {0x3af, 0x3b9},
	{0x3ca, 0x3b9}, {0x3cc, 0x3bf}, {0x3cd, 0x3c5}};

static int32_t fold(int32_t code)
{
	if (code >= 'A' && code <= 'Z')
		return code + 32;
	if (code >= 0xc0 && code <= 0xff)
		return latin[code - 0xc0];
	if (code == 0x150 || code == 0x151)
		return 'o';
	if (code == 0x170 || code == 0x171)
		return 'u';
	for (size_t i = 0; i < array_size(greek); i++)
		if (greek[i].accented == code)
			return greek[i].plain;
	bool capital = (code >= 0x391 && code <= 0x3a9) || (code >= 0x410 && code <= 0x42f);
	return capital ? code + 0x20 : code;
}

static bool is_letter(int32_t code)
{
	return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || code >= 0xc0;
}

static int32_t first(const char *text)
{
	return *text == '\0' ? -1 : text_decode(&text, strnlen(text, 4));
}

bool feed_word_begins(const char *text)
{
	return is_letter(first(text));
}

void feed_word_take(const char **text, char out[static FEED_WORD_SIZE])
{
	size_t length = 0;
	while (feed_word_begins(*text)) {
		char bytes[4];
		int32_t code = text_decode(text, strnlen(*text, 4));
		size_t n = text_encode(fold(code), bytes);
		if (length + n < FEED_WORD_SIZE) {
			memcpy(out + length, bytes, n);
			length += n;
		}
		/* a word of Chinese, Japanese or Korean ends before a letter of another script */
		if (code >= 0x4e00 && feed_word_begins(*text) && first(*text) < 0x4e00)
			break;
	}
	out[length] = '\0';
}

/* LIST: beginnings of words, separated by a blank. */
static bool starts_with_one_of(const char *word, const char *list)
{
	while (*list != '\0') {
		const char *at = word;
		for (; *list == *at && *at != '\0'; list++)
			at++;
		if (*list == ' ' || *list == '\0')
			return true;
		while (*list != ' ' && *list != '\0')
			list++;
		list += *list == ' ';
	}
	return false;
}

int feed_word_month(const char *word)
{
	if (strlen(word) < 3)
		return 0;
	for (int i = 0; i < 12; i++)
		if (english[i][0] == word[0] && text_starts(english[i], word))
			return i + 1;
	for (int i = 0; i < 12; i++)
		if (starts_with_one_of(word, starts[i]))
			return i + 1;
	return 0;
}

bool feed_word_zone(const char *word, struct feed_zone *out)
{
	for (size_t i = 0; i < array_size(zones); i++)
		if (text_equal(zones[i].name, word)) {
			*out = (struct feed_zone){zones[i].minutes * 60, zones[i].new_york};
			return true;
		}
	return false;
}

static bool is_one_of(const char *word, const char *const *names, size_t count)
{
	return text_find(names, count, word) >= 0;
}

enum feed_noon feed_word_noon(const char *word)
{
	static const char *const before[] = {"am", "오전", "上午", "午前"};
	static const char *const after[] = {"pm", "오후", "下午", "午後"};
	if (is_one_of(word, before, array_size(before)))
		return NOON_BEFORE;
	return is_one_of(word, after, array_size(after)) ? NOON_AFTER : NOON_NONE;
}

char feed_word_unit(const char *word)
{
	static const char *const units[] = {"년", "年", "월", "月", "일", "日"};
	int i = text_find(units, array_size(units), word);
	return i < 0 ? '\0' : "yymmdd"[i];
}

bool feed_word_korean(const char *word)
{
	static const char *const words[] = {"년", "오전", "오후"};
	return is_one_of(word, words, array_size(words));
}
