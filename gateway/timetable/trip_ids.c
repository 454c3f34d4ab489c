#include "timetable/trip_ids.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { SHARED_MOST = 255, LONG_MIDDLE = 255 };

static size_t
shared_begin(const struct trip_ids *ids, struct str id)
{
	size_t n = 0;
	while (n < SHARED_MOST && n < id.n && n < ids->last_n && id.p[n] == ids->last[n])
		n++;
	return n;
}

static size_t
shared_end(const struct trip_ids *ids, struct str id, size_t begin)
{
	size_t n = 0;
	while (n < SHARED_MOST && begin + n < id.n && begin + n < ids->last_n &&
	        id.p[id.n - 1 - n] == ids->last[ids->last_n - 1 - n])
		n++;
	return n;
}

void
trip_ids_add(struct trip_ids *ids, struct str id)
{
	id.n = id.n < TT_TRIP_ID_MOST ? id.n : TT_TRIP_ID_MOST;
	if (ids->count++ % TRIP_IDS_BLOCK == 0) {
		LIST_ADD(&ids->starts, (uint32_t)ids->bytes.n);
		ids->last_n = 0;
	}
	size_t begin = shared_begin(ids, id), end = shared_end(ids, id, begin);
	size_t middle = id.n - begin - end;
	LIST_ADD(&ids->bytes, (uint8_t)begin);
	LIST_ADD(&ids->bytes, (uint8_t)end);
	LIST_ADD(&ids->bytes, (uint8_t)(middle < LONG_MIDDLE ? middle : LONG_MIDDLE));
	if (middle >= LONG_MIDDLE) {
		LIST_ADD(&ids->bytes, (uint8_t)(middle & 0xff));
		LIST_ADD(&ids->bytes, (uint8_t)(middle >> 8));
	}
	for (size_t i = 0; i < middle; i++)
		LIST_ADD(&ids->bytes, (uint8_t)id.p[begin + i]);
	memcpy(ids->last, id.p, id.n);
	ids->last_n = id.n;
}

void
trip_ids_release(struct trip_ids *ids)
{
	free(ids->bytes.p);
	free(ids->starts.p);
	*ids = (struct trip_ids){0};
}

/* An id while the block is read: what is shared with the one before is still in it. */
struct reader {
	const uint8_t *p, *end;
	char *id;
	size_t n;
};

/* false: it is cut off, or longer than it may be. */
static bool
read_next(struct reader *r)
{
	const size_t head = 3, more = 2;
	if ((size_t)(r->end - r->p) < head)
		return false;
	size_t begin = r->p[0], end = r->p[1], middle = r->p[2];
	r->p += head;
	if (middle == LONG_MIDDLE) {
		if ((size_t)(r->end - r->p) < more)
			return false;
		middle = r->p[0] | (size_t)r->p[1] << 8;
		r->p += more;
	}
	if (begin + end > r->n || begin + middle + end > TT_TRIP_ID_MOST ||
	        (size_t)(r->end - r->p) < middle)
		return false;
	memmove(r->id + begin + middle, r->id + r->n - end, end);
	memcpy(r->id + begin, r->p, middle);
	r->p += middle;
	r->n = begin + middle + end;
	r->id[r->n] = '\0';
	return true;
}

struct str
timetable_trip_id(const struct timetable *tt, uint32_t trip, char out[TT_TRIP_ID_MOST + 1])
{
	const uint8_t *bytes = tt->trip_id_bytes;
	struct reader r = {bytes + tt->trip_id_start[trip / TRIP_IDS_BLOCK],
	        bytes + tt->trip_id_bytes_n, out, 0};
	for (uint32_t i = 0; i <= trip % TRIP_IDS_BLOCK; i++)
		must(read_next(&r));
	return (struct str){out, r.n};
}

bool
trip_ids_are_good(const struct timetable *tt, size_t starts, size_t bytes)
{
	char id[TT_TRIP_ID_MOST + 1];
	struct reader r = {tt->trip_id_bytes, tt->trip_id_bytes + bytes, id, 0};
	if (starts != (tt->net.trips + TRIP_IDS_BLOCK - 1) / TRIP_IDS_BLOCK)
		return false;
	for (uint32_t i = 0; i < tt->net.trips; i++) {
		if (i % TRIP_IDS_BLOCK == 0) {
			if (tt->trip_id_start[i / TRIP_IDS_BLOCK] !=
			        (size_t)(r.p - tt->trip_id_bytes))
				return false;
			r.n = 0;
		}
		if (!read_next(&r) || !utf8_valid((struct str){id, r.n}))
			return false;
	}
	return r.p == r.end;
}
