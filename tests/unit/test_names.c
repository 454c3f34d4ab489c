#include "timetable/names.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "text/fold.h"
#include "timetable/spell.h"
#include "unit/small_feed.h"

/* Only those with a train in the second table are busier than the others. */
static const struct small_file files[] = {
        {"stops.txt", "stop_id,stop_name,stop_lat,stop_lon,stop_city\n"
                      "A,深圳,22.53,114.12,\nB,深圳北,22.61,114.03,\nC,深圳坪山,22.71,114.32,\n"
                      "FT,福田,22.54,114.05,深圳\nSY,深圳远,25.0,118.0,\n"
                      "CSN,长沙南,28.15,113.06,\nNJ,南京,32.09,118.80,\nCC,长春,43.9,125.3,\n"
                      "CQ,重庆,29.55,106.55,\nCQB,重庆北,29.61,106.55,\nCD,成都,30.7,104.1,\n"
                      "DF,东方,19.1,108.7,\nDFH,东方红,46.2,133.1,\nSD,三都县,25.99,107.9,\n"
                      "LL,吕梁,37.5,111.1,\nXA,西安,34.3,108.9,\nXX,息县,32.3,114.7,\n"
                      "GZN,广州南,22.99,113.27,\nGZD,广州东,23.15,113.32,\nHH,怀化,27.5,110.0,\n"
                      "HHHT,呼和浩特,40.8,111.7,\nSF,South Ferry,40.7,-74.0,\n"
                      "ZJ,湛江,21.2,110.4,\nCZ,常州,31.8,120,\nCHZ,郴州,25.8,113,\nJS,津市,29.6,"
                      "111.9,\n"},
        {"stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
                           "T1,8:00:00,8:00:00,B,1\nT1,8:30:00,8:31:00,CHZ,2\n"
                           "T1,9:00:00,9:00:00,CSN,3\n"},
};

static const struct {
	const char *typed, *hits;
} cases[] = {
        /* As it is written; a city takes the name of its middle. */
        {"深圳", "深圳*4 exact"},
        {" 深圳。", "深圳*4 exact"},
        {"深圳市", "深圳*4 exact"},
        {"深圳站", "深圳 exact"},
        {"深圳火车站", "深圳*4 exact"},
        {"深圳北", "深圳北 exact"},
        {"深圳北站", "深圳北 exact"},
        {"深圳北高铁站", "深圳北 exact"},
        {"深圳高铁北站", "深圳北 exact"},
        {"广州火车东站", "广州东 exact"},
        {"福田", "福田 exact"},
        {"坪山", ""},
        {"深圳远", "深圳远 exact"},
        {"长沙", "长沙*1 exact"},
        {"長沙南", "长沙南 exact"},
        {"廣州", "广州*2 exact"},
        {"重慶", "重庆*2 exact"},
        {"东方", "东方 exact"},
        {"三都", "三都县 exact"},
        {"三都县", "三都县 exact"},
        {"津市", "津市 exact"},
        {"south ferry", "South Ferry exact"},
        /* Pinyin: every reading. */
        {"shenzhen", "深圳*4 pinyin"},
        {"ShenZhen Bei", "深圳北 pinyin"},
        {"ｓｈｅｎｚｈｅｎ", "深圳*4 pinyin"},
        {"shēnzhèn", "深圳*4 pinyin"},
        {"shenzhen north", "深圳北 pinyin"},
        {"Shenzhen North Railway Station", "深圳北 pinyin"},
        {"shenzhennorth", "深圳北 pinyin"},
        {"north shenzhen", "深圳北 pinyin"},
        {"shenzhenbeizhan", "深圳北 pinyin"},
        {"shenzhen station", "深圳 pinyin"},
        {"shenzhen city", "深圳*4 pinyin"},
        {"shenzhenshi", "深圳*4 pinyin"},
        {"changsha", "长沙*1 pinyin"},
        {"changchun", "长春 pinyin"},
        {"chongqing", "重庆*2 pinyin"},
        {"chengdu", "成都 pinyin"},
        {"xi'an", "西安 pinyin"},
        {"lvliang", "吕梁 pinyin"},
        {"lüliang", "吕梁 pinyin"},
        {"luliang", "吕梁 pinyin"},
        {"southferry", "South Ferry pinyin"},
        /* Initials: the busiest first. */
        {"szb", "深圳北 initials"},
        {"sz", "深圳*4 initials"},
        {"cz", "郴州 initials, 常州 initials"},
        {"xx", "息县 initials"},
        {"CQB", "重庆北 initials"},
        /* Not sure: offered only. */
        {"长沙难", "长沙南 near"},
        {"申镇", "深圳*4 near"},
        {"陈州", "郴州 near"},
        {"senzen", "深圳*4 near"},
        {"canca", ""},
        {"cangsa", "长沙*1 near"},
        {"fuaihua", "怀化 near"},
        {"呼和", "呼和浩特 near"},
        {"呼和浩持", "呼和浩特 near"},
        {"深川", "深圳*4 near"},
        {"huhe", "呼和浩特 near"},
        {"chognqing", "重庆*2 near"},
        {"changhsa", "长沙*1 near"},
        {"深圳bei", "深圳北 near"},
        /* None. */
        {"", ""},
        {"?", ""},
        {"火星", ""},
        {"站", ""},
        {"q", ""},
        {"\xFF\xFE", ""},
};

