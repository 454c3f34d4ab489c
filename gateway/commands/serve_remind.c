#include "commands/daemon.h"
#include "talk/remind.h"

enum { LOOK_EVERY_MS = 1000 };

static int
remind(struct daemon *d, int64_t now_ms)
{
	bool more = false;
	if (now_ms - d->reminded_ms < LOOK_EVERY_MS && now_ms >= d->reminded_ms)
		return 0;
	arena_reset(&d->scratch);
	int error = remind_due(&d->conversation, &d->scratch, now_ms, &more);
	d->reminded_ms = more ? 0 : now_ms;
	return error;
}

static int
work(void *ctx, int64_t now_ms)
{
	struct daemon *d = ctx;
	struct batch_helper sending = sender_helper(d->sender);
	int error = d->draining ? 0 : remind(d, now_ms);
	return error ? error : sending.work(sending.ctx, now_ms);
}

static void
settled(void *ctx, int error)
{
	struct daemon *d = ctx;
	struct batch_helper sending = sender_helper(d->sender);
	sending.settled(sending.ctx, error);
}

struct batch_helper
daemon_helper(struct daemon *d)
{
	return (struct batch_helper){work, settled, d};
}
