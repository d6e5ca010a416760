/* Addresses that feeds may be fetched from, and addresses that they may not. */
#include <arpa/inet.h>
#include <string.h>

#include "address.h"
#include "array.h"
#include "check.h"

static const struct {
	const char *text;
	bool public;
} v4[] = {
	{"8.8.8.8", true},
	{"1.1.1.1", true},
	{"9.255.255.255", true},
	{"11.0.0.0", true},
	{"172.15.255.255", true},
	{"172.32.0.0", true},
	{"100.63.255.255", true},
	{"100.128.0.0", true},
	{"223.255.255.255", true},
	{"0.0.0.0", false},
	{"0.1.2.3", false},
	{"10.0.0.1", false},
	{"100.64.0.1", false},
	{"127.0.0.1", false},
	{"127.255.255.254", false},
	{"169.254.169.254", false}, /* the metadata service of a cloud */
	{"172.16.0.1", false},
	{"172.31.255.255", false},
	{"192.0.0.1", false},
	{"192.0.2.1", false},
	{"192.168.1.1", false},
	{"198.18.0.1", false},
	{"198.19.255.255", false},
	{"224.0.0.1", false},
	{"255.255.255.255", false},
};

static const struct {
	const char *text;
	bool public;
} v6[] = {
	{"2606:4700:4700::1111", true},
	{"2a00:1450::1", true},
	{"2001:4860:4860::8888", true},
	{"64:ff9b::8.8.8.8", true},
	{"::ffff:8.8.8.8", true},
	{"::", false},
	{"::1", false},
	{"::7f00:1", false},
	{"::ffff:127.0.0.1", false},
	{"::ffff:169.254.169.254", false},
	{"::ffff:0:10.0.0.1", false},
	{"64:ff9b::10.0.0.1", false},
	{"64:ff9b:1::1", false},
	{"2002:7f00:1::", false}, /* 6to4 of loopback */
	{"2002:a00:1::", false},
	{"2001::1", false}, /* Teredo */
	{"2001:db8::1", false},
	{"3fff::1", false},
	{"fc00::1", false},
	{"fd00:ec2::254", false}, /* the metadata service of a cloud */
	{"fe80::1", false},
	{"fec0::1", false},
	{"ff02::1", false},
};

static void test_v4(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_size(v4); i++) {
		struct in_addr a;
		assert_int_equal(inet_pton(AF_INET, v4[i].text, &a), 1);
		if (address_is_public_v4(ntohl(a.s_addr)) != v4[i].public)
			fail_msg("%s", v4[i].text);
	}
}

static void test_v6(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_size(v6); i++) {
		struct in6_addr a;
		assert_int_equal(inet_pton(AF_INET6, v6[i].text, &a), 1);
		if (address_is_public_v6(a.s6_addr) != v6[i].public)
			fail_msg("%s", v6[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_v4),
		cmocka_unit_test(test_v6),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
