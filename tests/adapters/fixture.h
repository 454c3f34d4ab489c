/*
 * A fixture: requests of an aggregator and the answers to them, as they go over the wire. See
 * README.md here. Read by replay.c, which asks a real daemon, and by tests/unit/test_adapters.c.
 */
#ifndef JIAXIN_TESTS_FIXTURE_H
#define JIAXIN_TESTS_FIXTURE_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

enum { FIXTURE_MAX = 1 << 20, FIXTURE_HEADERS = 16, FIXTURE_STEPS = 64 };

struct wire_header {
	struct str name, value;
};

/* A request, or an answer: of that `first` is the status. */
struct wire_message {
	struct str first;
	struct wire_header headers[FIXTURE_HEADERS];
	size_t header_count;
	struct str body;
};

struct fixture_step {
	unsigned line;
	struct str before; /* the file's text from the last answer to the end of this request */
	struct wire_message request, answer;
};

struct fixture {
	struct arena memory;
	struct fixture_step steps[FIXTURE_STEPS];
	size_t count;
	struct str tail; /* behind the last answer */
};

static inline struct str
fixture_line(struct str *text)
{
	const char *end = memchr(text->p, '\n', text->n);
	struct str line = {text->p, end ? (size_t)(end - text->p) : text->n};
	*text = str_skip(*text, end ? line.n + 1 : line.n);
	return line;
}

/* "\xHH" is a byte. */
static inline void
fixture_add_decoded(struct buf *b, struct str line)
{
	while (line.n) {
		unsigned byte;
		char hex[3] = {0};
		bool coded = line.n >= 4 && line.p[0] == '\\' && line.p[1] == 'x';
		if (coded)
			memcpy(hex, line.p + 2, 2);
		coded = coded && sscanf(hex, "%2x", &byte) == 1;
		buf_addc(b, coded ? (char)byte : line.p[0]);
		line = str_skip(line, coded ? 4 : 1);
	}
}

/* Takes the lines that begin with `mark` off *text. False: there are none. */
static inline bool
fixture_message(
        struct arena *a, struct str *text, char mark, unsigned *line_number, struct wire_message *m)
{
	struct buf body = BUF_INIT(FIXTURE_MAX);
	bool any = false, in_body = false, more = false;
	while (text->n && text->p[0] == mark) {
		struct str line = fixture_line(text);
		(*line_number)++;
		line = str_skip(line, line.n > 1 && line.p[1] == ' ' ? 2 : 1);
		const char *colon = line.n ? memchr(line.p, ':', line.n) : NULL;
		if (in_body) {
			if (more)
				buf_addc(&body, '\n');
			fixture_add_decoded(&body, line);
			more = true;
		} else if (!any) {
			m->first = line;
		} else if (!line.n) {
			in_body = true;
		} else if (colon && m->header_count < FIXTURE_HEADERS) {
			size_t n = (size_t)(colon - line.p);
			m->headers[m->header_count++] =
			        (struct wire_header){{line.p, n}, str_trim(str_skip(line, n + 1))};
		}
		any = true;
	}
	m->body = arena_str(a, buf_str(&body));
	buf_release(&body);
	return any;
}

/* Ends the program when the file can't be read: it belongs to the tests. */
static inline struct fixture *
fixture_read(const char *path)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	struct buf whole = BUF_INIT(FIXTURE_MAX);
	FILE *file = fopen(path, "rb");
	if (!file) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		exit(2);
	}
	for (int c; (c = getc(file)) != EOF;)
		buf_addc(&whole, (char)c);
	fclose(file);
	struct str text = arena_str(&f->memory, buf_str(&whole));
	buf_release(&whole);
	const char *from = text.p;
	for (unsigned line = 1; text.n && f->count < FIXTURE_STEPS;) {
		struct fixture_step *step = &f->steps[f->count];
		step->line = line;
		if (!fixture_message(&f->memory, &text, '>', &line, &step->request)) {
			fixture_line(&text);
			line++;
			continue;
		}
		step->before = (struct str){from, (size_t)(text.p - from)};
		fixture_message(&f->memory, &text, '<', &line, &step->answer);
		from = text.p;
		f->count++;
	}
	f->tail = (struct str){from, (size_t)(text.p + text.n - from)};
	return f;
}

static inline void
fixture_free(struct fixture *f)
{
	arena_release(&f->memory);
	free(f);
}

static inline void
fixture_print_body(struct str body, FILE *out)
{
	fputs(body.p[0] == '\n' ? "<" : "< ", out);
	for (size_t i = 0; i < body.n; i++) {
		unsigned char c = (unsigned char)body.p[i];
		bool empty = i + 1 == body.n || body.p[i + 1] == '\n'; /* the line that begins */
		if (c == '\n')
			fputs(empty ? "\n<" : "\n< ", out);
		else if (c < 0x20 || c == 0x7F)
			fprintf(out, "\\x%02X", c);
		else
			fputc(c, out);
	}
	fputc('\n', out);
}

static inline void
fixture_print_answer(const struct wire_message *m, FILE *out)
{
	fprintf(out, "< %.*s\n", STR_ARG(m->first));
	for (size_t i = 0; i < m->header_count; i++)
		fprintf(out, "< %.*s: %.*s\n", STR_ARG(m->headers[i].name),
		        STR_ARG(m->headers[i].value));
	if (!m->body.n)
		return;
	fputs("<\n", out);
	fixture_print_body(m->body, out);
}

/* The file again, with these answers. */
static inline void
fixture_record(const struct fixture *f, const char *path, const struct wire_message *answers)
{
	FILE *out = fopen(path, "wb");
	if (!out)
		exit(2);
	for (size_t i = 0; i < f->count; i++) {
		fwrite(f->steps[i].before.p, 1, f->steps[i].before.n, out);
		fixture_print_answer(&answers[i], out);
	}
	fwrite(f->tail.p, 1, f->tail.n, out);
	fclose(out);
}

static inline bool
fixture_has_header(const struct wire_message *m, const struct wire_header *wanted)
{
	for (size_t i = 0; i < m->header_count; i++)
		if (str_eq(m->headers[i].name, wanted->name) &&
		        str_eq(m->headers[i].value, wanted->value))
			return true;
	return false;
}

/* What was wanted came: status, each header that is named, the body to the byte. */
static inline bool
fixture_same(const struct wire_message *got, const struct wire_message *wanted)
{
	bool same = str_eq(got->first, wanted->first) && str_eq(got->body, wanted->body);
	for (size_t i = 0; same && i < wanted->header_count; i++)
		same = fixture_has_header(got, &wanted->headers[i]);
	return same;
}

#endif
