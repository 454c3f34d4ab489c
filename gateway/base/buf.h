/*
 * Text that grows, made with its maximum. What does not fit is not added and
 * `full` is set: a caller asks once at the end instead of after every piece.
 */
#ifndef JIAXIN_BUF_H
#define JIAXIN_BUF_H

#include "base/base.h"

struct buf {
	char *p;    /* always NUL-terminated once anything was added; NULL before */
	size_t n;   /* bytes, the NUL not counted */
	size_t cap; /* bytes allocated */
	size_t max; /* n never exceeds it */
	bool full;  /* something did not fit */
};

#define BUF_INIT(limit) ((struct buf){.max = (limit)})

/* Each adds all of its piece or nothing; after the first miss nothing more is added. */
void buf_add(struct buf *b, struct str s);
void buf_addz(struct buf *b, const char *z);
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_addcp(struct buf *b, uint32_t code_point); /* as UTF-8 */
void buf_add_json(struct buf *b, struct str s);     /* as a JSON string, quotes included */

struct str buf_str(const struct buf *b); /* valid until the next call on b */
void buf_cut(struct buf *b, size_t n);   /* keeps the first n bytes */
void buf_clear(struct buf *b);           /* empty again, memory kept */
void buf_release(struct buf *b);         /* gives the memory back */

#endif
