#include "text/gsm7.h"

#include <stddef.h>

#include "base/base.h"

/* TS 23.038, 6.2.1 (one septet) and 6.2.1.1 (two), sorted. */
static const struct {
	uint16_t first, last;
	uint8_t septets;
} alphabet[] = {
        {'\n', '\n', 1}, {'\f', '\f', 2}, {'\r', '\r', 1}, {' ', 'Z', 1}, {'[', '^', 2},
        {'_', '_', 1}, {'a', 'z', 1}, {'{', '~', 2},
        {0x00A1, 0x00A1, 1}, /* inverted exclamation mark */
        {0x00A3, 0x00A5, 1}, /* pound, currency, yen */
        {0x00A7, 0x00A7, 1}, /* section */
        {0x00BF, 0x00BF, 1}, /* inverted question mark */
        {0x00C4, 0x00C7, 1}, /* A umlaut, A ring, AE, C cedilla */
        {0x00C9, 0x00C9, 1}, /* E acute */
        {0x00D1, 0x00D1, 1}, /* N tilde */
        {0x00D6, 0x00D6, 1}, /* O umlaut */
        {0x00D8, 0x00D8, 1}, /* O stroke */
        {0x00DC, 0x00DC, 1}, /* U umlaut */
        {0x00DF, 0x00E0, 1}, /* sharp s, a grave */
        {0x00E4, 0x00E6, 1}, /* a umlaut, a ring, ae */
        {0x00E8, 0x00E9, 1}, /* e grave, e acute */
        {0x00EC, 0x00EC, 1}, /* i grave */
        {0x00F1, 0x00F2, 1}, /* n tilde, o grave */
        {0x00F6, 0x00F6, 1}, /* o umlaut */
        {0x00F8, 0x00F9, 1}, /* o stroke, u grave */
        {0x00FC, 0x00FC, 1}, /* u umlaut */
        {0x0393, 0x0394, 1}, /* Gamma, Delta */
        {0x0398, 0x0398, 1}, /* Theta */
        {0x039B, 0x039B, 1}, /* Lambda */
        {0x039E, 0x039E, 1}, /* Xi */
        {0x03A0, 0x03A0, 1}, /* Pi */
        {0x03A3, 0x03A3, 1}, /* Sigma */
        {0x03A6, 0x03A6, 1}, /* Phi */
        {0x03A8, 0x03A9, 1}, /* Psi, Omega */
        {0x20AC, 0x20AC, 2}, /* euro */
};

unsigned
gsm7_septets(uint32_t cp)
{
	if (cp > 0x20AC) /* most of what comes by is Chinese */
		return 0;
	size_t i = 0;
	while (alphabet[i].last < cp)
		i++;
	return cp >= alphabet[i].first ? alphabet[i].septets : 0;
}

static const struct {
	uint16_t first, last;
	const char *twin;
} twins[] = {
        {'\t', '\t', " "}, {'`', '`', "'"}, {0x00A0, 0x00A0, " "}, /* no-break space */
        {0x00AB, 0x00AB, "\""},                                    /* angle quotes */
        {0x00AD, 0x00AD, ""},                                      /* soft hyphen */
        {0x00B4, 0x00B4, "'"},                                     /* acute accent */
        {0x00B7, 0x00B7, "."},                                     /* middle dot */
        {0x00BB, 0x00BB, "\""},                                    /* angle quotes */
        {0x00D7, 0x00D7, "x"},                                     /* multiplication sign */
        {0x02BC, 0x02BC, "'"},                                     /* modifier apostrophe */
        {0x2000, 0x200A, " "},                                     /* spaces by width */
        {0x200B, 0x200F, ""},                                      /* zero width, direction marks */
        {0x2010, 0x2015, "-"},                                     /* hyphens and dashes */
        {0x2018, 0x201B, "'"},                                     /* single quotes */
        {0x201C, 0x201F, "\""},                                    /* double quotes */
        {0x2022, 0x2022, "-"},                                     /* bullet */
        {0x2026, 0x2026, "..."},                                   /* ellipsis */
        {0x202F, 0x202F, " "},                                     /* narrow no-break space */
        {0x2032, 0x2032, "'"},                                     /* prime */
        {0x2033, 0x2033, "\""},                                    /* double prime */
        {0x2060, 0x2064, ""},                                      /* word joiner and kin */
        {0x2212, 0x2212, "-"},                                     /* minus */
        {0x3000, 0x3000, " "},                                     /* ideographic space */
        {0x3001, 0x3001, ","}, {0x3002, 0x3002, "."}, {0xFEFF, 0xFEFF, ""}, /* byte-order mark */
        {0xFF01, 0xFF01, "!"}, {0xFF05, 0xFF05, "%"}, {0xFF08, 0xFF08, "("}, {0xFF09, 0xFF09, ")"},
        {0xFF0C, 0xFF0C, ","}, {0xFF0D, 0xFF0D, "-"}, {0xFF0E, 0xFF0E, "."}, {0xFF0F, 0xFF0F, "/"},
        {0xFF1A, 0xFF1A, ":"}, {0xFF1B, 0xFF1B, ";"}, {0xFF1F, 0xFF1F, "?"}, {0xFF5E, 0xFF5E, "~"},
        {0xFFE5, 0xFFE5, "\u00A5"}, /* full-width yen */
};

const char *
gsm7_twin(uint32_t cp)
{
	for (size_t i = 0; i < ARRAY_LEN(twins); i++)
		if (cp >= twins[i].first && cp <= twins[i].last)
			return twins[i].twin;
	return NULL;
}
