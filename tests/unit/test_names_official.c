#include <stdio.h>
#include <string.h>
#include <time.h>

#include "timetable/build.h"
#include "timetable/names.h"
#include "timetable/spell.h"
#include "timetable/value.h"
#include "unit/scratch.h"

/*
 * Every station of the real Chinese feed, where it is (in $JIAXIN_TRANSIT_DATA, or beside the
 * project), is found by its name and by each spelling, in the tier that the spelling is of.
 */

#define DEFAULT_FOLDER "../shared/data/transit"

enum { MOST = 64, PATH_MOST = 500 };

struct looked {
	const struct timetable *tt;
	struct names names;
	struct arena arena;
	size_t count, beyond_menu;
};

static void
check_found(struct looked *l, struct str typed, uint32_t stop, enum name_tier tier)
{
	struct name_hit hits[MOST];
	size_t n = names_find(&l->names, &l->arena, typed, hits, MOST);
	arena_reset(&l->arena);
	l->count++;
	for (size_t i = 0; i < n; i++)
		for (uint32_t s = 0; s < hits[i].count; s++)
			if (hits[i].stops[s] == stop) {
				ck_assert_uint_le(hits[i].tier, tier);
				l->beyond_menu += i >= NAMES_MENU;
				return;
			}
	ck_abort_msg("\"%.*s\" does not find %s", STR_ARG(typed),
	        timetable_text(l->tt, l->tt->stop[stop].name));
}

static void
check_stop(struct looked *l, uint32_t stop)
{
	struct str name = str_from(timetable_text(l->tt, l->tt->stop[stop].name));
	struct spelling all[SPELLINGS_MOST];
	size_t n = spell_readings(name, all, SPELLINGS_MOST);
	ck_assert_uint_gt(n, 0);
	check_found(l, name, stop, NAME_EXACT);
	for (size_t i = 0; i < n; i++) {
		check_found(l, (struct str){all[i].text, all[i].n}, stop, NAME_PINYIN);
		if (all[i].initials_n > 1)
			check_found(l, (struct str){all[i].initials, all[i].initials_n}, stop,
			        NAME_INITIALS);
	}
}

START_TEST(finds_every_station)
{
	const char *folder = getenv("JIAXIN_TRANSIT_DATA");
	char path[PATH_MOST];
	snprintf(path, sizeof(path), "%s/cn-hsr2016.zip", folder ? folder : DEFAULT_FOLDER);
	FILE *there = fopen(path, "r");
	if (!there) {
		fprintf(stdout, "names: %s is not there: skipped\n", path);
		return;
	}
	fclose(there);
	struct problems problems = {.out = NULL};
	const struct build_options options = {.today = day_of(2016, 2, 5)};
	const char *const feeds[] = {path}, *why = "";
	struct built built;
	struct timetable tt;
	ck_assert(timetable_build(feeds, 1, &options, &problems, &built));
	ck_assert_int_eq(timetable_view(built.image, built.size, &tt, &why), 0);
	struct looked l = {.tt = &tt};
	ck_assert_int_eq(names_view(&tt, &l.names, &why), 0);
	clock_t began = clock();
	for (uint32_t i = 0; i < tt.net.stops; i++)
		check_stop(&l, i);
	double us = (double)(clock() - began) * 1e6 / CLOCKS_PER_SEC / (double)l.count;
	printf("names: %zu spellings of %u stations, %zu after the first %d of a menu, %.1f us "
	       "each, "
	       "%zu bytes\n",
	        l.count, tt.net.stops, l.beyond_menu, NAMES_MENU, us, tt.names_size);
	arena_release(&l.arena);
	free(built.image);
}
END_TEST

TEST_MAIN("names_official", finds_every_station)
