/* Is the index what names_find trusts it to be? */
#include "timetable/names.h"

#include <errno.h>
#include <string.h>

#include "timetable/spell.h"

static struct names
names_in(const struct names_header *h)
{
	struct names names = {0};
	names.place = (const void *)(h + 1);
	names.key = (const void *)(names.place + h->places);
	names.member = (const void *)(names.key + h->keys);
	names.text = (const void *)(names.member + h->members);
	memcpy(names.first_key, h->first_key, sizeof(names.first_key));
	return names;
}

static bool
fits(const struct names_header *h, size_t size)
{
	uint64_t need = sizeof(*h) + (uint64_t)h->places * sizeof(struct names_place) +
	                (uint64_t)h->keys * sizeof(struct names_key) +
	                (uint64_t)h->members * sizeof(uint32_t) + h->text_n;
	return need <= size;
}

/* A name is trusted where a stop has it, too: the strings of the file have no length here. */
static const char *
check_places(const struct timetable *tt, const struct names *names, const struct names_header *h)
{
	for (uint32_t i = 0; i < h->places; i++) {
		const struct names_place *p = &names->place[i];
		if (p->members == 0 || p->first_member > h->members ||
		        p->members > h->members - p->first_member)
			return "a place has no stops";
		for (uint32_t m = 0; m < p->members; m++)
			if (names->member[p->first_member + m] >= tt->net.stops)
				return "a place has a stop that is none";
		const struct tt_stop *stop = &tt->stop[names->member[p->first_member]];
		if (p->is_city > 1 || p->name != (p->is_city ? stop->city : stop->name))
			return "a place has another name than its stop";
	}
	return NULL;
}

static int
compare(const struct names *names, const struct names_key *a, const struct names_key *b)
{
	size_t n = a->n < b->n ? a->n : b->n;
	int order = memcmp(names->text + a->text, names->text + b->text, n);
	return order ? order : (int)a->n - (int)b->n;
}

static const char *
check_keys(struct names *names, const struct names_header *h)
{
	names->longest = 0;
	if (h->first_key[0] != 0 || h->first_key[NAMES_LEVELS] != h->keys)
		return "its levels are not all its keys";
	for (uint32_t level = 0; level < NAMES_LEVELS; level++) {
		if (h->first_key[level] > h->first_key[level + 1] ||
		        h->first_key[level + 1] > h->keys)
			return "its levels are not in order";
		for (uint32_t i = h->first_key[level]; i < h->first_key[level + 1]; i++) {
			const struct names_key *k = &names->key[i];
			if (k->level != level || k->place >= h->places || k->n == 0 ||
			        k->n > SPELL_MOST || k->text > h->text_n ||
			        k->n > h->text_n - k->text)
				return "a key is outside it";
			if (i > h->first_key[level] && compare(names, k - 1, k) > 0)
				return "its keys are not sorted";
			if (level <= LEVEL_ALIAS && k->n > names->longest)
				names->longest = k->n;
		}
	}
	return NULL;
}

int
names_view(const struct timetable *tt, struct names *out, const char **why)
{
	const struct names_header *h = tt->names;
	if (tt->names_size == 0) {
		*why = "it has no index of names: build it again";
		return -ENOENT;
	}
	const char *fault = NULL;
	struct names names = {0};
	must((uintptr_t)h % _Alignof(struct names_header) == 0);
	if (tt->names_size < sizeof(*h) || h->version != NAMES_VERSION || !fits(h, tt->names_size))
		fault = "its index of names is cut off, or of another version";
	if (!fault) {
		names = names_in(h);
		fault = check_places(tt, &names, h);
	}
	if (!fault)
		fault = check_keys(&names, h);
	if (fault) {
		*why = fault;
		return -EBADMSG;
	}
	*out = names;
	return 0;
}
