/* The identity numbers are made up: 110101 is a district, the rest counts up to a right check. */
#include "check.h"

#include "text/secret.h"

static const struct {
	const char *text, *masked; /* NULL: left as it is */
} rows[] = {
        {"", NULL},
        {"社保", NULL},
        {"养老地 湖南 广东132 浙江84 2028", NULL},
        /* phones */
        {"13800138000", NULL},
        {"+8613800138000", NULL},
        {"008613800138000", NULL},
        {"138 0013 8000", NULL},
        {"13800138000 13900139000", NULL},
        {"0755-12333 13800138000", NULL},
        {"13800138000 020", NULL},
        /* numbers of other kinds */
        {"2025 2026 2027 2028", NULL},
        {"2026-11-24 08:30", NULL},
        {"x", NULL},
        {"xx18", NULL},
        {"123456789012345", NULL}, /* 15, and no date in it */
        /* identity numbers */
        {"11010119900307002X", "******************"},
        {"11010119900307002x", "******************"},
        {"１１０１０１１９９００３０７００２Ｘ", "******************"},
        {"我的身份证11010119900307002X，查社保", "我的身份证******************，查社保"},
        {"110101 19900307 002X", "****** ******** ****"},
        {"110101-19900307-002X", "******-********-****"},
        {"110101199003070019", "******************"},     /* a slip, without a gap: all the same */
        {"110101 19900307 0019", "****** ******** ****"}, /* a slip, in its parts */
        {"110101 1990 0307 0019", NULL}, /* a slip, in other pieces: cannot be told */
        {"110101 19900307", NULL},
        {"990101 19900307 0019", NULL},         /* no province */
        {"110101 19901307 002X", NULL},         /* month 13 */
        {"110101900307001", "***************"}, /* of before 1999 */
        {"110101901307001", NULL},              /* month 13 */
        {"社保 11010119900307002X 13800138000", "社保 ****************** 13800138000"},
        {"13800138000 11010119900307002X", "13800138000 ******************"},
        {"11010119900307002X11010119900307002X", "************************************"},
        /* bank cards */
        {"6222020000000000000", "*******************"},
        {"4111111111111111", "****************"},
        {"4111 1111 1111 1111", "**** **** **** ****"},
        {"4111　1111－1111 1111", "****　****－**** ****"},
        {"4111 1111 1111 1112", NULL}, /* Luhn says no */
        {"41 11 1111 11 111111", NULL},
        {"411111 1111111111", "****** **********"},
        {"622202-0000000000000", "******-*************"},
        {"411111 1111111112", NULL},
        {"518004 13800138000", NULL}, /* a postcode and a phone, right by Luhn */
        {"202611 1111111119", NULL},  /* a month in front, and right by Luhn */
        {"卡4111 1111 1111 1111 钱", "卡**** **** **** **** 钱"},
        /* longer than anything */
        {"11111111111111111111111111111111", "********************************"},
        {"\xFF"
         "4111111111111111\xFE",
                "\xFF****************\xFE"},
};

START_TEST(masks_what_is_secret_and_nothing_else)
{
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool found;
		struct str masked = secret_mask(&a, str_from(rows[i].text), &found);
		ck_assert_text(masked, rows[i].masked ? rows[i].masked : rows[i].text);
		ck_assert_msg(found == (rows[i].masked != NULL), "%s", rows[i].text);
	}
	arena_release(&a);
}
END_TEST

/* Every piece joins the next: no look further than a number is long. */
START_TEST(takes_any_number_of_pieces)
{
	struct arena a = ARENA_INIT;
	char text[4096];
	bool found;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 5 == 4 ? ' ' : '0' + (char)(i % 7);
	secret_mask(&a, (struct str){text, sizeof(text)}, &found);
	arena_release(&a);
}
END_TEST

TEST_MAIN("secret", masks_what_is_secret_and_nothing_else, takes_any_number_of_pieces)
