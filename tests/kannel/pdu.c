#include "pdu.h"

#include <errno.h>
#include <string.h>

#include "base/utf8.h"

static uint32_t
number_at(const char *p, size_t bytes)
{
	uint32_t n = 0;
	for (size_t i = 0; i < bytes; i++)
		n = n << 8 | (unsigned char)p[i];
	return n;
}

static void
add_number(struct buf *out, uint32_t n, unsigned bytes)
{
	while (bytes-- > 0)
		buf_addc(out, (char)(n >> (8 * bytes)));
}

int
pdu_read(struct str wire, struct pdu *out)
{
	if (wire.n < PDU_HEADER)
		return 0;
	uint32_t length = number_at(wire.p, 4);
	if (length < PDU_HEADER || length > PDU_MAX)
		return -EINVAL;
	if (wire.n < length)
		return 0;
	*out = (struct pdu){
	        .id = number_at(wire.p + 4, 4),
	        .status = number_at(wire.p + 8, 4),
	        .seq = number_at(wire.p + 12, 4),
	        .body = {wire.p + PDU_HEADER, length - PDU_HEADER},
	};
	return (int)length;
}

void
pdu_write(struct buf *out, uint32_t id, uint32_t status, uint32_t seq, struct str body)
{
	add_number(out, (uint32_t)body.n + PDU_HEADER, 4);
	add_number(out, id, 4);
	add_number(out, status, 4);
	add_number(out, seq, 4);
	buf_add(out, body);
}

/* Takes the fields of a body one after the other; after the first miss `bad` stays set. */
struct reader {
	struct str rest;
	bool bad;
};

static uint8_t
take_byte(struct reader *r)
{
	if (r->rest.n == 0) {
		r->bad = true;
		return 0;
	}
	uint8_t byte = (uint8_t)r->rest.p[0];
	r->rest = str_skip(r->rest, 1);
	return byte;
}

static struct str
take_bytes(struct reader *r, size_t n)
{
	if (n > r->rest.n) {
		r->bad = true;
		return STR("");
	}
	struct str bytes = {r->rest.p, n};
	r->rest = str_skip(r->rest, n);
	return bytes;
}

/* A C-octet string into `room`, which has `size` bytes. */
static void
take_z(struct reader *r, char *room, size_t size)
{
	const char *nul = r->rest.n > 0 ? memchr(r->rest.p, 0, r->rest.n) : NULL;
	if (!nul || (size_t)(nul - r->rest.p) >= size) {
		r->bad = true;
		return;
	}
	struct str z = take_bytes(r, (size_t)(nul - r->rest.p) + 1);
	memcpy(room, z.p, z.n);
}

static void
use_payload(struct sm *m)
{
	for (struct reader r = {m->tlvs, false}; r.rest.n >= 4;) {
		struct str head = take_bytes(&r, 4);
		struct str value = take_bytes(&r, number_at(head.p + 2, 2));
		if (!r.bad && number_at(head.p, 2) == TLV_MESSAGE_PAYLOAD)
			m->text = value;
	}
}

int
sm_read(struct str body, struct sm *out)
{
	struct reader r = {body, false};
	struct sm m = {0};
	char time[17]; /* 5.2.15, 5.2.16 */
	take_z(&r, m.service_type, sizeof(m.service_type));
	m.from_ton = take_byte(&r);
	m.from_npi = take_byte(&r);
	take_z(&r, m.from, sizeof(m.from));
	m.to_ton = take_byte(&r);
	m.to_npi = take_byte(&r);
	take_z(&r, m.to, sizeof(m.to));
	m.esm_class = take_byte(&r);
	(void)take_byte(&r); /* protocol_id */
	(void)take_byte(&r); /* priority_flag */
	take_z(&r, time, sizeof(time));
	take_z(&r, time, sizeof(time));
	(void)take_byte(&r); /* registered_delivery */
	(void)take_byte(&r); /* replace_if_present_flag */
	m.dcs = take_byte(&r);
	(void)take_byte(&r); /* sm_default_msg_id */
	m.text = take_bytes(&r, take_byte(&r));
	m.tlvs = r.rest;
	if (r.bad)
		return -EINVAL;
	use_payload(&m);
	*out = m;
	return 0;
}

static void
add_z(struct buf *out, const char *z)
{
	buf_add(out, (struct str){z, strlen(z) + 1});
}

