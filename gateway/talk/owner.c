#include "talk/owner.h"

#include "store/outbox.h"

/* Its record of the channel that it spoke on last. */
static const struct session *
last_session(const struct store *store, const struct who *who)
{
	const struct session *sms = store_session(store, who, CHANNEL_SMS);
	const struct session *ussd = store_session(store, who, CHANNEL_USSD);
	return !sms || (ussd && ussd->at > sms->at) ? ussd : sms;
}

enum owner
phone_owner(const struct conversation *c, const struct who *who, int64_t now_ms)
{
	const struct session *s = last_session(c->store, who);
	struct outbox_reach reach = {0};
	int64_t silent_ms = c->family.silent_s * 1000;
	bool spoke = s && now_ms - (int64_t)s->at * 1000 <= silent_ms;
	if (!silent_ms || (spoke && !(s->flags & SESSION_STRANGE)))
		return OWNER_SAME;
	int error = outbox_find_reach(c->store, who, &reach);
	if (!error && now_ms - reach.at_ms <= silent_ms)
		return OWNER_SAME;
	return reach.failing && !spoke ? OWNER_GONE : OWNER_UNSURE;
}
