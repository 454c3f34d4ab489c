/*
 * The line protocol of Kannel's "fake" SMSC, from the phone's side: what a phone
 * sends becomes a line, the lines that come back become whole messages.
 *
 * Seen with Kannel 1.4.5 (it is documented nowhere in full):
 *   MO  "FROM TO text WORDS" (raw UTF-8), "FROM TO ucs2 %51%6C" (UTF-16BE, percent-encoded)
 *   MT  "FROM TO text WORDS" (raw UTF-8: line feeds in it stay, so that a line which is no
 *       message's beginning goes on with the text before), "FROM TO ucs-2 QlN%A4",
 *       "FROM TO data %01", and for one part of several "FROM TO udh %05%00%03.. data ..",
 *       where nothing says whether the data are UTF-8 or UTF-16BE.
 *
 *   struct fake_inbox *in = fake_inbox_new();
 *   fake_inbox_feed(in, bytes_read);
 *   while (fake_inbox_next(in, false, &message)) ...
 */
#ifndef JIAXIN_FAKE_SMSC_H
#define JIAXIN_FAKE_SMSC_H

#include "base/buf.h"
#include "text/segment.h"

enum {
	FAKE_LINE_MAX = 16 * 1024, /* bytes of one message on the wire; a longer one is dropped */
	FAKE_PARTS_MAX = 16,       /* of one message; Kannel is told to send 10 at the most */
	FAKE_ADDRESS_MAX = 32,     /* bytes of an address */
};

/*
 * Appends the MO line for valid UTF-8 `text`: GSM-7 when it can be, like a phone. A line
 * feed has no place in a text line: such a text travels as UCS-2.
 * Returns 0, -EINVAL when an address is empty, has a blank or a control character or is too
 * long, -EMSGSIZE when it did not fit in `out` (which is then unusable).
 */
int fake_mo_line(struct str from, struct str to, struct str text, struct buf *out) MUST_USE;

/* A whole message that reached the phone. The slices live until the next call on the inbox. */
struct fake_message {
	struct str from, to;
	struct str text; /* valid UTF-8 without control characters, see decode_mo */
	enum coding
	        coding; /* as it travelled; guessed from the bytes when there are several parts */
	unsigned parts; /* that really arrived */
	bool binary;    /* 8-bit data: `text` is empty */
};

struct fake_inbox;

struct fake_inbox *fake_inbox_new(void);
void fake_inbox_free(struct fake_inbox *in);

/* Takes bytes as they came from the connection, cut anywhere. */
void fake_inbox_feed(struct fake_inbox *in, struct str bytes);

/*
 * The next whole message, if there is one. A GSM-7 text may go on on the next line, so it is
 * whole when another message begins, or when the caller says that the line has been `quiet`
 * for a moment.
 */
bool fake_inbox_next(struct fake_inbox *in, bool quiet, struct fake_message *out);

#endif
