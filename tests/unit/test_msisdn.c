#include <errno.h>

#include "check.h"
#include "text/msisdn.h"

START_TEST(parses)
{
	static const struct {
		const char *raw, *want; /* NULL: none of a person */
	} cases[] = {
	        {"+8613800138000", "+8613800138000"},
	        {"8613800138000", "+8613800138000"},
	        {"008613800138000", "+8613800138000"},
	        {"13800138000", "+8613800138000"},
	        {"19912345678", "+8619912345678"},
	        {"+13800138000", "+13800138000"}, /* with its + it is what it says */
	        {"0013800138000", "+13800138000"},
	        {"12800138000", "+12800138000"}, /* no mainland mobile begins with 12 */
	        {"85291234567", "+85291234567"},
	        {"1380013800", "+1380013800"},
	        {"1065012345", NULL},               /* a service, not North America */
	        {"+861065012345", "+861065012345"}, /* Beijing */
	        {"8610650123456", NULL},            /* too long for it */
	        {"+861012345678", NULL},            /* no line there begins with 1 */
	        {"106901234567890", NULL},
	        {"+86106901234567", NULL},
	        {"86118114118114", NULL},
	        {"12520123456", "+12520123456"},
	        {"123456789012345", "+123456789012345"},
	        {"1234567890123456", NULL},
	        {"123456", NULL},
	        {"10086", NULL},
	        {"", NULL},
	        {"+", NULL},
	        {"00", NULL},
	        {"000", NULL},
	        {"+0138001380000", NULL},
	        {"013800138000", NULL},
	        {"BANK", NULL},
	        {"1380013800a", NULL},
	        {"138 0013 8000", NULL},
	        {" 8613800138000", NULL},
	        {"++8613800138000", NULL},
	        {"-8613800138000", NULL},
	};
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str got = STR("untouched");
		int error = msisdn_parse(&a, str_from(cases[i].raw), 7, &got);
		ck_assert_msg(error == (cases[i].want ? 0 : -EINVAL), "%s", cases[i].raw);
		ck_assert_text(got, cases[i].want ? cases[i].want : "untouched");
	}
	struct str got;
	ck_assert_int_eq(msisdn_parse(&a, STR("1380013\0000"), 7, &got), -EINVAL);
	ck_assert_int_eq(msisdn_parse(&a, STR("10086"), 5, &got), -EINVAL);
	ck_assert_int_eq(msisdn_parse(&a, STR("95588"), 5, &got), 0);
	ck_assert_int_eq(msisdn_parse(&a, STR("95588"), 6, &got), -EINVAL);
	ck_assert_int_eq(msisdn_parse(&a, STR("6591234567"), 10, &got), 0); /* Singapore */
	ck_assert_int_eq(msisdn_parse(&a, STR("659123456"), 10, &got), -EINVAL);
	arena_release(&a);
}
END_TEST

TEST_MAIN("msisdn", parses)
