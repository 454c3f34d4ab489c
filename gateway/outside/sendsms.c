#include "outside/sendsms.h"

#include "outside/kannel_dlr.h"
#include "text/segment.h"

/* How it ended, and on the way (4): a report of a kind that was not asked for makes bearerbox
 * write the number to its log. Not 8: that it left Kannel says nothing of the phone. */
enum { DLR_MASK = 1 | 2 | 4 | 16 | 32 };

static void
add_number(struct arena *a, struct http_call *call, const char *name, int64_t number)
{
	const char *digits = arena_printf(a, "%lld", (long long)number);
	http_call_header(call, name, str_from(number ? digits : ""));
}

static int
write_call(const void *ctx, struct arena *a, const struct outgoing *m, struct http_call *call)
{
	const struct sendsms_options *o = ctx;
	bool ucs2 = text_measure(m->text).coding == CODING_UCS2;
	struct str reports = {"", 0};
	if (*o->dlr_url)
		reports = dlr_url(a, o->dlr_url, o->dlr_secret, m->ref);
	*call = (struct http_call){.url = str_from(o->url), .body = m->text};
	http_call_header(call, "Content-Type", STR("text/plain; charset=UTF-8"));
	http_call_header(call, "X-Kannel-Username", str_from(o->username));
	http_call_header(call, "X-Kannel-Password", str_from(o->password));
	http_call_header(call, "X-Kannel-From", str_from(o->from));
	http_call_header(call, "X-Kannel-To", m->msisdn);
	http_call_header(call, "X-Kannel-Coding", str_from(ucs2 ? "2" : "0"));
	http_call_header(call, "X-Kannel-SMSC", m->route.n ? m->route : str_from(o->route));
	add_number(a, call, "X-Kannel-Validity", m->validity_min);
	add_number(a, call, "X-Kannel-DLR-Mask", reports.n ? DLR_MASK : 0);
	http_call_header(call, "X-Kannel-DLR-Url", reports);
	return 0;
}

static struct carrier_answer
read_answer(const void *ctx, struct arena *a, const struct http_answer *answer)
{
	long status = answer->status;
	(void)ctx, (void)a;
	return (struct carrier_answer){.result = status == 202                    ? CARRIER_ACCEPTED
	                                         : status >= 400 && status <= 499 ? CARRIER_REFUSED
	                                                                          : CARRIER_NOT_NOW,
	        .status = status};
}

struct carrier
sendsms_carrier(const struct sendsms_options *options)
{
	return (struct carrier){.name = "sendsms",
	        .mend = "outbox.url, outbox.username, outbox.password_file and the group "
	                "sendsms-user in Kannel's configuration",
	        .ctx = options,
	        .write = write_call,
	        .read = read_answer};
}
