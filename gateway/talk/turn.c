#include "talk/turn.h"

struct str
turn_answer(const struct turn *turn, const char *name)
{
	for (size_t i = 0; i < turn->answer_count; i++)
		if (str_eq(turn->answers[i].name, str_from(name)))
			return turn->answers[i].value;
	must(!"the page asks what its handler reads");
	return (struct str){0};
}

int64_t
turn_number(const struct turn *turn, const char *name)
{
	int64_t number = 0;
	must(parse_int(turn_answer(turn, name), INT64_MIN, INT64_MAX, &number) == 0);
	return number;
}

void
result_add(struct result *result, const char *name, struct str text)
{
	must(result->value_count < RESULT_VALUES);
	result->values[result->value_count++] = (struct value){name, text};
}
