/*
 * SHA-256 (FIPS 180-4), for identities and checksums.
 *
 *	digest_init(&d);
 *	digest_add_field(&d, ticker);
 *	digest_add_field(&d, day);
 *	digest_final_hex(&d, hex);
 */
#ifndef OPT_DIGEST_H
#define OPT_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum { DIGEST_SIZE = 32, DIGEST_HEX_SIZE = 65 };

struct digest {
	uint32_t state[8];
	uint64_t length; /* bytes added so far */
	unsigned char block[64];
};

void digest_init(struct digest *d);
void digest_add(struct digest *d, const void *data, size_t length);
/*
 * Adds TEXT and a separator that no field contains (0x1f), so that ("ab","c") and ("a","bc")
 * differ.
 */
void digest_add_field(struct digest *d, const char *text);
/* Ends the digest and writes it as 64 hexadecimal digits, lower case. Returns OUT. */
const char *digest_final_hex(struct digest *d, char out[static DIGEST_HEX_SIZE]);
/* The same for DATA of LENGTH bytes, in one call. */
const char *digest_hex(const void *data, size_t length, char out[static DIGEST_HEX_SIZE]);

#endif
