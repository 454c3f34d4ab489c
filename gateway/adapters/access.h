/*
 * Who may call an adapter: by address, by a secret, by a signature over the body. All that the
 * description names must be right; nothing of the request was read before.
 */
#ifndef JIAXIN_ADAPTERS_ACCESS_H
#define JIAXIN_ADAPTERS_ACCESS_H

#include "adapters/adapter.h"
#include "outside/http_server.h"

enum access_verdict { ACCESS_GRANTED, ACCESS_BAD_ADDRESS, ACCESS_BAD_SECRET, ACCESS_BAD_SIGNATURE };

/*
 * `forwarded_for`: the address that a trusted proxy names; empty: the request's peer calls by
 * itself. `path_secret`: the segment behind the adapter's name, as sent. Secrets and signatures are
 * compared in constant time.
 */
enum access_verdict access_check(const struct adapter *adapter, struct http_request *request,
        struct str forwarded_for, struct str path_secret);

#endif
