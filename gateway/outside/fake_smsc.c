#include "outside/fake_smsc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "text/decode.h"

enum { SETS_MAX = 8, UDH_MAX = 64 };

/* The parts of one message, as far as they are here. */
struct part_set {
	struct str from, to;
	uint16_t ref;
	unsigned total, got; /* total 0: a free place */
	struct buf part[FAKE_PARTS_MAX];
	char addresses[2][FAKE_ADDRESS_MAX];
};

struct fake_inbox {
	struct buf wire; /* not yet taken apart */
	size_t shown;    /* bytes of wire that the message handed out last stands on */
	struct arena memory;
	struct part_set sets[SETS_MAX];
	unsigned oldest; /* the set to give up when all are taken */
};

/* The beginning of an MT, and the line's rest behind it. */
struct header {
	struct str from, to;
	struct str kind; /* text, ucs-2, data or udh */
	struct str rest;
};

static void
add_percent(struct buf *out, unsigned char byte)
{
	buf_addf(out, "%%%02X", byte);
}

static void
add_utf16(struct buf *out, struct str text)
{
	while (text.n > 0) {
		uint32_t cp = utf8_next(&text, NULL);
		uint16_t unit[2] = {(uint16_t)cp};
		unsigned count = utf16_units(cp);
		if (count == 2) {
			unit[0] = (uint16_t)(0xD800 + ((cp - 0x10000) >> 10));
			unit[1] = (uint16_t)(0xDC00 + ((cp - 0x10000) & 0x3FF));
		}
		for (unsigned i = 0; i < count; i++) {
			add_percent(out, (unsigned char)(unit[i] >> 8));
			add_percent(out, (unsigned char)unit[i]);
		}
	}
}

static bool
is_address(struct str s)
{
	if (s.n == 0 || s.n >= FAKE_ADDRESS_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7F)
			return false;
	return true;
}

int
fake_mo_line(struct str from, struct str to, struct str text, struct buf *out)
{
	if (!is_address(from) || !is_address(to))
		return -EINVAL;
	buf_addf(out, "%.*s %.*s ", STR_ARG(from), STR_ARG(to));
	bool one_line = !memchr(text.p ? text.p : "", '\n', text.n) &&
	                !memchr(text.p ? text.p : "", '\r', text.n);
	if (one_line && text_measure(text).coding == CODING_GSM7) {
		buf_addz(out, "text ");
		buf_add(out, text);
	} else {
		buf_addz(out, "ucs2 ");
		add_utf16(out, text);
	}
	buf_addc(out, '\n');
	return out->full ? -EMSGSIZE : 0;
}

/* Takes the word up to the next blank off *line. */
static struct str
take_word(struct str *line)
{
	const char *blank = line->n > 0 ? memchr(line->p, ' ', line->n) : NULL;
	struct str word = {line->p, blank ? (size_t)(blank - line->p) : line->n};
	*line = str_skip(*line, word.n + (blank ? 1 : 0));
	return word;
}

static bool
read_header(struct str line, struct header *out)
{
	static const char *const kinds[] = {"text", "ucs-2", "data", "udh"};
	struct header h = {.rest = line};
	h.from = take_word(&h.rest);
	h.to = take_word(&h.rest);
	h.kind = take_word(&h.rest);
	if (!is_address(h.from) || !is_address(h.to))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (str_eq(h.kind, str_from(kinds[i]))) {
			*out = h;
			return true;
		}
	}
	return false;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Kannel's URL encoding: '+' is a blank, %XX a byte; what is no escape stays as it is. */
static void
add_decoded(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		int high = s.p[i] == '%' && i + 2 < s.n ? hex_digit(s.p[i + 1]) : -1;
		int low = high >= 0 ? hex_digit(s.p[i + 2]) : -1;
		if (low >= 0) {
			buf_addc(out, (char)(high * 16 + low));
			i += 2;
		} else {
			buf_addc(out, s.p[i] == '+' ? ' ' : s.p[i]);
		}
	}
}

