#include "timetable/timetable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "timetable/format.h"
#include "timetable/verify.h"

enum { DAY_S = 86400 };

static const char *
check_header(const struct format_header *h, size_t size)
{
	if (size % FORMAT_ALIGN != 0 || h->size != size)
		return "it is cut off";
	if (h->checksum != format_checksum(h, size))
		return "its checksum is wrong";
	for (size_t i = 0; i < SECTIONS; i++) {
		const struct format_section *s = &h->section[i];
		if (s->offset % FORMAT_ALIGN != 0 || s->offset < sizeof(*h) || s->offset > size ||
		        s->count > (size - s->offset) / format_element(i))
			return "a section is outside the file";
	}
	return NULL;
}

/* How many there are of each must fit together. */
static const char *
check_counts(const struct format_header *h)
{
	const struct format_section *s = h->section;
	uint64_t stops = s[SEC_STOPS].count, trips = s[SEC_TRIPS].count;
	if (stops < 1 || stops > FORMAT_MAX_STOPS || trips < 1 || trips > FORMAT_MAX_TRIPS)
		return "it has no trips, or too many";
	static const enum format_section_kind lists[] = {SEC_STRINGS, SEC_PATTERNS, SEC_CALLS,
	        SEC_TIMES, SEC_LONG_STAYS, SEC_VISITS, SEC_WALKS, SEC_IDS, SEC_SERVICE_DAYS,
	        SEC_DAY_STARTS, SEC_TRIP_IDS, SEC_FARES, SEC_AREAS, SEC_NETWORKS};
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		if (s[lists[i]].count > UINT32_MAX)
			return "a section is too long";
	const bool has_fares = s[SEC_FARES].count > 0;
	if (s[SEC_FIRST_AREAS].count != (has_fares ? stops + 1 : 0) ||
	        s[SEC_LINES].count != (has_fares ? trips : 0) ||
	        (s[SEC_FIRST_NETWORKS].count < 2) == has_fares)
		return "its fares do not fit together";
	const bool fits = s[SEC_INFO].count == 1 && s[SEC_CHANGES].count == stops &&
	                  s[SEC_TRIP_NAMES].count == trips &&
	                  s[SEC_FIRST_VISITS].count == stops + 1 &&
	                  s[SEC_FIRST_WALKS].count == stops + 1 &&
	                  s[SEC_FIRST_WALKS_BACK].count == stops + 1 &&
	                  s[SEC_WALKS_BACK].count == s[SEC_WALKS].count && h->day_words > 0 &&
	                  s[SEC_SERVICE_DAYS].count % h->day_words == 0;
	return fits ? NULL : "its sections do not fit together";
}

static struct network
network_in(const struct format_header *h)
{
	const struct format_section *s = h->section;
	const char *file = (const char *)h;
	return (struct network){
	        .stops = (uint32_t)s[SEC_STOPS].count,
	        .patterns = (uint32_t)s[SEC_PATTERNS].count,
	        .trips = (uint32_t)s[SEC_TRIPS].count,
	        .services = (uint32_t)(s[SEC_SERVICE_DAYS].count / h->day_words),
	        .day_words = h->day_words,
	        .pattern = (const void *)(file + s[SEC_PATTERNS].offset),
	        .call = (const void *)(file + s[SEC_CALLS].offset),
	        .trip = (const void *)(file + s[SEC_TRIPS].offset),
	        .time = (const void *)(file + s[SEC_TIMES].offset),
	        .long_stay = (const void *)(file + s[SEC_LONG_STAYS].offset),
	        .long_stays = (uint32_t)s[SEC_LONG_STAYS].count,
	        .service_days = (const void *)(file + s[SEC_SERVICE_DAYS].offset),
	        .change_s = (const void *)(file + s[SEC_CHANGES].offset),
	        .first_visit = (const void *)(file + s[SEC_FIRST_VISITS].offset),
	        .visit = (const void *)(file + s[SEC_VISITS].offset),
	        .first_walk = (const void *)(file + s[SEC_FIRST_WALKS].offset),
	        .first_walk_back = (const void *)(file + s[SEC_FIRST_WALKS_BACK].offset),
	        .walk = (const void *)(file + s[SEC_WALKS].offset),
	        .walk_back = (const void *)(file + s[SEC_WALKS_BACK].offset),
	};
}

static struct tt_fares
fares_in(const struct format_header *h)
{
	const struct format_section *s = h->section;
	const char *file = (const char *)h;
	return (struct tt_fares){
	        .rule = (const void *)(file + s[SEC_FARES].offset),
	        .count = s[SEC_FARES].count,
	        .first_area = (const void *)(file + s[SEC_FIRST_AREAS].offset),
	        .area = (const void *)(file + s[SEC_AREAS].offset),
	        .line = (const void *)(file + s[SEC_LINES].offset),
	        .first_network = (const void *)(file + s[SEC_FIRST_NETWORKS].offset),
	        .network = (const void *)(file + s[SEC_NETWORKS].offset),
	        .lines = s[SEC_FARES].count ? s[SEC_FIRST_NETWORKS].count - 1 : 0,
	};
}

