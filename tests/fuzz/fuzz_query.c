/* The query string of a callback, as hostile as it gets: everything that kannel_in reads. */
#include "fuzz.h"

#include "outside/kannel_in.h"
#include "outside/query.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"text", "from", "id", "a", ""};
	struct str query = {(const char *)data, size};
	struct http_request request = {.method = HTTP_GET, .query = query, .content_type = {"", 0}};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct str value;
		if (query_get(&request.arena, query, names[i], &value))
			must(value.n <= query.n);
	}
	struct message message;
	const char *why = NULL;
	enum kannel_verdict verdict = kannel_read(&request, 7, &message, &why);
	must(verdict != KANNEL_BAD || why);
	if (verdict == KANNEL_WALK)
		must(message.msisdn.n >= 8 && message.msisdn.n <= 16 && message.msisdn.p[0] == '+');
	arena_release(&request.arena);
	return 0;
}
