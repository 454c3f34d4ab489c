/*
 * Does a message match what an `mt` statement wants?
 */
#ifndef JIAXIN_TESTS_EXPECT_H
#define JIAXIN_TESTS_EXPECT_H

#include "peer.h"
#include "play.h"

/*
 * NULL when it does, else the name of the first field that differs. `from` is the short code
 * it must come from unless the statement says another, `last` the text of the message before.
 */
const char *expect_differs(
        const struct statement *s, const struct arrived *a, const char *from, struct str last);

bool expect_holds(struct str text, const char *piece); /* piece NULL: anything will do */

#endif
