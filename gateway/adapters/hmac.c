#include "adapters/hmac.h"

#include <nettle/base16.h>
#include <nettle/base64.h>
#include <nettle/hmac.h>
#include <nettle/nettle-meta.h>
#include <stddef.h>

enum { STATE_MOST = 512, DIGEST_MOST = 64 };

/* What one hash is at, of whichever kind. */
union state {
	max_align_t align;
	uint8_t bytes[STATE_MOST];
};

static const struct nettle_hash *
hash_of(enum hmac_algorithm algorithm)
{
	switch (algorithm) {
	case HMAC_SHA512:
		return &nettle_sha512;
	case HMAC_SHA1:
		return &nettle_sha1;
	case HMAC_SHA256:
		break;
	}
	return &nettle_sha256;
}

struct str
hmac_text(struct arena *a, enum hmac_algorithm algorithm, enum hmac_encoding encoding,
        struct str key, struct str text)
{
	const struct nettle_hash *hash = hash_of(algorithm);
	size_t n = hash->digest_size;
	union state outer, inner, state;
	uint8_t digest[DIGEST_MOST];
	must(hash->context_size <= STATE_MOST && n <= DIGEST_MOST);
	hmac_set_key(&outer, &inner, &state, hash, key.n, (const uint8_t *)key.p);
	hmac_update(&state, hash, text.n, (const uint8_t *)text.p);
	hmac_digest(&outer, &inner, &state, hash, n, digest);
	bool base64 = encoding == HMAC_BASE64;
	size_t length = base64 ? BASE64_ENCODE_RAW_LENGTH(n) : BASE16_ENCODE_LENGTH(n);
	char *shown = arena_alloc(a, length);
	if (base64)
		base64_encode_raw(shown, n, digest);
	else
		base16_encode_update(shown, n, digest);
	return (struct str){shown, length};
}