static struct timetable
timetable_in(const struct format_header *h)
{
	const struct format_section *s = h->section;
	const char *file = (const char *)h;
	return (struct timetable){
	        .net = network_in(h),
	        .fares = fares_in(h),
	        .stop = (const void *)(file + s[SEC_STOPS].offset),
	        .trip = (const void *)(file + s[SEC_TRIP_NAMES].offset),
	        .id = (const void *)(file + s[SEC_IDS].offset),
	        .ids = s[SEC_IDS].count,
	        .trip_id_start = (const void *)(file + s[SEC_TRIP_ID_STARTS].offset),
	        .trip_id_bytes = (const void *)(file + s[SEC_TRIP_IDS].offset),
	        .trip_id_bytes_n = s[SEC_TRIP_IDS].count,
	        .info = (const void *)(file + s[SEC_INFO].offset),
	        .day_start = (const void *)(file + s[SEC_DAY_STARTS].offset),
	        .strings = file + s[SEC_STRINGS].offset,
	        .names = file + s[SEC_NAMES].offset,
	        .names_size = s[SEC_NAMES].count,
	        .size = h->size,
	};
}

static int32_t
find_longest(const struct network *net)
{
	int32_t longest = 0;
	for (uint32_t i = 0; i < net->patterns; i++) {
		const struct net_pattern *p = &net->pattern[i];
		for (uint32_t t = p->first_trip; t < p->first_trip + p->trips; t++) {
			int32_t end = network_arrival(net, t, p->calls - 1);
			longest = end > longest ? end : longest;
		}
	}
	return longest;
}

int
timetable_view(const void *bytes, size_t size, struct timetable *out, const char **why)
{
	const struct format_header *h = bytes;
	must((uintptr_t)bytes % FORMAT_ALIGN == 0);
	if (size < sizeof(*h) || memcmp(h->magic, FORMAT_MAGIC, sizeof(h->magic)) != 0) {
		*why = "it is no compiled timetable";
		return -EBADMSG;
	}
	if (h->order != FORMAT_ORDER || h->version != FORMAT_VERSION) {
		*why = "it was built for another version or another kind of machine: build it "
		       "again";
		return -ENOTSUP;
	}
	const char *fault = check_header(h, size);
	if (!fault)
		fault = check_counts(h);
	if (!fault) {
		struct timetable tt = timetable_in(h);
		const struct verify_counts counts = {
		        .strings = h->section[SEC_STRINGS].count,
		        .calls = h->section[SEC_CALLS].count,
		        .times = h->section[SEC_TIMES].count,
		        .visits = h->section[SEC_VISITS].count,
		        .walks = h->section[SEC_WALKS].count,
		        .days = h->section[SEC_DAY_STARTS].count,
		        .trip_id_starts = h->section[SEC_TRIP_ID_STARTS].count,
		        .areas = h->section[SEC_AREAS].count,
		        .networks = h->section[SEC_NETWORKS].count,
		};
		fault = timetable_verify(&tt, &counts);
		if (!fault) {
			tt.longest_s = find_longest(&tt.net);
			*out = tt;
		}
	}
	if (!fault)
		return 0;
	*why = fault;
	return -EBADMSG;
}

struct mapped {
	struct timetable tt; /* first: timetable_close gets its address */
	void *bytes;
	size_t size;
};

static int
map(const char *path, void **bytes, size_t *size, const char **why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		int error = -errno;
		*why = "it can't be opened";
		return error;
	}
	struct stat st;
	int error = fstat(fd, &st) ? -errno : 0;
	if (!error && (!S_ISREG(st.st_mode) || st.st_size <= 0))
		error = -EBADMSG;
	if (error) {
		*why = "it is no file, or an empty one";
		close(fd);
		return error;
	}
	void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	error = map == MAP_FAILED ? -errno : 0;
	close(fd);
	if (error) {
		*why = "it can't be mapped";
		return error;
	}
	*bytes = map;
	*size = (size_t)st.st_size;
	return 0;
}

int
timetable_open(const char *path, struct timetable **out, const char **why)
{
	struct mapped m = {.bytes = NULL};
	int error = map(path, &m.bytes, &m.size, why);
	if (error)
		return error;
	error = timetable_view(m.bytes, m.size, &m.tt, why);
	if (error) {
		munmap(m.bytes, m.size);
		return error;
	}
	struct mapped *kept = xmalloc(sizeof(*kept));
	*kept = m;
	*out = &kept->tt;
	return 0;
}

void
timetable_close(struct timetable *tt)
{
	if (!tt)
		return;
	struct mapped *m = (struct mapped *)tt;
	munmap(m->bytes, m->size);
	free(m);
}

int
timetable_stop_by_id(const struct timetable *tt, struct str id, uint32_t *stop)
{
	size_t low = 0, high = tt->ids;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *there = timetable_text(tt, tt->id[middle].id);
		size_t n = strlen(there);
		int order = memcmp(there, id.p, n < id.n ? n : id.n);
		if (order == 0 && n == id.n) {
			*stop = tt->id[middle].stop;
			return 0;
		}
		if (order < 0 || (order == 0 && n < id.n))
			low = middle + 1;
		else
			high = middle;
	}
	return -ENOENT;
}

/* A day outside the timetable starts as the nearest inside does. */
static int32_t
start_of(const struct timetable *tt, int32_t day)
{
	const struct tt_info *info = tt->info;
	if (day < info->first_day)
		return tt->day_start[0];
	return tt->day_start[(day > info->last_day ? info->last_day : day) - info->first_day];
}

int32_t
timetable_shift(const struct timetable *tt, int32_t from_day, int32_t to_day)
{
	return (to_day - from_day) * DAY_S + start_of(tt, to_day) - start_of(tt, from_day);
}
