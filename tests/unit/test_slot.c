/* What people type against each type of question, and what must be refused. */
#include "check.h"
#include "content/slot.h"
#include "text/fold.h"

struct reading {
	const char *said, *value, *rest; /* value NULL: refused */
};

static void
read_all(const struct slot *slot, const struct reading *r, size_t count)
{
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < count; i++) {
		struct str text = fold(&a, str_from(r[i].said)), value;
		struct str whole = text;
		bool good = slot_read(slot, &a, today, &text, &value);
		ck_assert_msg(good == (r[i].value != NULL), "%s", r[i].said);
		ck_assert_text(good ? value : STR(""), good ? r[i].value : "");
		ck_assert_text(text, good ? (r[i].rest ? r[i].rest : "") : arena_dup(&a, whole));
	}
	arena_release(&a);
}

START_TEST(months)
{
	static const struct reading readings[] = {{"132", "132", ""}, {"１３２", "132", ""},
	        {"11年", "132", ""}, {"十一年", "132", ""}, {"十一年半", "138", ""},
	        {"11年6个月", "138", ""}, {"9年11个月", "119", ""}, {"11.5年", "138", ""},
	        {"10年", "120", ""}, {"15y", "180", ""}, {"63个月 男", "63", "男"},
	        {"5 years 3 months", "63", ""}, {"11年 2028", "132", "2028"}, {"900", NULL, NULL},
	        {"-5", NULL, NULL}, {"", NULL, NULL}, {"11年13个月", NULL, NULL},
	        {"11.5", NULL, NULL}, {"11.7年", NULL, NULL}};
	struct slot slot = {.type = SLOT_MONTHS, .min = 0, .max = 720};
	read_all(&slot, readings, ARRAY_LEN(readings));
}
END_TEST

START_TEST(year_months)
{
	static const struct reading readings[] = {{"1967年5月", "1967-05", ""},
	        {"196705", "1967-05", ""}, {"67.5", "1967-05", ""}, {"1967 5", "1967-05", ""},
	        {"六七年五月", "1967-05", ""}, {"1967-05", "1967-05", ""},
	        {"1967年05月生 男", "1967-05", "男"}, {"1967 5 男", "1967-05", "男"},
	        {"1967年12月", "1967-12", ""}, {"1967年13月", NULL, NULL}, {"1967", NULL, NULL},
	        {"1967年0月", NULL, NULL}, {"196713", NULL, NULL}, {"1867年5月", NULL, NULL},
	        {"2030年5月", NULL, NULL}, {"5月", NULL, NULL}};
	struct slot slot = {.type = SLOT_YEAR_MONTH, .min = 1940, .max = 2015};
	read_all(&slot, readings, ARRAY_LEN(readings));
}
END_TEST

START_TEST(choices)
{
	static const struct str man[] = {{"男", 3}, {"m", 1}}, woman[] = {{"女工", 6}, {"女", 3}};
	static const struct slot_choice list[] = {
	        {.value = {"M", 1}, .words = man, .word_count = 2},
	        {.value = {"F", 1}, .words = woman, .word_count = 2}};
	static const struct reading readings[] = {{"男", "M", ""}, {"M", "M", ""},
	        {"女工 1", "F", "1"}, {"女", "F", ""}, {"2", "F", ""}, {"一", "M", ""},
	        {"3", NULL, NULL}, {"0", NULL, NULL}, {"man", NULL, NULL}, {"12", NULL, NULL}};
	struct slot slot = {.type = SLOT_CHOICE, .choices = list, .choice_count = 2};
	read_all(&slot, readings, ARRAY_LEN(readings));
}
END_TEST

TEST_MAIN("slot", months, year_months, choices)
