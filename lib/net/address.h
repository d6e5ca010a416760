/* Whether a network address is public: feeds are fetched from public addresses only. */
#ifndef OPT_ADDRESS_H
#define OPT_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * ADDRESS is in host byte order. False for this host, private and shared networks, link-local
 * addresses (such as the metadata service of a cloud), multicast and reserved addresses (RFC 6890).
 */
bool address_is_public_v4(uint32_t address);

/*
 * ADDRESS is in network byte order. For an address that contains an IPv4 address (mapped, NAT64,
 * 6to4), the IPv4 address decides.
 */
bool address_is_public_v6(const uint8_t address[static 16]);

#endif
