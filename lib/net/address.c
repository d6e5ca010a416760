#include "address.h"

#include <stddef.h>
#include <string.h>

#include "array.h"

/* The networks of IANA's special-purpose registry that are not reachable from everywhere. */
static const struct {
	uint32_t net;
	int bits;
} special_v4[] = {
	{0x00000000, 8},  /* this network */
	{0x0a000000, 8},  /* private */
	{0x64400000, 10}, /* shared by carriers */
	{0x7f000000, 8},  /* loopback */
	{0xa9fe0000, 16}, /* link-local */
	{0xac100000, 12}, /* private */
	{0xc0000000, 24}, /* protocol assignments */
	{0xc0000200, 24}, /* documentation */
	{0xc0586300, 24}, /* 6to4 relays */
	{0xc0a80000, 16}, /* private */
	{0xc6120000, 15}, /* benchmarks */
	{0xc6336400, 24}, /* documentation */
	{0xcb007100, 24}, /* documentation */
	{0xe0000000, 4},  /* multicast */
	{0xf0000000, 4},  /* reserved, broadcast */
};

bool address_is_public_v4(uint32_t address)
{
	for (size_t i = 0; i < array_size(special_v4); i++)
		if ((address ^ special_v4[i].net) >> (32 - special_v4[i].bits) == 0)
			return false;
	return true;
}

static uint32_t word(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

bool address_is_public_v6(const uint8_t address[static 16])
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
	static const uint8_t nat64[12] = {0x00, 0x64, 0xff, 0x9b};
	static const uint8_t translated[12] = {[8] = 0xff, [9] = 0xff};
	static const uint8_t none[12] = {0};
	if (memcmp(address, mapped, 12) == 0 || memcmp(address, nat64, 12) == 0 ||
		memcmp(address, translated, 12) == 0 || memcmp(address, none, 12) == 0)
		return address_is_public_v4(word(address + 12));
	if (address[0] == 0x20 && address[1] == 0x02) /* 6to4 */
		return address_is_public_v4(word(address + 2));
	/*
	 * Hosts have addresses in 2000::/3, except in 2001::/23 (Teredo and others), 2001:db8::/32
	 * and 3fff::/20 (both for documentation).
	 */
	if ((address[0] & 0xe0) != 0x20)
		return false;
	uint32_t top = word(address);
	return (top & 0xfffffe00) != 0x20010000 && top != 0x20010db8 &&
	       (top & 0xfffff000) != 0x3fff0000;
}