static const char *const tier_names[] = {"exact", "pinyin", "initials", "near"};

static void
list(const struct timetable *tt, const struct name_hit *hits, size_t count, char *out, size_t room)
{
	size_t n = 0;
	out[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		const struct name_hit *h = &hits[i];
		char members[16] = "";
		if (h->is_city)
			snprintf(members, sizeof(members), "*%u", h->count);
		n += (size_t)snprintf(out + n, room - n, "%s%s%s %s", i ? ", " : "",
		        timetable_text(tt, h->name), members, tier_names[h->tier]);
		ck_assert_uint_lt(n, room);
	}
}

struct fixture {
	struct small_feed feed;
	struct names names;
	struct arena arena;
};

static void
setup(struct fixture *f)
{
	const char *why = "";
	*f = (struct fixture){0};
	small_feed_build(&f->feed, files, ARRAY_LEN(files));
	ck_assert_str_eq(f->feed.said, "");
	ck_assert_msg(names_view(&f->feed.tt, &f->names, &why) == 0, "%s", why);
}

static void
teardown(struct fixture *f)
{
	arena_release(&f->arena);
	small_feed_release(&f->feed);
}

START_TEST(finds_what_people_type)
{
	struct fixture f;
	setup(&f);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct name_hit hits[NAMES_MENU];
		char got[500];
		size_t n =
		        names_find(&f.names, &f.arena, str_from(cases[i].typed), hits, NAMES_MENU);
		list(&f.feed.tt, hits, n, got, sizeof(got));
		ck_assert_msg(strcmp(got, cases[i].hits) == 0, "\"%s\": got \"%s\", want \"%s\"",
		        cases[i].typed, got, cases[i].hits);
		arena_reset(&f.arena);
	}
	teardown(&f);
}
END_TEST

START_TEST(gives_no_more_than_asked_for)
{
	struct fixture f;
	struct name_hit hits[2];
	setup(&f);
	ck_assert_uint_eq(names_find(&f.names, &f.arena, STR("cz"), hits, 1), 1);
	ck_assert_str_eq(timetable_text(&f.feed.tt, hits[0].name), "郴州");
	ck_assert_uint_eq(hits[0].departures, 31);
	ck_assert_uint_eq(names_find(&f.names, &f.arena, STR("cz"), hits, 0), 0);
	char longest[2000];
	memset(longest, 'a', sizeof(longest));
	ck_assert_uint_eq(
	        names_find(&f.names, &f.arena, (struct str){longest, sizeof(longest)}, hits, 2), 0);
	teardown(&f);
}
END_TEST

static const struct {
	const char *text;
	size_t below, n;
	const char *hits;
} prefixes[] = {
        {"深圳长沙明天", 100, 6, "深圳*4 exact"},
        {"深圳北站长沙", 100, 12, "深圳北 exact"},
        {"深圳市长沙", 100, 9, "深圳*4 exact"},
        {"长沙南京", 100, 9, "长沙南 exact"},
        {"长沙南京", 9, 6, "长沙*1 exact"},
        {"长沙南京", 6, 0, ""},
        {"廣州東成都", 100, 9, "广州东 exact"},
        {"shenzhen bei changsha", 100, 12, "深圳北 pinyin"},
        {"深圳，长沙", 100, 6, "深圳*4 exact"},
        {"shenzhenbei到长沙", 100, 11, "深圳北 pinyin"},
        {"sz cs", 100, 2, "深圳*4 initials"},
        {"szcs", 100, 0, ""},
        {"明天深圳", 100, 0, ""},
        {"", 100, 0, ""},
        {"深圳", 0, 0, ""},
};

