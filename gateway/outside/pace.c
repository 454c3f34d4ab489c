#include "outside/pace.h"

#include "store/outbox.h"

enum { SECOND_US = 1000000, MINUTE_US = 60 * SECOND_US, REFUSALS_STOP = 3 };

void
pace_init(struct pace *p, int64_t rate, int64_t now_us)
{
	must(rate > 0);
	*p = (struct pace){.rate = rate, .credited_us = now_us - SECOND_US};
}

static int64_t
cost_us(const struct pace *p)
{
	return p->rate < SECOND_US ? SECOND_US / p->rate : 1;
}

/* What is not used within a second is lost. */
static void
earn(struct pace *p, int64_t now_us)
{
	p->credit_us += now_us - p->credited_us;
	p->credited_us = now_us;
	if (p->credit_us > SECOND_US)
		p->credit_us = SECOND_US;
}

bool
pace_taken(struct pace *p)
{
	bool was_ill = p->stopped || p->failures;
	p->stopped = false;
	p->failures = p->refusals = 0;
	p->pause_until_us = 0;
	return was_ill;
}

bool
pace_failed(struct pace *p, int64_t now_us, uint32_t random)
{
	if (now_us < p->pause_until_us)
		return false;
	int64_t wait_us = outbox_backoff_ms(p->failures, random) * 1000;
	p->pause_until_us = now_us + (wait_us < MINUTE_US ? wait_us : MINUTE_US);
	return p->failures++ == 0 && !p->stopped;
}

bool
pace_refused(struct pace *p, bool us, int64_t now_us)
{
	bool stopped_before = p->stopped;
	p->refusals++;
	if (!us && p->refusals < REFUSALS_STOP)
		return false;
	p->stopped = true;
	p->pause_until_us = now_us + MINUTE_US;
	return !stopped_before;
}

size_t
pace_room(struct pace *p, size_t most, int64_t now_us)
{
	if (now_us < p->pause_until_us)
		return 0;
	earn(p, now_us);
	size_t afford = (size_t)(p->credit_us / cost_us(p));
	return afford < most ? afford : most;
}

void
pace_spend(struct pace *p, size_t count)
{
	p->credit_us -= (int64_t)count * cost_us(p);
}

int64_t
pace_next_us(struct pace *p, int64_t now_us)
{
	earn(p, now_us);
	int64_t afford_us = now_us + cost_us(p) - p->credit_us;
	return afford_us > p->pause_until_us ? afford_us : p->pause_until_us;
}

bool
pace_is_careful(const struct pace *p)
{
	return p->stopped || p->failures;
}
