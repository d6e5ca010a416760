/* Tests of lib/net/url.c: the host of a URL, which decides whether keys are sent there. */
#include "array.h"
#include "check.h"
#include "url.h"

static const struct {
	const char *url, *host; /* NULL: refused */
} hosts[] = {
	{"https://paper-api.alpaca.markets", "paper-api.alpaca.markets"},
	{"https://PAPER-api.Alpaca.Markets/v2?x#y", "paper-api.alpaca.markets"},
	{"https://api.alpaca.markets:443/x", "api.alpaca.markets"},
	{"HTTPS://api.alpaca.markets:443", "api.alpaca.markets"},
	{"https://api.alpaca.markets:80", "api.alpaca.markets:80"},
	{"http://api.alpaca.markets:80", "api.alpaca.markets"},
	{"http://127.0.0.1:8765", "127.0.0.1:8765"},
	{"http://[::1]:8765/", "[::1]:8765"},
	{"https://[::1]", "[::1]"},
	{"https://api.alpaca.markets.", "api.alpaca.markets."},
	{"https://api.alpaca.markets:00443", "api.alpaca.markets"},
	{"https://api.alpaca.markets.evil.example", "api.alpaca.markets.evil.example"},
	{"https://me@api.alpaca.markets", NULL},
	{"https://api.alpaca.markets@evil.example", NULL},
	{"https://api.alpaca.markets:443@evil.example", NULL},
	{"https://api.alpaca.markets\\@evil.example", NULL},
	{"https://api.alpaca.markets\\.evil.example", NULL},
	{"https://api.alpaca.markets%2eevil.example", NULL},
	{"https://api.alpaca.markets .evil.example", NULL},
	{"https://api.alpaca.markets\t", NULL},
	{"https://api.alpaca.markets:", NULL},
	{"https://api.alpaca.markets:0", NULL},
	{"https://api.alpaca.markets:65536", NULL},
	{"https://api.alpaca.markets:443x", NULL},
	{"https://api.alpaca.markets:443:443", NULL},
	{"https://\xd0\xb0pi.alpaca.markets", NULL}, /* a Cyrillic letter */
	{"https://[::1", NULL},
	{"https://[]", NULL},
	{"https://[::1]x", NULL},
	{"https://:443", NULL},
	{"https:///api.alpaca.markets", NULL},
	{"https:api.alpaca.markets", NULL},
	{"//api.alpaca.markets", NULL},
	{"ftp://api.alpaca.markets", NULL},
	{"api.alpaca.markets", NULL},
	{"", NULL},
};

static void test_host(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_size(hosts); i++) {
		char out[URL_HOST_SIZE] = "unchanged";
		bool refused = url_host(hosts[i].url, out) != 0;
		check(hosts[i].url, refused == (hosts[i].host == NULL));
		check_text(hosts[i].url, out, refused ? "unchanged" : hosts[i].host);
	}
}

static void test_length(void **state)
{
	(void)state;
	char url[400] = "https://", out[URL_HOST_SIZE] = "";
	memset(url + 8, 'a', 253);
	check("253 bytes", url_host(url, out) == 0);
	memcpy(url + 8 + 253, ":65535", 7);
	check("253 bytes and a port", url_host(url, out) == 0 && strlen(out) == 259);
	memcpy(url + 8 + 253, "a", 2);
	check("254 bytes", url_host(url, out) != 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_host), cmocka_unit_test(test_length)};
	return cmocka_run_group_tests_name("url", tests, NULL, NULL);
}
