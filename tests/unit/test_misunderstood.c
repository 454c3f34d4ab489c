/* What is shown of what nobody understood: enough phones, short, no figures. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "talk/misunderstood.h"

static void
note(struct misunderstood *m, unsigned phone, const char *text)
{
	struct who who = {{0}};
	memcpy(who.bytes, &phone, sizeof(phone));
	misunderstood_note(m, &who, str_from(text));
}

static void
note_by(struct misunderstood *m, unsigned phones, const char *text)
{
	for (unsigned i = 0; i < phones; i++)
		note(m, i, text);
}

static void
ck_shown(const struct misunderstood *m, const char *want)
{
	struct buf out = BUF_INIT(65536);
	misunderstood_print(m, &out);
	ck_assert(!out.full);
	ck_assert_str_eq(out.p, want);
	buf_release(&out);
}

START_TEST(three_phones)
{
	struct misunderstood *m = misunderstood_new();
	ck_shown(m, "[]\n");
	for (int i = 0; i < 10; i++)
		note_by(m, 2, "彩票");
	ck_shown(m, "[]\n");
	note(m, 2, "彩票");
	note(m, 3, "彩票");
	note_by(m, 3, "天\\气");
	note_by(m, 3, "天气预报");
	ck_shown(m, "[\n{\"text\":\"彩票\",\"times\":22},\n{\"text\":\"天气预报\",\"times\":3},"
	            "\n{\"text\":\"天\\\\气\",\"times\":3}]\n");
	misunderstood_free(m);
}
END_TEST

START_TEST(masks)
{
	static const struct {
		const char *text, *want; /* NULL: no trace */
	} cases[] = {
	        {"给13800138000充值", "给###########充值"},
	        {"12", "##"},
	        {"٣۴५", "###"},
	        {"一三八零零一", "######"},
	        {"一三a二五六b七八", "一三a###b七八"},
	        {"一个人", "一个人"},
	        {"一二三四五六七八九十一二三四五六七八九十", "#########十#########十"},
	        {"一二三四五六七八九十一二三四五六七八九十a", NULL},
	        {"aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaa"},
	        {"aaaaaaaaaaaaaaaaaaaaa", NULL},
	        {"", NULL},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct misunderstood *m = misunderstood_new();
		char want[200] = "[]\n";
		if (cases[i].want)
			snprintf(want, sizeof(want), "[\n{\"text\":\"%s\",\"times\":3}]\n",
			        cases[i].want);
		note_by(m, 3, cases[i].text);
		ck_shown(m, want);
		misunderstood_free(m);
	}
}
END_TEST

/* Numbers that differ only in their figures are one text; who floods it drives out only what one
 * phone said, and 200 are shown. */
START_TEST(bounded)
{
	enum { MANY = 5000, GOOD = 300 };
	struct misunderstood *m = misunderstood_new();
	struct buf out = BUF_INIT(65536);
	char text[32];
	for (int i = 0; i < GOOD; i++) {
		snprintf(text, sizeof(text), "w%c%c", 'a' + i / 26, 'a' + i % 26);
		note_by(m, 3, text);
	}
	note_by(m, 4, "waa");
	for (int i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "x%c%c%c", 'a' + i / 676, 'a' + i / 26 % 26,
		        'a' + i % 26);
		note(m, 9, text);
	}
	misunderstood_print(m, &out);
	ck_assert(!out.full);
	ck_assert_ptr_nonnull(strstr(out.p, "[\n{\"text\":\"waa\",\"times\":7},"));
	size_t lines = 0;
	for (const char *p = out.p; (p = strstr(p, "\"text\"")); p++)
		lines++;
	ck_assert_uint_eq(lines, MISUNDERSTOOD_SHOWN);
	ck_assert_ptr_null(strstr(out.p, "\"x"));
	for (int i = 0; i < 3; i++) { /* what comes late has its chance, too */
		snprintf(text, sizeof(text), "late%d", i);
		note_by(m, 3, text);
	}
	buf_clear(&out);
	misunderstood_print(m, &out);
	ck_assert_ptr_nonnull(strstr(out.p, "{\"text\":\"late#\",\"times\":9}"));
	buf_release(&out);
	misunderstood_free(m);
}
END_TEST

TEST_MAIN("misunderstood", three_phones, masks, bounded)
