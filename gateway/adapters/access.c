#include "adapters/access.h"

#include "adapters/hmac.h"
#include "outside/query.h"
#include "store/crypt.h"

/* `value` without the words that stand before a secret or signature; nothing when they do not. */
static struct str
behind(struct str value, struct str prefix)
{
	return str_starts(value, prefix) ? str_skip(value, prefix.n) : (struct str){"", 0};
}

static struct str
given_secret(const struct access *access, struct http_request *request, struct str path_secret)
{
	struct str value = {"", 0};
	switch (access->secret_in) {
	case SECRET_IN_PATH:
		return query_decode(&request->arena, path_secret, false);
	case SECRET_IN_QUERY:
		query_get(&request->arena, request->query, access->secret_name, &value);
		return value;
	case SECRET_IN_HEADER:
		value = http_header(request, access->secret_name);
		return behind(value, access->secret_prefix);
	case SECRET_NONE:
		break;
	}
	return value;
}

/* Hexadecimal digits come in either case. */
static struct str
lower(struct arena *a, struct str text)
{
	char *out = arena_dup(a, text);
	for (size_t i = 0; i < text.n; i++)
		if (out[i] >= 'A' && out[i] <= 'F')
			out[i] = (char)(out[i] | 0x20);
	return (struct str){out, text.n};
}

static bool
is_signed(const struct adapter *adapter, struct http_request *request)
{
	const struct access *access = &adapter->access;
	bool base64 = access->hmac_encoding == HMAC_BASE64;
	struct str given = behind(http_header(request, access->hmac_header), access->hmac_prefix);
	struct str wanted = hmac_text(&request->arena, access->hmac_algorithm,
	        access->hmac_encoding, str_from(adapter->hmac_key), request->body);
	return secret_eq(base64 ? given : lower(&request->arena, given), wanted);
}

enum access_verdict
access_check(const struct adapter *adapter, struct http_request *request, struct str forwarded_for,
        struct str path_secret)
{
	const struct access *access = &adapter->access;
	bool right_place = forwarded_for.n ? allow_has_text(&access->from, forwarded_for)
	                                   : allow_has(&access->from, request->peer);
	if (access->has_from && !right_place)
		return ACCESS_BAD_ADDRESS;
	if (access->secret_in != SECRET_NONE &&
	        !secret_eq(given_secret(access, request, path_secret), str_from(adapter->secret)))
		return ACCESS_BAD_SECRET;
	if (access->hmac_header && !is_signed(adapter, request))
		return ACCESS_BAD_SIGNATURE;
	return ACCESS_GRANTED;
}
