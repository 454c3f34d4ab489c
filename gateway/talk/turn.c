#include "talk/turn.h"

#include <time.h>

struct str
turn_answer(const struct turn *turn, const char *name)
{
	for (size_t i = 0; i < turn->answer_count; i++)
		if (str_eq(turn->answers[i].name, str_from(name)))
			return turn->answers[i].value;
	must(!"the page asks what its handler reads");
	return (struct str){0};
}

int
turn_read_number(const struct turn *turn, const char *name, int64_t min, int64_t max, int64_t *out)
{
	return parse_int(turn_answer(turn, name), min, max, out);
}

void
result_add(struct result *result, const char *name, struct str text)
{
	must(result->value_count < RESULT_VALUES);
	result->values[result->value_count++] = (struct value){name, text};
}

int32_t
turn_today(const struct turn *turn)
{
	static const int64_t china_s = 8 * 3600;
	time_t there = (time_t)(turn->now_ms / 1000 + china_s);
	struct tm tm;
	must(gmtime_r(&there, &tm));
	return (tm.tm_year + 1900) * 10000 + (tm.tm_mon + 1) * 100 + tm.tm_mday;
}

void
result_add_number(struct result *result, const struct turn *turn, const char *name, int64_t number)
{
	result_add(result, name, str_from(arena_printf(turn->arena, "%lld", (long long)number)));
}
