#include "check.h"

#include <uchar.h>

#include "base/utf8.h"
#include "text/gsm7.h"

/* The table of TS 23.038, 6.2.1 in its own order, and 6.2.1.1; the escape left out. */
static const char16_t basic[] =
        u"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
        u"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
static const char16_t extension[] = u"\f^{}\\[~]|€";

static bool
is_in(const char16_t *set, uint32_t cp)
{
	while (*set && *set != cp)
		set++;
	return *set != 0;
}

START_TEST(alphabet_is_the_standards)
{
	unsigned of[3] = {0};
	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
		unsigned want = is_in(basic, cp) ? 1 : is_in(extension, cp) ? 2 : 0;
		if (gsm7_septets(cp) != want)
			ck_abort_msg("U+%04X is %u", cp, gsm7_septets(cp));
		of[want]++;
	}
	ck_assert_uint_eq(of[1], 127);
	ck_assert_uint_eq(of[2], 10);
}
END_TEST

/* What people believe to be in it and is not. */
START_TEST(no_septets)
{
	static const uint32_t outside[] = {0, '\t', 0x1B, '`', 0xA0, 0xA2, 0xB0, 0xB7, 0xC0,
	        0xE7 /* small c-cedilla; only the capital is in */, 0x2013, 0x2018, 0x201D, 0x2026,
	        0x3000, 0xFF01, 0xFFE5, 0x4E2D, 0x1F600};
	for (size_t i = 0; i < ARRAY_LEN(outside); i++)
		ck_assert_msg(gsm7_septets(outside[i]) == 0, "U+%04X", outside[i]);
}
END_TEST

START_TEST(twins)
{
	static const struct {
		uint32_t cp;
		const char *twin;
	} t[] = {
	        {0x2019, "'"},
	        {0x201C, "\""},
	        {0x2013, "-"},
	        {0x2014, "-"},
	        {0x2026, "..."},
	        {0xA0, " "},
	        {'\t', " "},
	        {'`', "'"},
	        {0x200B, ""},
	        {0xFF0C, ","},
	        {0xFFE5, "¥"},
	};
	for (size_t i = 0; i < ARRAY_LEN(t); i++)
		ck_assert_str_eq(gsm7_twin(t[i].cp), t[i].twin);
	ck_assert_ptr_null(gsm7_twin(0x4E2D));
	ck_assert_ptr_null(gsm7_twin('a'));
	ck_assert_ptr_null(gsm7_twin(0x1F600));
}
END_TEST

START_TEST(twins_are_gsm7)
{
	for (uint32_t cp = 0; cp <= 0xFFFF; cp++) {
		const char *twin = gsm7_twin(cp);
		if (!twin)
			continue;
		ck_assert_msg(gsm7_septets(cp) == 0, "U+%04X needs none", cp);
		for (struct str s = str_from(twin); s.n > 0;)
			ck_assert_uint_gt(gsm7_septets(utf8_next(&s, NULL)), 0);
	}
}
END_TEST

TEST_MAIN("gsm7", alphabet_is_the_standards, no_septets, twins, twins_are_gsm7)
