/*
 * The few PDUs of SMPP 3.4 that a message centre and Kannel exchange: read and written by the
 * field, so that a play can make any of them wrong. Numbers in comments are sections of the
 * SMPP 3.4 specification.
 */
#ifndef JIAXIN_TESTS_PDU_H
#define JIAXIN_TESTS_PDU_H

#include "base/buf.h"

enum {
	PDU_HEADER = 16,
	PDU_MAX = 64 * 1024,
	SMS_OCTETS = 140, /* of a part's text, UDH included */
	ADDRESS_MAX = 21, /* 5.2.8, the NUL counted */
};

enum pdu_id {
	BIND_RECEIVER = 0x01,
	BIND_TRANSMITTER = 0x02,
	SUBMIT_SM = 0x04,
	DELIVER_SM = 0x05,
	UNBIND = 0x06,
	BIND_TRANSCEIVER = 0x09,
	ENQUIRE_LINK = 0x15,
};
#define PDU_RESPONSE UINT32_C(0x80000000)

enum { TLV_MESSAGE_PAYLOAD = 0x0424, ESM_UDH = 0x40, ESM_RECEIPT = 0x04 };

struct pdu {
	uint32_t id, status, seq;
	struct str body;
};

/*
 * The first PDU of `wire`. Returns its length in bytes, 0 when it is not whole yet, -EINVAL
 * when its length is out of bounds. The body lies in `wire`.
 */
int pdu_read(struct str wire, struct pdu *out) MUST_USE;

/* Appends a whole PDU. */
void pdu_write(struct buf *out, uint32_t id, uint32_t status, uint32_t seq, struct str body);

/* The body that submit_sm (4.4.1) and deliver_sm (4.6.1) share. */
struct sm {
	char service_type[6];
	uint8_t from_ton, from_npi, to_ton, to_npi;
	char from[ADDRESS_MAX], to[ADDRESS_MAX];
	uint8_t esm_class, dcs;
	struct str text; /* UDH included; of the message_payload TLV when there is one */
	struct str tlvs; /* raw, as they stand behind the text */
};

int sm_read(struct str body, struct sm *out) MUST_USE; /* 0 or -EINVAL; slices lie in body */
void sm_write(struct buf *out, const struct sm *m);

/* Text to the bytes of a data coding: 0 (GSM, unpacked) or 8 (UTF-16BE); -EINVAL otherwise. */
int sms_encode(struct str utf8, uint8_t dcs, struct buf *out) MUST_USE;

/* And back, for dcs 0, 8 and their likes; what can't be read becomes U+FFFD. */
void sms_decode(struct str bytes, uint8_t dcs, struct buf *out);

#endif
