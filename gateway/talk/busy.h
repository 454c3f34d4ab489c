/*
 * One sentence for who writes while too much waits already: come again in some minutes. It needs
 * neither a query nor a commit, so it costs next to nothing and the queue does not grow.
 */
#ifndef JIAXIN_BUSY_H
#define JIAXIN_BUSY_H

#include "talk/converse.h"

/*
 * Answers an SMS with that sentence, in the language that is assumed for its channel, or with
 * silence where the guard says so. False, *reply untouched: what must be walked however much
 * waits, which is STOP, START, the word of an emergency, and, if one `may_look` at the store
 * (batch_may_look), what was heard before and gets its old answer. May be called while a commit
 * runs.
 */
bool busy_answer(const struct conversation *c, struct arena *a, const struct message *m,
        bool may_look, struct reply *reply);

#endif
