#include "base64.h"

#include <stdint.h>
#include <string.h>

int base64_decode(const char *text, size_t length, struct buf *out)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t bits = 0;
	int count = 0, padding = 0;
	for (size_t i = 0; i < length; i++) {
		if (text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r'))
			continue;
		const char *digit = text[i] != '\0' ? strchr(alphabet, text[i]) : NULL;
		if (text[i] == '=')
			padding++;
		else if (digit == NULL || padding > 0)
			return -1;
		bits = bits << 6 | (digit != NULL ? (uint32_t)(digit - alphabet) : 0);
		if (++count < 4)
			continue;
		if (padding > 2)
			return -1;
		char bytes[3] = {
			(char)(bits >> 16 & 0xff), (char)(bits >> 8 & 0xff), (char)(bits & 0xff)};
		buf_append(out, bytes, 3 - (size_t)padding);
		count = 0;
		bits = 0;
	}
	return count == 0 && padding <= 2 && buf_ok(out) ? 0 : -1;
}