void
sm_write(struct buf *out, const struct sm *m)
{
	add_z(out, m->service_type);
	add_number(out, m->from_ton, 1);
	add_number(out, m->from_npi, 1);
	add_z(out, m->from);
	add_number(out, m->to_ton, 1);
	add_number(out, m->to_npi, 1);
	add_z(out, m->to);
	add_number(out, m->esm_class, 1);
	add_number(out, 0, 4); /* protocol, priority, no schedule, no validity */
	add_number(out, 0, 2); /* no receipt, no replacing */
	add_number(out, m->dcs, 1);
	add_number(out, 0, 1); /* no predefined message */
	add_number(out, (uint32_t)m->text.n, 1);
	buf_add(out, m->text);
	buf_add(out, m->tlvs);
}

/* 3GPP TS 23.038, 6.2.1: the default alphabet by septet, and its extension behind 0x1B. */
static const char gsm_alphabet[] =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
        "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
static const struct {
	uint8_t septet;
	uint32_t cp;
} gsm_extension[] = {{0x14, '^'}, {0x28, '{'}, {0x29, '}'}, {0x2F, '\\'}, {0x3C, '['}, {0x3D, '~'},
        {0x3E, ']'}, {0x40, '|'}, {0x65, 0x20AC}};
enum { GSM_ESCAPE = 0x1B };

static int
gsm_put(uint32_t cp, struct buf *out)
{
	for (size_t i = 0; i < ARRAY_LEN(gsm_extension); i++) {
		if (gsm_extension[i].cp == cp) {
			buf_addc(out, GSM_ESCAPE);
			buf_addc(out, (char)gsm_extension[i].septet);
			return 0;
		}
	}
	struct str alphabet = str_from(gsm_alphabet);
	for (char septet = 0; alphabet.n > 0; septet++) {
		if (utf8_next(&alphabet, NULL) == cp) {
			buf_addc(out, septet);
			return 0;
		}
	}
	return -EINVAL;
}

static uint32_t
gsm_get(uint8_t septet, bool escaped)
{
	for (size_t i = 0; escaped && i < ARRAY_LEN(gsm_extension); i++)
		if (gsm_extension[i].septet == septet)
			return gsm_extension[i].cp;
	uint32_t cp = UTF8_BAD;
	struct str alphabet = str_from(gsm_alphabet);
	for (unsigned i = 0; i <= septet && septet < 128; i++)
		cp = utf8_next(&alphabet, NULL);
	return cp;
}

static void
utf16_put(uint32_t cp, struct buf *out)
{
	if (utf16_units(cp) == 1) {
		add_number(out, cp, 2);
		return;
	}
	add_number(out, 0xD800 + ((cp - 0x10000) >> 10), 2);
	add_number(out, 0xDC00 + ((cp - 0x10000) & 0x3FF), 2);
}

int
sms_encode(struct str utf8, uint8_t dcs, struct buf *out)
{
	if (dcs != 0 && dcs != 8)
		return -EINVAL;
	while (utf8.n > 0) {
		uint32_t cp = utf8_next(&utf8, NULL);
		if (dcs == 8)
			utf16_put(cp, out);
		else if (gsm_put(cp, out) < 0)
			return -EINVAL;
	}
	return 0;
}

static void
decode_gsm(struct str bytes, struct buf *out)
{
	for (size_t i = 0; i < bytes.n; i++) {
		bool escaped = bytes.p[i] == GSM_ESCAPE && i + 1 < bytes.n;
		i += escaped;
		buf_addcp(out, gsm_get((uint8_t)bytes.p[i], escaped));
	}
}

static void
decode_utf16(struct str bytes, struct buf *out)
{
	for (; bytes.n >= 2; bytes = str_skip(bytes, 2)) {
		uint32_t cp = number_at(bytes.p, 2);
		uint32_t low = bytes.n >= 4 ? number_at(bytes.p + 2, 2) : 0;
		if ((cp & 0xFC00) == 0xD800 && (low & 0xFC00) == 0xDC00) {
			cp = 0x10000 + ((cp & 0x3FF) << 10 | (low & 0x3FF));
			bytes = str_skip(bytes, 2);
		}
		buf_addcp(out, (cp & 0xF800) == 0xD800 ? UTF8_BAD : cp);
	}
	if (bytes.n > 0)
		buf_addcp(out, UTF8_BAD);
}

void
sms_decode(struct str bytes, uint8_t dcs, struct buf *out)
{
	if ((dcs & 0x0C) == 8)
		decode_utf16(bytes, out);
	else
		decode_gsm(bytes, out);
}
