/*
 * The little language of *.play: one statement a line, "#" begins a comment.
 *
 *   VERB WORD... NAME=VALUE...        a value with blanks stands in "quotes", where \n \r \"
 * \\ count
 *
 *   from NUMBER                       the phone of the statements that follow
 *   to NUMBER                         the short code that it texts (10660)
 *   mo text="{code}"                  the phone sends the figures of its last mt back
 *   mo text="社保"                    the phone sends; more than one part is split as phones do
 *      [dcs=0|8] [hex=BYTES] [udh=HEX] [ton=N] [npi=N] [type=USSD] [tlv=HEX] [from=] [to=]
 *      [fill=N]                       the last character again until the text has N
 *      [esm=N] [keep=PART]            only this part leaves
 *   again                             the last MO's very bytes once more, as after a lost answer
 *   mt [text="exact"] [has="piece"] [dcs=N] [parts=N] [units=N] [type=USSD] [tlv=HEX] [within=S]
 *      [hex=BYTES]                    its bytes, those of all parts without their headers
 *      [same]                         the phone's next message is this; same: as the one before
 *   silence [for=MS]                  the phone gets nothing
 *   report STAT [err=NNN]             the centre reports of the last mt: DELIVRD, EXPIRED, UNDELIV
 *   refuse N                          it refuses the next message with this command_status
 *   centre leaves|returns             it closes its links and its port; it listens, and is bound
 *   http GET PATH [status=N] [has=""] [within=S]
 *   metric NAME >=|= N [within=S]     of /metrics, labels included in NAME
 *   VERB WORD...                      any other verb is the control script's: start, stop, kill...
 */
#ifndef JIAXIN_TESTS_PLAY_H
#define JIAXIN_TESTS_PLAY_H

#include "base/buf.h"

enum { WORDS_MAX = 16 };

struct statement {
	const char *word[WORDS_MAX]; /* word[0] is the verb; quotes and escapes are gone */
	size_t count;
};

/* Takes one line apart, in place. An empty line gives count 0. -EINVAL: a quote is left open. */
int play_parse(char *line, struct statement *out) MUST_USE;

/* The value of NAME=..., or NULL. */
const char *play_value(const struct statement *s, const char *name);

/* The same as a number from min to max, or `otherwise` when it is not given; a wrong one: bug. */
int64_t play_number(
        const struct statement *s, const char *name, int64_t min, int64_t max, int64_t otherwise);

bool play_has(const struct statement *s, const char *word); /* the bare word */

/* Hexadecimal digits (blanks between them are passed over) into bytes; -EINVAL for anything else.
 */
int play_hex(const char *digits, struct buf *out) MUST_USE;

#endif
