#include "check.h"
#include "content/slot.h"

START_TEST(reads)
{
	static const struct {
		struct slot slot;
		const char *in, *value, *rest; /* value NULL: nothing is read */
	} cases[] = {
	        {{.type = SLOT_NUMBER, .min = 1, .max = 300}, "132", "132", ""},
	        {{.type = SLOT_NUMBER, .min = 1, .max = 300}, "132  浙江84", "132", "浙江84"},
	        {{.type = SLOT_NUMBER, .min = 1, .max = 300}, "007", "7", ""},
	        {{.type = SLOT_NUMBER, .min = 1, .max = 300}, "1", "1", ""},
	        {{.type = SLOT_NUMBER, .min = 1, .max = 300}, "300", "300", ""},
	        {{.type = SLOT_NUMBER, .min = 1, .max = 300}, "0", NULL, NULL},
	        {{.type = SLOT_NUMBER, .min = 1, .max = 300}, "301", NULL, NULL},
	        {{.type = SLOT_NUMBER, .min = 1, .max = 300}, "-5", NULL, NULL},
	        {{.type = SLOT_NUMBER, .min = 1, .max = 300}, "a1", NULL, NULL},
	        {{.type = SLOT_NUMBER, .min = 1, .max = 300}, "", NULL, NULL},
	        {{.type = SLOT_NUMBER, .min = 1, .max = 300}, "99999999999999999999", NULL, NULL},
	        {{.type = SLOT_NUMBER, .min = 2011, .max = 2100}, "二〇三二", "2032", ""},
	        {{.type = SLOT_AREA_CODE}, "010", "010", ""},
	        {{.type = SLOT_AREA_CODE}, "0755 再说", "0755", "再说"},
	        {{.type = SLOT_AREA_CODE}, "07551", NULL, NULL},
	        {{.type = SLOT_AREA_CODE}, "01", NULL, NULL},
	        {{.type = SLOT_AREA_CODE}, "0075", NULL, NULL},
	        {{.type = SLOT_AREA_CODE}, "755", NULL, NULL},
	        {{.type = SLOT_AREA_CODE}, "", NULL, NULL},
	        {{.type = SLOT_TEXT}, "深圳 2路", "深圳 2路", ""},
	        {{.type = SLOT_TEXT}, "", NULL, NULL},
	};
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str rest = str_from(cases[i].in), value = STR("untouched");
		bool good = slot_read(&cases[i].slot, &a, &rest, &value);
		ck_assert_msg(good == (cases[i].value != NULL), "case %zu", i);
		ck_assert_text(value, good ? cases[i].value : "untouched");
		ck_assert_text(rest, good ? cases[i].rest : cases[i].in);
	}
	arena_release(&a);
}
END_TEST

START_TEST(names)
{
	for (int i = 0; i < SLOT_TYPE_COUNT; i++)
		ck_assert_int_eq(slot_type_find(str_from(slot_type_name((enum slot_type)i))), i);
	ck_assert_int_eq(slot_type_find(STR("area")), -1);
	ck_assert_int_eq(slot_type_find(STR("")), -1);
}
END_TEST

TEST_MAIN("slot", reads, names)