struct fake_inbox *
fake_inbox_new(void)
{
	struct fake_inbox *in = xcalloc(1, sizeof(*in));
	in->wire = BUF_INIT((size_t)4 * FAKE_LINE_MAX);
	return in;
}

static void
set_clear(struct part_set *set)
{
	for (unsigned i = 0; i < FAKE_PARTS_MAX; i++)
		buf_release(&set->part[i]);
	*set = (struct part_set){0};
}

void
fake_inbox_free(struct fake_inbox *in)
{
	if (!in)
		return;
	for (unsigned i = 0; i < SETS_MAX; i++)
		set_clear(&in->sets[i]);
	buf_release(&in->wire);
	arena_release(&in->memory);
	free(in);
}

/* Forgets the first n bytes of the wire. */
static void
wire_drop(struct fake_inbox *in, size_t n)
{
	memmove(in->wire.p, in->wire.p + n, in->wire.n - n);
	buf_cut(&in->wire, in->wire.n - n);
}

void
fake_inbox_feed(struct fake_inbox *in, struct str bytes)
{
	if (in->shown > 0) {
		wire_drop(in, in->shown);
		in->shown = 0;
	}
	buf_add(&in->wire, bytes);
	if (in->wire.full) /* no message is this long: begin afresh */
		buf_clear(&in->wire);
}

/*
 * The length of the message at the wire's start with all its lines, 0 when it may go on.
 * Only a text can: everything else is percent-encoded.
 */
static size_t
message_length(struct str wire, bool quiet)
{
	const char *end = wire.n > 0 ? memchr(wire.p, '\n', wire.n) : NULL;
	if (!end)
		return 0;
	struct header h;
	struct str line = {wire.p, (size_t)(end - wire.p)};
	if (!read_header(line, &h) || !str_eq(h.kind, STR("text")))
		return line.n + 1;
	for (struct str rest = str_skip(wire, line.n + 1);;) {
		end = rest.n > 0 ? memchr(rest.p, '\n', rest.n) : NULL;
		if (!end)
			return quiet && rest.n == 0 ? wire.n : 0;
		struct header next;
		if (read_header((struct str){rest.p, (size_t)(end - rest.p)}, &next))
			return (size_t)(rest.p - wire.p);
		rest = str_skip(rest, (size_t)(end - rest.p) + 1);
	}
}

static void
decode_into(struct fake_inbox *in, struct str raw, enum coding coding, struct fake_message *m)
{
	enum mo_coding as = coding == CODING_UCS2 ? MO_UCS2 : MO_GSM7;
	m->coding = coding;
	if (decode_mo(&in->memory, raw, as, STR(""), &m->text) < 0)
		m->binary = true;
}

/* GSM-7 parts come as UTF-8, which UTF-16BE never looks like but by a rare accident. */
static enum coding
guess_coding(struct str raw)
{
	bool utf8 = utf8_valid(raw) && !(raw.n > 0 && memchr(raw.p, 0, raw.n));
	return utf8 ? CODING_GSM7 : CODING_UCS2;
}

/* What a UDH says about parts (3GPP TS 23.040, 9.2.3.24.1 and .8). */
struct concat {
	uint16_t ref;
	unsigned total, number; /* number from 1 */
};

static bool
read_concat(struct str udh, struct concat *out)
{
	const unsigned char *p = (const unsigned char *)udh.p;
	for (size_t i = 1; i + 1 < udh.n; i += 2u + p[i + 1]) {
		unsigned id = p[i], length = p[i + 1];
		if (i + 2 + length > udh.n)
			return false;
		const unsigned char *data = p + i + 2;
		if (id == 0 && length == 3)
			*out = (struct concat){data[0], data[1], data[2]};
		else if (id == 8 && length == 4)
			*out = (struct concat){
			        (uint16_t)(data[0] << 8 | data[1]), data[2], data[3]};
		else
			continue;
		return out->total >= 1 && out->total <= FAKE_PARTS_MAX && out->number >= 1 &&
		       out->number <= out->total;
	}
	return false;
}

