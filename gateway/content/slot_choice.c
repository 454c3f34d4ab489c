#include "content/slot_read.h"
#include "content/slot_take.h"

static bool
is_word_end(struct str word, struct str rest)
{
	char last = word.p[word.n - 1], next = rest.n ? rest.p[0] : ' ';
	bool latin = (last >= 'a' && last <= 'z') || (last >= '0' && last <= '9');
	return !latin || !((next >= 'a' && next <= 'z') || (next >= '0' && next <= '9'));
}

/* The longest word that the text begins with. */
static const struct slot_choice *
find_word(const struct slot *slot, struct str folded, size_t *used)
{
	const struct slot_choice *found = NULL;
	*used = 0;
	for (size_t i = 0; i < slot->choice_count; i++)
		for (size_t j = 0; j < slot->choices[i].word_count; j++) {
			struct str word = slot->choices[i].words[j];
			if (word.n > *used && str_starts(folded, word) &&
			        is_word_end(word, str_skip(folded, word.n))) {
				found = &slot->choices[i];
				*used = word.n;
			}
		}
	return found;
}

size_t
slot_unclear(const struct slot *slot, struct str folded)
{
	size_t longest = 0;
	for (size_t i = 0; i < slot->unclear_count; i++) {
		struct str word = slot->unclear[i];
		if (word.n > longest && str_starts(folded, word) &&
		        is_word_end(word, str_skip(folded, word.n)))
			longest = word.n;
	}
	return longest;
}

/* 3个小时, 3 days: so many of something, and no third line. */
static bool
counts_something(struct str behind)
{
	static const struct slot_word things[] = {{"个", 1}, {"天", 1}, {"日", 1}, {"小时", 1},
	        {"钟头", 1}, {"分钟", 1}, {"月", 1}, {"年", 1}, {"岁", 1}, {"元", 1}, {"块", 1},
	        {"点", 1}, {"%", 1}, {"day", 1}, {"days", 1}, {"hour", 1}, {"hours", 1}, {"h", 1},
	        {"month", 1}, {"months", 1}, {"year", 1}, {"years", 1}, {"yuan", 1}};
	int value;
	return slot_take_word(&behind, things, ARRAY_LEN(things), &value);
}

/* The line that a number names; *used is its length. */
static const struct slot_choice *
find_line(const struct slot *slot, struct str folded, size_t *used)
{
	int64_t number;
	*used = slot_number(folded, &number);
	if (!*used || number < 1 || (uint64_t)number > slot->choice_count ||
	        counts_something(str_skip(folded, *used)))
		return NULL;
	return &slot->choices[number - 1];
}

bool
slot_read_choice(const struct slot *slot, struct arena *a, struct str *folded, struct str *value)
{
	size_t used;
	const struct slot_choice *choice = find_word(slot, *folded, &used);
	if (slot_unclear(slot, *folded) > used)
		return false;
	if (!choice)
		choice = find_line(slot, *folded, &used);
	if (!choice)
		return false;
	*value = arena_str(a, choice->value);
	*folded = str_trim(str_skip(*folded, used));
	return true;
}
