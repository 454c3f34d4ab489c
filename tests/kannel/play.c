#include "play.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char
unescaped(char c)
{
	if (c == 'n')
		return '\n';
	return c == 'r' ? '\r' : c;
}

/* Takes the quotes and escapes out of the word at *at, ends it, and steps behind it. */
static int
take_word(char **at)
{
	char *in = *at, *out = *at;
	bool quoted = false;
	for (; *in && (quoted || !isspace((unsigned char)*in)); in++) {
		if (*in == '"')
			quoted = !quoted;
		else if (quoted && *in == '\\' && in[1])
			*out++ = unescaped(*++in);
		else
			*out++ = *in;
	}
	*at = *in ? in + 1 : in;
	*out = '\0';
	return quoted ? -EINVAL : 0;
}

int
play_parse(char *line, struct statement *out)
{
	struct statement s = {0};
	for (;;) {
		while (isspace((unsigned char)*line))
			line++;
		if (!*line || *line == '#')
			break;
		if (s.count == WORDS_MAX)
			return -EINVAL;
		s.word[s.count++] = line;
		if (take_word(&line) < 0)
			return -EINVAL;
	}
	*out = s;
	return 0;
}

const char *
play_value(const struct statement *s, const char *name)
{
	size_t n = strlen(name);
	for (size_t i = 1; i < s->count; i++)
		if (strncmp(s->word[i], name, n) == 0 && s->word[i][n] == '=')
			return s->word[i] + n + 1;
	return NULL;
}

int64_t
play_number(
        const struct statement *s, const char *name, int64_t min, int64_t max, int64_t otherwise)
{
	const char *digits = play_value(s, name);
	int64_t n = otherwise;
	if (digits && parse_int(str_from(digits), min, max, &n) < 0) {
		fprintf(stderr, "%s=%s: not a number from %jd to %jd\n", name, digits,
		        (intmax_t)min, (intmax_t)max);
		exit(2);
	}
	return n;
}

bool
play_has(const struct statement *s, const char *word)
{
	for (size_t i = 1; i < s->count; i++)
		if (strcmp(s->word[i], word) == 0)
			return true;
	return false;
}

int
play_hex(const char *digits, struct buf *out)
{
	int high = -1;
	for (; *digits; digits++) {
		if (*digits == ' ')
			continue;
		const char *all = "0123456789abcdef";
		const char *found = strchr(all, tolower((unsigned char)*digits));
		if (!found)
			return -EINVAL;
		int value = (int)(found - all);
		if (high < 0) {
			high = value;
		} else {
			buf_addc(out, (char)(high * 16 + value));
			high = -1;
		}
	}
	return high < 0 ? 0 : -EINVAL;
}
