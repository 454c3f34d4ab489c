#include "text/sound.h"

#include <string.h>

#include "base/utf8.h"
#include "text/readings.h"

enum { LEAST = 2, MOST = 8, HAN_BYTES = 3 };

/* A syllable as it sounds to many: without the h of zh, ch, sh, the g of -ng; l for n. */
struct syllable {
	char p[SYLLABLE_MOST + 1];
	size_t n;
};

static struct syllable
take_syllable(const char **readings)
{
	struct syllable s = {.n = 0};
	const char *p = *readings;
	for (; *p && *p != ' '; p++) {
		bool h = *p == 'h' && s.n == 1 && strchr("zcs", s.p[0]);
		bool g = *p == 'g' && s.n > 0 && s.p[s.n - 1] == 'n';
		if (!h && !g)
			s.p[s.n++] = *p;
	}
	if (s.n && s.p[0] == 'n')
		s.p[0] = 'l';
	*readings = *p ? p + 1 : p;
	return s;
}

static bool
sounds_alike(uint32_t a, uint32_t b)
{
	const char *of_a = han_readings(a);
	while (of_a && *of_a) {
		struct syllable x = take_syllable(&of_a);
		const char *of_b = han_readings(b);
		while (of_b && *of_b) {
			struct syllable y = take_syllable(&of_b);
			if (x.n == y.n && memcmp(x.p, y.p, x.n) == 0)
				return true;
		}
	}
	return false;
}

bool
sound_alike(struct str word, struct str other)
{
	while (word.n) {
		uint32_t a = utf8_next(&word, NULL), b = utf8_next(&other, NULL);
		if (a != b && !sounds_alike(a, b))
			return false;
	}
	return true;
}

bool
sound_is_word(struct str folded)
{
	struct str s = folded;
	for (size_t i = 0; i < s.n; i += HAN_BYTES)
		if ((unsigned char)s.p[i] < 0xE3 || (unsigned char)s.p[i] >= 0xF0)
			return false;
	return s.n >= LEAST * HAN_BYTES && s.n <= MOST * HAN_BYTES && s.n % HAN_BYTES == 0;
}
