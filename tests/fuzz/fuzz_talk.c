/*
 * A whole talk over the starter content: each line of the input is a text, a line that begins with
 * '+' lets an hour pass. Every text gets an answer that fits.
 */
#include "fuzz.h"

#include <string.h>

#include "base/utf8.h"
#include "handlers.h"
#include "talk/converse.h"
#include "text/decode.h"

enum { LINE_MOST = 1000, LINES_MOST = 40, PARTS_MOST = 3 };

static const struct content *
load_content(void)
{
	static struct content *content;
	static struct handler_spec specs[64];
	if (content)
		return content;
	struct content_rules rules = {
	        .handlers = specs, .max_parts = PARTS_MOST, .today = 1795392000};
	struct faults faults = FAULTS_INIT;
	const struct handler *const *all = handlers_all(&rules.handler_count);
	for (size_t i = 0; i < rules.handler_count; i++)
		specs[i] = all[i]->spec;
	content = content_load("content", &rules, &faults, &(int){0});
	must(content);
	faults_release(&faults);
	return content;
}

static void
say(struct conversation *c, struct str line, int64_t now_ms)
{
	struct arena a = ARENA_INIT;
	struct reply reply;
	struct message m = {.msisdn = STR("+8613800138000"), .now_ms = now_ms};
	must(decode_mo(&a, line, MO_GSM7, STR("UTF-8"), &m.text) == 0);
	must(converse(c, &a, &m, &reply) == 0);
	int error = store_pending(c->store) ? store_commit(c->store) : 0;
	store_settle(c->store, error, now_ms / 1000);
	must(error == 0);
	store_answered(c->store, &reply.who, reply.seq);
	must(reply.text.n > 0 && utf8_valid(reply.text) && reply.size.parts <= PARTS_MOST);
	must(strcmp(reply.outcome, "sorry") != 0);
	arena_release(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct store_options memory = {.sessions_most = 16, .repeat_s = 60};
	int64_t now_ms = 1795392000000;
	size_t count;
	struct conversation c = {.content = load_content(),
	        .handlers = handlers_all(&count),
	        .store = store_new(&memory, now_ms / 1000),
	        .session_s = 7200,
	        .language_s = 36000,
	        .resend_s = 60};
	struct str rest = {(const char *)data, size};
	for (int i = 0; i < LINES_MOST && rest.n; i++) {
		const char *end = memchr(rest.p, '\n', rest.n);
		struct str line = {rest.p, end ? (size_t)(end - rest.p) : rest.n};
		rest = str_skip(rest, end ? line.n + 1 : line.n);
		if (line.n && line.p[0] == '+')
			now_ms += 3600000;
		else if (line.n <= LINE_MOST)
			say(&c, line, now_ms);
	}
	store_free(c.store);
	return 0;
}
