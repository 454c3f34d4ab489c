#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "commands/command.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

enum { LINE_MOST = 1 << 24 }; /* bytes of a text; more would be no text */

static const char usage[] =
        "usage: jiaxin parts [--json]\n"
        "How each line of standard input travels by SMS: its coding, units, parts, and the first\n"
        "character that forces UCS-2. A carriage return at its end, and a byte-order mark at the\n"
        "start of the input, are not of the text; what is no UTF-8 counts as U+FFFD.\n";

static void
print_json(const struct text_size *size)
{
	struct buf b = BUF_INIT(256);
	buf_addf(&b, "{\"coding\":\"%s\",\"units\":%u,\"parts\":%u,\"forced_by\":",
	        coding_name(size->coding), size->units, size->parts);
	if (size->coding == CODING_UCS2) { /* by U+0000, too */
		char bytes[UTF8_MAX_BYTES];
		buf_add_json(&b, (struct str){bytes, utf8_put(size->forced_by, bytes)});
	} else {
		buf_addz(&b, "null");
	}
	printf("%s}\n", b.p);
	buf_release(&b);
}

static void
print_plain(const struct text_size *size)
{
	printf("%s, %u units, %u part%s", coding_name(size->coding), size->units, size->parts,
	        size->parts == 1 ? "" : "s");
	if (size->coding == CODING_UCS2)
		printf(", UCS-2 because of U+%04X", size->forced_by);
	putchar('\n');
}

/* A line as it would travel: without what ends it on some systems, and a mark at the start of the
 * file; what is no UTF-8 is U+FFFD. */
static struct str
line_text(char *line, size_t n, bool first, struct buf *out)
{
	struct str text = {line, n};
	if (text.n && text.p[text.n - 1] == '\n')
		text.n--;
	if (text.n && text.p[text.n - 1] == '\r')
		text.n--;
	if (first && str_starts(text, STR(BYTE_ORDER_MARK)))
		text = str_skip(text, sizeof(BYTE_ORDER_MARK) - 1);
	buf_clear(out);
	while (text.n)
		buf_addcp(out, utf8_next(&text, NULL));
	return buf_str(out);
}

int
command_parts(int argc, char **argv)
{
	bool json = argc == 2 && strcmp(argv[1], "--json") == 0;
	if (argc > 1 && !json) {
		bool asked = strcmp(argv[1], "--help") == 0;
		fputs(usage, asked ? stdout : stderr);
		return asked ? EXIT_GOOD : EXIT_COULD_NOT_RUN;
	}
	char *line = NULL;
	size_t cap = 0;
	struct buf text = BUF_INIT(LINE_MOST);
	bool first = true;
	for (ssize_t n; (n = getline(&line, &cap, stdin)) >= 0; first = false) {
		struct text_size size = text_measure(line_text(line, (size_t)n, first, &text));
		if (json)
			print_json(&size);
		else
			print_plain(&size);
	}
	buf_release(&text);
	free(line);
	return EXIT_GOOD;
}
