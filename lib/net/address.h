/* Which network addresses are somebody else's public ones: where feeds may be fetched from. */
#ifndef OPT_ADDRESS_H
#define OPT_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Host byte order. False for this host, private and shared nets, link-local (the cloud's metadata
 * service), multicast and what is reserved (RFC 6890).
 */
bool address_is_public_v4(uint32_t address);

/* Network byte order. An address that carries an IPv4 one (mapped, NAT64, 6to4) is judged by it. */
bool address_is_public_v6(const uint8_t address[static 16]);

#endif
