#include "outside/allow.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

enum { V4_PREFIX_BITS = 96, ALL_BITS = 128 };

static void
map_v4(const struct in_addr *v4, uint8_t out[16])
{
	static const uint8_t prefix[12] = {[10] = 0xFF, [11] = 0xFF};
	memcpy(out, prefix, sizeof(prefix));
	memcpy(out + sizeof(prefix), v4, 4);
}

static int
parse_one(struct str text, struct subnet *net)
{
	char address[INET6_ADDRSTRLEN + 1];
	const char *slash = memchr(text.p, '/', text.n);
	size_t n = slash ? (size_t)(slash - text.p) : text.n;
	if (n >= sizeof(address))
		return -EINVAL;
	memcpy(address, text.p, n);
	address[n] = '\0';

	struct in_addr v4;
	bool is_v4 = inet_pton(AF_INET, address, &v4) == 1;
	if (is_v4)
		map_v4(&v4, net->address);
	else if (inet_pton(AF_INET6, address, net->address) != 1)
		return -EINVAL;
	int64_t bits = is_v4 ? ALL_BITS - V4_PREFIX_BITS : ALL_BITS;
	if (slash && parse_int(str_skip(text, n + 1), 0, bits, &bits) != 0)
		return -EINVAL;
	net->bits = (unsigned)bits + (is_v4 ? V4_PREFIX_BITS : 0);
	return 0;
}

int
allow_parse(struct str text, struct allow_list *list, struct str *bad)
{
	struct allow_list parsed = {.count = 0};
	while (text.n) {
		const char *comma = memchr(text.p, ',', text.n);
		struct str one = {text.p, comma ? (size_t)(comma - text.p) : text.n};
		text = str_skip(text, comma ? one.n + 1 : one.n);
		one = str_trim(one);
		if (parsed.count == ALLOW_MOST ||
		        parse_one(one, &parsed.networks[parsed.count]) != 0) {
			*bad = one;
			return -EINVAL;
		}
		parsed.count++;
	}
	*list = parsed;
	return 0;
}

static bool
same_bits(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	if (memcmp(a, b, bits / 8) != 0)
		return false;
	return bits % 8 == 0 || ((a[bits / 8] ^ b[bits / 8]) >> (8 - bits % 8)) == 0;
}

static bool
has_address(const struct allow_list *list, const uint8_t address[16])
{
	for (size_t i = 0; i < list->count; i++)
		if (same_bits(list->networks[i].address, address, list->networks[i].bits))
			return true;
	return false;
}

bool
allow_has(const struct allow_list *list, const struct sockaddr *peer)
{
	uint8_t address[16];
	if (peer->sa_family == AF_INET)
		map_v4(&((const struct sockaddr_in *)peer)->sin_addr, address);
	else if (peer->sa_family == AF_INET6)
		memcpy(address, &((const struct sockaddr_in6 *)peer)->sin6_addr, sizeof(address));
	else
		return false;
	return has_address(list, address);
}

bool
allow_has_text(const struct allow_list *list, struct str address)
{
	struct subnet one;
	return parse_one(address, &one) == 0 && one.bits == ALL_BITS &&
	       has_address(list, one.address);
}