static bool
set_is(const struct part_set *set, const struct header *h, const struct concat *c)
{
	return set->total == c->total && set->ref == c->ref && str_eq(set->from, h->from) &&
	       str_eq(set->to, h->to);
}

static struct str
keep_address(char room[FAKE_ADDRESS_MAX], struct str address)
{
	memcpy(room, address.p, address.n); /* is_address has bounded it */
	return (struct str){room, address.n};
}

/* The set that this part belongs to; a new one takes a free place, else the oldest's. */
static struct part_set *
set_for(struct fake_inbox *in, const struct header *h, const struct concat *c)
{
	struct part_set *room = NULL;
	for (unsigned i = 0; i < SETS_MAX; i++) {
		if (set_is(&in->sets[i], h, c))
			return &in->sets[i];
		if (!room && in->sets[i].total == 0)
			room = &in->sets[i];
	}
	if (!room) {
		room = &in->sets[in->oldest];
		in->oldest = (in->oldest + 1) % SETS_MAX;
		set_clear(room);
	}
	room->total = c->total;
	room->ref = c->ref;
	room->from = keep_address(room->addresses[0], h->from);
	room->to = keep_address(room->addresses[1], h->to);
	return room;
}

static void
join(struct fake_inbox *in, struct part_set *set, struct fake_message *out)
{
	struct buf whole = BUF_INIT(FAKE_LINE_MAX);
	for (unsigned i = 0; i < set->total; i++)
		buf_add(&whole, buf_str(&set->part[i]));
	decode_into(in, buf_str(&whole), guess_coding(buf_str(&whole)), out);
	out->parts = set->total;
	out->from = arena_str(&in->memory, set->from);
	out->to = arena_str(&in->memory, set->to);
	buf_release(&whole);
	set_clear(set);
}

/* Takes one part; true when it was the last that lacked. */
static bool
take_part(struct fake_inbox *in, const struct header *h, struct fake_message *out)
{
	struct str rest = h->rest;
	struct buf udh = BUF_INIT(UDH_MAX);
	add_decoded(&udh, take_word(&rest));
	(void)take_word(&rest); /* "data" */
	struct concat c;
	bool ok = read_concat(buf_str(&udh), &c);
	buf_release(&udh);
	if (!ok)
		return false;
	struct part_set *set = set_for(in, h, &c);
	struct buf *part = &set->part[c.number - 1];
	if (part->max > 0) /* the same part again */
		return false;
	*part = BUF_INIT(FAKE_LINE_MAX);
	add_decoded(part, rest);
	if (++set->got < set->total)
		return false;
	join(in, set, out);
	return true;
}

static bool
take_message(struct fake_inbox *in, struct str lines, struct fake_message *out)
{
	struct header h;
	struct fake_message m = {.parts = 1};
	if (!read_header(lines, &h))
		return false; /* the tail of something that was dropped */
	if (str_eq(h.kind, STR("udh"))) {
		if (!take_part(in, &h, &m))
			return false;
		*out = m;
		return true;
	}
	m.from = h.from;
	m.to = h.to;
	if (str_eq(h.kind, STR("text"))) {
		decode_into(in, h.rest, CODING_GSM7, &m);
	} else {
		struct buf raw = BUF_INIT(FAKE_LINE_MAX);
		add_decoded(&raw, h.rest);
		m.binary = str_eq(h.kind, STR("data"));
		if (!m.binary)
			decode_into(in, buf_str(&raw), CODING_UCS2, &m);
		buf_release(&raw);
	}
	*out = m;
	return true;
}

bool
fake_inbox_next(struct fake_inbox *in, bool quiet, struct fake_message *out)
{
	arena_reset(&in->memory);
	for (;;) {
		if (in->shown > 0)
			wire_drop(in, in->shown);
		in->shown = message_length(buf_str(&in->wire), quiet);
		if (in->shown == 0)
			return false;
		if (take_message(in, (struct str){in->wire.p, in->shown - 1}, out))
			return true;
	}
}