START_TEST(finds_the_name_that_a_text_begins_with)
{
	struct fixture f;
	setup(&f);
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
		struct name_hit hits[NAMES_MENU];
		char got[500];
		size_t count = 0;
		struct str folded = fold(&f.arena, str_from(prefixes[i].text));
		size_t n = names_prefix(
		        &f.names, &f.arena, folded, prefixes[i].below, hits, NAMES_MENU, &count);
		list(&f.feed.tt, hits, count, got, sizeof(got));
		ck_assert_msg(n == prefixes[i].n && strcmp(got, prefixes[i].hits) == 0,
		        "\"%s\": got %zu \"%s\"", prefixes[i].text, n, got);
		arena_reset(&f.arena);
	}
	teardown(&f);
}
END_TEST

/* Every byte of the index wrong in several ways: refused, or still safe to look in. */
START_TEST(survives_a_damaged_index)
{
	static const uint8_t wrong[] = {0x01, 0x80, 0xFF};
	static const char *const typed[] = {"深圳", "shenzhen", "cz", "长沙难", "呼和浩持"};
	struct fixture f;
	setup(&f);
	size_t n = f.feed.tt.names_size, refused = 0;
	char *copy = xmalloc(n);
	struct timetable tt = f.feed.tt;
	for (size_t i = 0; i < n * ARRAY_LEN(wrong); i++) {
		const char *why = NULL;
		struct names names;
		memcpy(copy, f.feed.tt.names, n);
		copy[i / ARRAY_LEN(wrong)] ^= (char)wrong[i % ARRAY_LEN(wrong)];
		tt.names = copy;
		if (names_view(&tt, &names, &why)) {
			ck_assert_ptr_nonnull(why);
			refused++;
			continue;
		}
		struct name_hit hits[NAMES_MENU];
		const char *t = typed[i % ARRAY_LEN(typed)];
		size_t found = names_find(&names, &f.arena, str_from(t), hits, NAMES_MENU);
		for (size_t h = 0; h < found; h++)
			for (uint32_t s = 0; s < hits[h].count; s++)
				ck_assert_uint_lt(hits[h].stops[s], tt.net.stops);
		arena_reset(&f.arena);
	}
	ck_assert_uint_gt(refused, n / 2);
	free(copy);
	teardown(&f);
}
END_TEST

START_TEST(refuses_an_index_that_is_cut_off)
{
	struct fixture f;
	const char *why = NULL;
	struct names names;
	setup(&f);
	struct timetable tt = f.feed.tt;
	size_t whole = tt.names_size;
	char *copy = NULL;
	for (size_t n = 1; n < whole; n++) {
		copy = xrealloc(copy, n);
		memcpy(copy, f.feed.tt.names, n);
		tt.names = copy;
		tt.names_size = n;
		ck_assert_int_eq(names_view(&tt, &names, &why), -EBADMSG);
	}
	tt.names_size = 0;
	ck_assert_int_eq(names_view(&tt, &names, &why), -ENOENT);
	free(copy);
	teardown(&f);
}
END_TEST

START_TEST(spells_every_reading)
{
	struct spelling s[SPELLINGS_MOST];
	ck_assert_uint_eq(spell_readings(STR("深圳北"), s, SPELLINGS_MOST), 1);
	ck_assert_str_eq(s[0].text, "shenzhenbei");
	ck_assert_str_eq(s[0].initials, "szb");
	ck_assert_uint_gt(spell_readings(STR("重庆"), s, SPELLINGS_MOST), 1);
	ck_assert_uint_eq(
	        spell_readings(STR("重重重重重重重重"), s, SPELLINGS_MOST), SPELLINGS_MOST);
	ck_assert_uint_eq(spell_readings(STR("重庆"), s, 1), 1);
	ck_assert_uint_eq(spell_readings(STR("深圳é€"), s, SPELLINGS_MOST), 0);
	ck_assert_uint_eq(spell_readings(STR(""), s, SPELLINGS_MOST), 0);
	ck_assert_uint_eq(spell_readings(STR("t2航站楼"), s, 1), 1);
	ck_assert_str_eq(s[0].initials, "thzl");
}
END_TEST

TEST_MAIN("names", finds_what_people_type, gives_no_more_than_asked_for,
        finds_the_name_that_a_text_begins_with, survives_a_damaged_index,
        refuses_an_index_that_is_cut_off, spells_every_reading)
