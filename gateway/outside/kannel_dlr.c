#include "outside/kannel_dlr.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "outside/query.h"

enum { URL_MOST = 2048, DLR_UNDELIVERED = 2, DLR_EXPIRED = 32 };

/* The hexadecimal or decimal number at the start of s; 0: there is none. */
static int64_t
leading_number(struct str s, unsigned base)
{
	int64_t number = 0;
	for (size_t i = 0; i < s.n && i < 8; i++) {
		char c = s.p[i];
		int digit = c >= '0' && c <= '9'                 ? c - '0'
		            : base == 16 && c >= 'a' && c <= 'f' ? c - 'a' + 10
		                                                 : -1;
		if (digit < 0)
			break;
		number = number * base + digit;
	}
	return number;
}

/*
 * Of "NACK/0x0000000b/Invalid Destination Address" 11, of "id:1 ... stat:UNDELIV err:027 text:..."
 * 27. The rest may hold a piece of the text, so nobody keeps it.
 */
static int64_t
read_code(struct str answer)
{
	static const struct {
		const char *before;
		unsigned base;
	} forms[] = {{"NACK/0x", 16}, {"err:", 10}};
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		size_t n = strlen(forms[i].before);
		const char *at = answer.n ? memmem(answer.p, answer.n, forms[i].before, n) : NULL;
		if (at)
			return leading_number(
			        str_skip(answer, (size_t)(at - answer.p) + n), forms[i].base);
	}
	return 0;
}

/* What Kannel's %d leaves out: 1.4.5 says "not delivered" (2) of a receipt that says EXPIRED. */
static unsigned
read_bits(unsigned bits, struct str answer)
{
	static const char expired[] = "stat:EXPIRED";
	bool found = (bits & DLR_UNDELIVERED) && answer.n &&
	             memmem(answer.p, answer.n, expired, sizeof(expired) - 1);
	return found ? bits | DLR_EXPIRED : bits;
}

bool
dlr_read(struct http_request *request, struct dlr *dlr, const char **why)
{
	struct str bits = {"", 0}, answer = {"", 0};
	int64_t number;
	*dlr = (struct dlr){.ref = {"", 0}};
	query_get(&request->arena, request->query, "ref", &dlr->ref);
	query_get(&request->arena, request->query, "d", &bits);
	query_get(&request->arena, request->query, "a", &answer);
	if (!dlr->ref.n || parse_int(bits, 0, 255, &number) != 0) {
		*why = "ref and d (%d) are wanted\n";
		return false;
	}
	dlr->bits = read_bits((unsigned)number, answer);
	dlr->code = read_code(answer);
	return true;
}

struct str
dlr_url(struct arena *a, const char *base, const char *secret, struct str ref)
{
	struct buf b = BUF_INIT(URL_MOST);
	const char *host = strstr(base, "://");
	size_t scheme = host && *secret ? (size_t)(host + 3 - base) : 0;
	buf_add(&b, (struct str){base, scheme});
	if (scheme) {
		buf_addz(&b, "kannel:");
		query_encode(&b, str_from(secret));
		buf_addc(&b, '@');
	}
	buf_addz(&b, base + scheme);
	buf_addf(&b, "%cref=%.*s&d=%%d&a=%%A", strchr(base, '?') ? '&' : '?', STR_ARG(ref));
	must(!b.full); /* the options bound both */
	struct str url = arena_str(a, buf_str(&b));
	buf_release(&b);
	return url;
}
