/*
 * The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038, 6.2.1).
 */
#ifndef JIAXIN_GSM7_H
#define JIAXIN_GSM7_H

#include <stdint.h>

/* Septets that cp takes: 1, 2 (behind an escape), or 0 when the alphabet has no such character. */
unsigned gsm7_septets(uint32_t cp);

/*
 * The plain twin of a character that forces UCS-2 only by its looks (curly quotes,
 * dashes, ellipsis, no-break space, tab, common full-width marks...): a short GSM-7
 * string, empty for what is invisible, or NULL.
 */
const char *gsm7_twin(uint32_t cp);

#endif
