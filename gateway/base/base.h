/*
 * What every file may rely on: fixed-width types, a slice of text, and the few
 * helpers that the whole house shares.
 *
 * Errors: a function that can fail because of the world returns 0 or a negative
 * errno; out-parameters are untouched on failure. A bug stops the program
 * (`must`), running out of memory too (`xmalloc`): neither is ever papered over.
 */
#ifndef JIAXIN_BASE_H
#define JIAXIN_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))
#define MUST_USE __attribute__((warn_unused_result))

/* A slice of bytes that somebody else owns; not NUL-terminated, may hold NUL. */
struct str {
	const char *p;
	size_t n;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
/* For printf's "%.*s". */
#define STR_ARG(s) (int)(s).n, (s).p

struct str
str_from(const char *z); /* the slice over a NUL-terminated string; NULL gives an empty one */
bool str_eq(struct str a, struct str b); /* byte for byte */
bool str_starts(struct str s, struct str prefix);
struct str str_skip(struct str s, size_t n); /* s without its first n bytes; n <= s.n */
struct str str_trim(struct str s);           /* s without ASCII blanks at both ends */

/*
 * Reads a whole decimal number (optional '-', digits, nothing else).
 * Returns 0, -EINVAL when it is no number, -ERANGE when it is outside [min, max].
 */
int parse_int(struct str s, int64_t min, int64_t max, int64_t *out) MUST_USE;

/* Always on, in release builds too: a broken invariant must not go on to answer phones. */
#define must(cond) ((cond) ? (void)0 : must_failed(#cond, __FILE__, __LINE__))
_Noreturn void must_failed(const char *cond, const char *file, int line);

/* malloc and friends that end the program when memory is out; never return NULL. */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);
char *xstrdup(const char *z);

#endif
