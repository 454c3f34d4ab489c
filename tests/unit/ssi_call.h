/*
 * What the tests of the social insurance handlers share: one of them called by itself.
 */
#ifndef JIAXIN_TESTS_SSI_CALL_H
#define JIAXIN_TESTS_SSI_CALL_H

#include <stdio.h>
#include <string.h>

#include "load_content.h"
#include "widths.h"

struct call {
	struct arena arena;
	struct result result;
	int error;
};

/* "year=2029 ..." to the handler, and the result held to its spec. */
static inline void
call(struct call *call, const struct content *c, const struct handler *handler, int32_t on,
        const char *args)
{
	struct answer answers[8];
	size_t count = 0;
	arena_release(&call->arena);
	*call = (struct call){.arena = ARENA_INIT};
	char *rest = arena_dup(&call->arena, str_from(args));
	while (rest && *rest) {
		char *value = strsep(&rest, " "), *name = strsep(&value, "=");
		answers[count++] = (struct answer){str_from(name), str_from(value)};
	}
	struct turn turn = {.now_ms = 1795392000000,
	        .answers = answers,
	        .answer_count = count,
	        .arena = &call->arena,
	        .content = c,
	        .on = on};
	call->error = handler->run(&turn, &call->result);
	ck_assert_widths(&handler->spec, &call->result);
}

static inline const char *
value_of(const struct call *call, const char *name)
{
	for (size_t i = 0; i < call->result.value_count; i++)
		if (strcmp(call->result.values[i].name, name) == 0)
			return call->result.values[i].text.p;
	ck_abort_msg("no value %s", name);
	return "";
}

#endif
