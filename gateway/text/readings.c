#include "text/readings.h"

enum { HAN_FIRST = 0x4E00, HAN_LAST = 0x9FFF };

#define HAN(cp, set)
#define SET(number, syllables) [number] = syllables,
static const char *const sets[] = {
#include "text/readings.inc"
};
#undef HAN
#undef SET

#define HAN(cp, set) [cp - HAN_FIRST] = set,
#define SET(number, syllables)
/* Flat, so that one look is enough; 0 where a character is not known. */
static const uint16_t set_of[HAN_LAST - HAN_FIRST + 1] = {
#include "text/readings.inc"
};
#undef HAN
#undef SET

const char *
han_readings(uint32_t code_point)
{
	if (code_point < HAN_FIRST || code_point > HAN_LAST)
		return NULL;
	return sets[set_of[code_point - HAN_FIRST]];
}
