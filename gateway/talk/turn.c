#include <string.h>

#include "talk/turn.h"

#include "content/slot.h"
#include "text/calendar.h"

enum { PHRASE_MOST = 2048 };

static const struct answer *
find_answer(const struct turn *turn, const char *name)
{
	for (size_t i = 0; i < turn->answer_count; i++)
		if (str_eq(turn->answers[i].name, str_from(name)))
			return &turn->answers[i];
	return NULL;
}

struct str
turn_answer(const struct turn *turn, const char *name)
{
	const struct answer *answer = find_answer(turn, name);
	must(answer); /* the page asks what its handler reads */
	return answer->value;
}

struct str
turn_aside(const struct turn *turn, const char *name)
{
	const struct answer *answer = find_answer(turn, name);
	return answer ? answer->value : (struct str){"", 0};
}

struct str
turn_label(const struct turn *turn, const char *slot, struct str value)
{
	for (size_t i = 0; turn->page && i < turn->page->slot_count; i++)
		if (str_eq(turn->page->slots[i].name, str_from(slot)))
			return slot_show(&turn->page->slots[i], turn->arena, value, turn->lang);
	return value;
}

int
turn_read_number(const struct turn *turn, const char *name, int64_t min, int64_t max, int64_t *out)
{
	return parse_int(turn_answer(turn, name), min, max, out);
}

static const struct text *
find_phrase(const struct page *page, const char *name)
{
	for (size_t i = 0; page && i < page->phrase_count; i++)
		if (str_eq(page->phrases[i].name, str_from(name)))
			return &page->phrases[i].text;
	return NULL;
}

struct str
turn_phrase(const struct turn *turn, const char *name, const struct value *values, size_t count)
{
	const struct text *phrase = find_phrase(turn->page, name);
	struct buf b = BUF_INIT(PHRASE_MOST);
	if (phrase)
		template_render(phrase->in[turn->lang], values, count, &b, NULL);
	for (size_t i = 0; !phrase && i < count; i++)
		buf_addf(&b, "%s%.*s", b.n ? " " : "", STR_ARG(values[i].text));
	struct str text = arena_str(turn->arena, buf_str(&b));
	buf_release(&b);
	return text;
}

bool
spec_gives_province(const struct handler_spec *spec, const char *value)
{
	for (size_t i = 0; spec->provinces && spec->provinces[i]; i++)
		if (strcmp(spec->provinces[i], value) == 0)
			return true;
	return false;
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
	return calendar_today(turn->now_ms / 1000);
}

void
result_add_number(struct result *result, const struct turn *turn, const char *name, int64_t number)
{
	result->numbers |= UINT32_C(1) << result->value_count;
	result_add(result, name, str_from(arena_printf(turn->arena, "%lld", (long long)number)));
}

void
result_do(struct result *result, const struct effect *effect)
{
	must(result->effect_count < RESULT_EFFECTS);
	result->effects[result->effect_count++] = *effect;
}

const struct rule_set *
turn_rule(const struct turn *turn, const struct rule_spec *spec, int32_t own)
{
	const struct rule *rule = content_rule(turn->content, spec);
	const struct rule_set *set = rule_on(rule, turn->on ? turn->on : own);
	return set || turn->on || !rule ? set : &rule->sets[0];
}
