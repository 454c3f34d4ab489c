#include <string.h>

#include "check.h"
#include "talk/joined.h"

#define PHONE "+254712345678"

static struct store *
new_store(void)
{
	struct store_options o = {.sessions_most = 100, .repeat_s = 3600, .keep_s = 86400};
	struct store *store = store_new(&o, 1);
	ck_assert_int_eq(store_trouble(store), 0);
	return store;
}

static struct message
message_of(struct arena *a, const char *phone, const char *session, const char *text)
{
	struct str id = str_from(arena_printf(a, "at\x1f%s\x1f%s", session, text));
	return (struct message){.channel = CHANNEL_USSD,
	        .op = *text ? USSD_CONTINUE : USSD_BEGIN,
	        .msisdn = str_from(phone),
	        .text = str_from(text),
	        .id = id,
	        .joined = true};
}

/* The step was answered, and is on the disk. */
static void
hear(struct store *store, struct arena *a, const struct message *m)
{
	struct journal_entry e = {.at_ms = 1000, .who = store_who(store, m->msisdn)};
	e.in = e.out = e.rest = e.slots = (struct str){"", 0};
	e.marks[MARK_PROVIDER_ID] = store_mark(store, 'i', &e.who, m->id);
	ck_assert_int_eq(store_add(store, a, &e), 0);
	store_settle(store, store_commit(store), 1);
}

/* A session step by step: what the texts mean. */
START_TEST(takes_what_is_new)
{
	static const struct {
		const char *text, *input;
	} steps[] = {
	        {"", ""}, {"1", "1"}, {"1*0", "0"}, {"1*0*5*6", "5*6"}, /* a star that was typed */
	        {"1*0*5*6*7", "7"},                                     /* and what follows it */
	        {"1*0*5*6*7*", ""},                                     /* nothing */
	        {"1*0*5*6*7****", "**"},      /* nothing but stars, behind that */
	        {"1*0*5*6*7*****王*", "王*"}, /* the last was "...****" */
	};
	struct arena a = ARENA_INIT;
	struct store *store = new_store();
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		struct message m = message_of(&a, PHONE, "s1", steps[i].text), step;
		joined_read(store, &a, &m, &step);
		ck_assert(!step.joined);
		ck_assert_int_eq(step.op, m.op);
		ck_assert_text(step.text, steps[i].input);
		hear(store, &a, &m);
	}
	store_free(store);
	arena_release(&a);
}
END_TEST

/* The first screen may be answered with stars, too. */
START_TEST(first_input_with_stars)
{
	struct arena a = ARENA_INIT;
	struct store *store = new_store();
	struct message m = message_of(&a, PHONE, "s1", ""), step;
	hear(store, &a, &m);
	m = message_of(&a, PHONE, "s1", "1*2*3");
	joined_read(store, &a, &m, &step);
	ck_assert_text(step.text, "1*2*3");
	ck_assert_int_eq(step.op, USSD_CONTINUE);
	store_free(store);
	arena_release(&a);
}
END_TEST

/* A session that nobody knows begins, with what was dialled behind the code. */
START_TEST(unknown_session_begins)
{
	struct arena a = ARENA_INIT;
	struct store *store = new_store();
	struct message m = message_of(&a, PHONE, "s1", ""), step;
	hear(store, &a, &m);
	m = message_of(&a, PHONE, "s2", "31*132"); /* another session */
	joined_read(store, &a, &m, &step);
	ck_assert_int_eq(step.op, USSD_BEGIN);
	ck_assert_text(step.dialled, "*0*31*132#");
	ck_assert_text(step.text, "");
	m = message_of(&a, "+254712345679", "s1", "31"); /* another phone */
	joined_read(store, &a, &m, &step);
	ck_assert_int_eq(step.op, USSD_BEGIN);
	ck_assert_text(step.dialled, "*0*31#");
	store_free(store);
	arena_release(&a);
}
END_TEST

/* The end of a session says what was said: there is no input in it. */
START_TEST(end_is_left_alone)
{
	struct arena a = ARENA_INIT;
	struct store *store = new_store();
	struct message m = message_of(&a, PHONE, "s1", "1*2"), step;
	m.op = USSD_END;
	joined_read(store, &a, &m, &step);
	ck_assert_int_eq(step.op, USSD_END);
	store_free(store);
	arena_release(&a);
}
END_TEST

/* Ten thousand stars cost no more than the last few of them. */
START_TEST(stars_have_a_limit)
{
	struct arena a = ARENA_INIT;
	struct store *store = new_store();
	char text[10001];
	memset(text, '*', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	struct message m = message_of(&a, PHONE, "s1", ""), step;
	hear(store, &a, &m);
	m = message_of(&a, PHONE, "s1", text);
	joined_read(store, &a, &m, &step);
	ck_assert_int_eq(step.op, USSD_CONTINUE);
	ck_assert_uint_eq(step.text.n, sizeof(text) - 1);
	store_free(store);
	arena_release(&a);
}
END_TEST

TEST_MAIN("joined", takes_what_is_new, first_input_with_stars, unknown_session_begins,
        end_is_left_alone, stars_have_a_limit)
