#include "timetable/stop_set.h"

#include <errno.h>

#include "unit/small_feed.h"

static const struct small_file stops = {"stops.txt",
        "stop_id,stop_name,stop_city\nA,Aa,North\nB,Bb,North\nC,Twin,\nD,Twin,\n"
        "E,X+Y,\nC+D,one,\nS1,深圳,深圳\nS2,深圳北,深圳\nS3,福田,深圳\nL1,长沙南,\n"
        "L2,长沙,\nG1,广州南,\nY1,宜昌东,\nY2,盐城东,\n"};

static const struct {
	const char *text;
	int error;
	size_t count;
	const char *part, *near;
} cases[] = {
        /* exactly */
        {"A", 0, 1, "", ""},
        {" Aa ", 0, 1, "", ""},
        {"A+Bb", 0, 2, "", ""},
        {"A + A", 0, 1, "", ""},
        {"North", 0, 2, "", ""},
        {"C+D", 0, 1, "", ""},
        {"Twin", 0, 2, "", ""},
        {"X+Y", 0, 1, "", ""},
        {"A+", 0, 1, "", ""},
        {"深圳", 0, 1, "", ""},
        {"深圳北+深圳+福田", 0, 3, "", ""},
        {"S1+深圳北", 0, 2, "", ""},
        /* as people type */
        {"twin", 0, 2, "", ""},
        {"深圳市", 0, 3, "", ""},
        {"深圳北站", 0, 1, "", ""},
        {"shenzhen", 0, 3, "", ""},
        {"Shenzhen Bei", 0, 1, "", ""},
        {"shenzhen north", 0, 1, "", ""},
        {"szb", 0, 1, "", ""},
        {"廣州南", 0, 1, "", ""},
        {"长沙难", 0, 1, "", ""},
        {"szb+futian", 0, 2, "", ""},
        /* not understood */
        {"ycd", -ENOTUNIQ, 0, "ycd", "宜昌东,盐城东,"},
        {"深圳北+ycd", -ENOTUNIQ, 0, "ycd", "宜昌东,盐城东,"},
        {"长沙北", -ENOENT, 0, "长沙北", "长沙,长沙南,长沙,"},
        {"changshanann", -ENOENT, 0, "changshanann", "长沙南,"},
        {"A+Q", -ENOENT, 0, "Q", ""},
        {"", -ENOENT, 0, "", ""},
        {"+A", -ENOENT, 0, "", ""},
};

static void
check(const struct small_feed *f, const struct names *names, struct arena *a, size_t i)
{
	struct stop_set p = {.count = 0};
	struct stop_doubt doubt = {.count = 0};
	char near[200] = "";
	int error = stop_set_find(&f->tt, names, a, str_from(cases[i].text), &p, &doubt);
	arena_reset(a);
	ck_assert_msg(error == cases[i].error, "%s: %d", cases[i].text, error);
	ck_assert_msg(p.count == cases[i].count, "%s: %zu", cases[i].text, p.count);
	if (error == 0)
		return;
	for (size_t n = 0; n < doubt.count; n++) {
		strcat(near, timetable_text(&f->tt, doubt.near[n].name));
		strcat(near, ",");
	}
	ck_assert_text(doubt.part, cases[i].part);
	ck_assert_msg(strcmp(near, cases[i].near) == 0, "%s: near %s", cases[i].text, near);
}

START_TEST(finds_what_was_written_or_typed)
{
	struct small_feed f;
	struct names names;
	struct arena a = ARENA_INIT;
	const char *why;
	small_feed_build(&f, &stops, 1);
	ck_assert_int_eq(names_view(&f.tt, &names, &why), 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check(&f, &names, &a, i);
	arena_release(&a);
	small_feed_release(&f);
}
END_TEST

START_TEST(takes_exact_names_alone_without_an_index)
{
	struct small_feed f;
	struct stop_set p;
	struct stop_doubt doubt;
	small_feed_build(&f, &stops, 1);
	ck_assert_int_eq(stop_set_find(&f.tt, NULL, NULL, STR("深圳北"), &p, &doubt), 0);
	ck_assert_int_eq(stop_set_find(&f.tt, NULL, NULL, STR("szb"), &p, &doubt), -ENOENT);
	ck_assert_uint_eq(doubt.count, 0);
	small_feed_release(&f);
}
END_TEST

START_TEST(knows_when_places_meet)
{
	const struct stop_set a = {{1, 2}, 2}, b = {{2, 3}, 2}, c = {{3}, 1}, none = {{0}, 0};
	ck_assert(stop_set_meet(&a, &b));
	ck_assert(!stop_set_meet(&a, &c));
	ck_assert(!stop_set_meet(&a, &none));
}
END_TEST

TEST_MAIN("stop_set", finds_what_was_written_or_typed, takes_exact_names_alone_without_an_index,
        knows_when_places_meet)
