#include "feed_charset.h"

#include <string.h>

#include "array.h"
#include "text.h"

/* The encoding meant, and its names as make_key writes them. */
static const char *const charsets[][2] = {
	/*
	 * bytes beyond ASCII in a text declared as ASCII are as often UTF-8, and that can be
	 * checked; UTF-7 would hide markup
	 */
	{"utf-8", "utf8 usascii ascii ansix341968 u8 utf7 utf16 utf16le utf16be u16 utf32 utf32le "
		  "utf32be u32 ucs2 ucs4 csucs4 unicode csunicode unicodefeff unicodefffe "
		  "iso10646ucs2 iso10646ucs4 unicode11utf8 unicode20utf8"},
	{"windows-1252", "iso88591 latin1 l1 windows1252 win1252 cp1252 ansi cp819 ibm819 "
			 "csisolatin1 isoir100 iso885911987 iso8859 8859"},
	{"gb18030", "gb2312 gb231280 csgb2312 csiso58gb231280 isoir58 chinese gbk euccn "
		    "eucgb2312cn cp936 ms936 936 gb180302000"},
	{"cp932", "shiftjis sjis csshiftjis mskanji windows31j ms932 932"},
	{"shift_jisx0213", "shiftjis2004 sjis2004 shiftjisx0213"},
	{"euc-jisx0213", "eucjis2004 eucjisx0213"},
	{"euc-jp", "eucjp ujis cseucpkdfmtjapanese"},
	{"cp949", "euckr cseuckr ksc56011987 ksc56011989 csksc56011987 ksc5601 isoir149 korean "
		  "windows949 ms949 949 uhc ksx1001"},
	{"big5-hkscs", "big5 csbig5 cnbig5 xbig5 hkscs hkscs2004 big5hkscs2004"},
	{"cp950", "ms950 950"},
	{"cp874", "iso885911 tis620 windows874 dos874 tactis"},
	{"cp1254", "iso88599 latin5 l5 csisolatin5 iso885991989 isoir148"},
	{"iso-8859-6", "iso88596e iso88596i csiso88596e csiso88596i"},
	{"iso-8859-7", "suneugreek"},
	{"iso-8859-8", "iso88598e iso88598i csiso88598e csiso88598i visual logical"},
	{"iso-8859-15", "csisolatin9 l9"},
	{"koi8-r", "koi8r koi8 koi cskoi8r"},
	{"koi8-u", "koi8u koi8ru"},
	{"macintosh", "macroman mac csmacintosh"},
	{"mac-cyrillic", "maccyrillic macukrainian"},
	{"mac-centraleurope", "maccentraleurope macce maclatin2"},
	{"mac-is", "maciceland"},
	{"pt154", "ptcp154 csptcp154 cyrillicasian cp154"},
	{"rk1048", "kz1048"},
	{"cp861", "cpis"},
	{"cp869", "cpgr"},
};

static bool is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/*
 * The letters and digits of NAME, without a leading "x-": people write the other signs as they
 * please.
 */
static void make_key(const char *name, char out[static FEED_CHARSET_MAX + 1])
{
	size_t n = 0;
	if (name[0] == 'x' && (name[1] == '-' || name[1] == '_'))
		name += 2;
	for (; *name != '\0'; name++)
		if (is_letter_or_digit(*name))
			out[n++] = *name;
	out[n] = '\0';
}

static bool is_listed(const char *list, const char *key)
{
	size_t length = strlen(key);
	while (*list != '\0') {
		size_t n = strcspn(list, " ");
		if (n == length && memcmp(list, key, n) == 0)
			return true;
		list += n + (list[n] == ' ');
	}
	return false;
}

/* Families: "windows_1251" and "win1251" are cp1251, "iso8859_2" is iso-8859-2. */
static bool by_family(const char *key, char out[static FEED_CHARSET_MAX + 1])
{
	static const char *const families[][2] = {
		{"windows", "cp"}, {"win", "cp"}, {"cp", "cp"}, {"iso8859", "iso-8859-"}};
	for (size_t i = 0; i < array_size(families); i++) {
		const char *number = key + strlen(families[i][0]);
		if (!text_starts(key, families[i][0]) || *number == '\0' ||
			number[strspn(number, "0123456789")] != '\0' || strlen(number) > 4)
			continue;
		size_t n = strlen(families[i][1]);
		memcpy(out, families[i][1], n);
		memcpy(out + n, number, strlen(number) + 1);
		return true;
	}
	return false;
}

bool feed_charset_by_name(const char *name, size_t length, enum feed_charset *out,
	char foreign[static FEED_CHARSET_MAX + 1])
{
	char lower[FEED_CHARSET_MAX + 1] = "", key[FEED_CHARSET_MAX + 1];
	if (length == 0 || length > FEED_CHARSET_MAX)
		return false;
	for (size_t i = 0; i < length; i++) {
		char b = name[i];
		if (b >= 'A' && b <= 'Z')
			b = (char)(b + 32);
		if (!is_letter_or_digit(b) && (b == '\0' || strchr("-_.:+", b) == NULL))
			return false;
		lower[i] = b;
	}
	make_key(lower, key);
	for (size_t i = 0; i < array_size(charsets); i++)
		if (is_listed(charsets[i][1], key)) {
			*out = i < CHARSET_FOREIGN ? (enum feed_charset)i : CHARSET_FOREIGN;
			return text_copy(foreign, FEED_CHARSET_MAX + 1, charsets[i][0]);
		}
	*out = CHARSET_FOREIGN;
	return by_family(key, foreign) || text_copy(foreign, FEED_CHARSET_MAX + 1, lower);
}
