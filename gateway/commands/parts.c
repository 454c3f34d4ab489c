#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "commands/command.h"

static const char usage[] =
        "usage: jiaxin parts [--json]\n"
        "How each line of standard input travels by SMS: its coding, units, parts, and the first\n"
        "character that forces UCS-2.\n";

static void
print_json(const struct text_size *size)
{
	struct buf b = BUF_INIT(256);
	buf_addf(&b, "{\"coding\":\"%s\",\"units\":%u,\"parts\":%u,\"forced_by\":",
	        coding_name(size->coding), size->units, size->parts);
	if (size->forced_by) {
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
	if (size->forced_by)
		printf(", UCS-2 because of U+%04X", size->forced_by);
	putchar('\n');
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
	for (ssize_t n; (n = getline(&line, &cap, stdin)) >= 0;) {
		struct str text = {line, (size_t)n};
		if (text.n && text.p[text.n - 1] == '\n')
			text.n--;
		struct text_size size = text_measure(text);
		if (json)
			print_json(&size);
		else
			print_plain(&size);
	}
	free(line);
	return EXIT_GOOD;
}
