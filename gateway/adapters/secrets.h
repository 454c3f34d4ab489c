/*
 * The files with an adapter's secrets: NAME, NAME.hmac and NAME.send behind `before`. Nobody else
 * may read them.
 */
#ifndef JIAXIN_ADAPTERS_SECRETS_H
#define JIAXIN_ADAPTERS_SECRETS_H

#include "adapters/adapter.h"

/* Fills in the adapter's secrets, and whether it sends; a fault for each that is no good. */
void secrets_read(const char *before, struct adapter *adapter, struct faults *faults);

#endif
