#include "content/config.h"

#include <stdlib.h>
#include <string.h>

#include "content/config_model.h"

static const char *const levels[] = {"error", "warn", "info", "debug"};

/* --- setting one --- */

static int
find_level(struct str text)
{
	for (size_t i = 0; i < ARRAY_LEN(levels); i++)
		if (str_eq(text, str_from(levels[i])))
			return (int)i;
	return -1;
}

static bool
set_int(struct config *c, enum option_id id, struct str text, struct place at, struct faults *f)
{
	const struct option_spec *spec = &config_options[id];
	int64_t number;
	int error = parse_int(text, spec->min, spec->max, &number);
	if (error) {
		fault_add(f, FAULT_ERROR, at, "%s.%s 要写 %lld 到 %lld 之间的整数; 请改这个数",
		        "%s.%s must be a whole number from %lld to %lld; change it", spec->section,
		        spec->name, (long long)spec->min, (long long)spec->max);
		return false;
	}
	c->number[id] = number;
	return true;
}

static bool
set_level(struct config *c, enum option_id id, struct str text, struct place at, struct faults *f)
{
	int level = find_level(text);
	if (level < 0)
		fault_add(f, FAULT_ERROR, at, "%s.%s 只能是 error、warn、info 或 debug; 请选一个",
		        "%s.%s must be error, warn, info or debug; choose one",
		        config_options[id].section, config_options[id].name);
	else
		c->number[id] = level;
	return level >= 0;
}

static bool
set_text(enum option_id id, struct str text, struct place at, struct faults *f)
{
	const struct option_spec *spec = &config_options[id];
	if ((int64_t)text.n >= spec->min && (int64_t)text.n <= spec->max &&
	        (text.n == 0 || !memchr(text.p, 0, text.n)))
		return true;
	fault_add(f, FAULT_ERROR, at, "%s.%s 要写 %lld 到 %lld 个字节的文字; 请改短或补上",
	        "%s.%s must be a text of %lld to %lld bytes; shorten it or fill it in",
	        spec->section, spec->name, (long long)spec->min, (long long)spec->max);
	return false;
}

void
config_set_option(
        struct config *c, enum option_id id, struct str text, struct place at, struct faults *f)
{
	bool good;
	if (config_options[id].type == TYPE_INT)
		good = set_int(c, id, text, at, f);
	else if (config_options[id].type == TYPE_LEVEL)
		good = set_level(c, id, text, at, f);
	else
		good = set_text(id, text, at, f);
	if (!good)
		return;
	c->text[id] = arena_dup(&c->memory, text);
	c->from[id] = at;
}

struct config *
config_new(void)
{
	struct config *c = xcalloc(1, sizeof(*c));
	struct faults none = FAULTS_INIT;
	for (int i = 0; i < OPT_COUNT; i++)
		config_set_option(c, i, str_from(config_options[i].fallback),
		        (struct place){"default", 0, 0}, &none);
	must(none.count == 0);
	faults_release(&none);
	return c;
}

void
config_free(struct config *c)
{
	if (!c)
		return;
	arena_release(&c->memory);
	free(c);
}

/* --- all together --- */

static bool
is_loopback(const char *address)
{
	return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

static void
check_outbox(const struct config *c, struct faults *f)
{
	bool sends = *c->text[OPT_OUTBOX_URL];
	bool by_sendsms = strcmp(c->text[OPT_OUTBOX_REPLY], "sendsms") == 0;
	if (!by_sendsms && strcmp(c->text[OPT_OUTBOX_REPLY], "http") != 0)
		fault_add(f, FAULT_ERROR, c->from[OPT_OUTBOX_REPLY],
		        "outbox.reply 只能是 http 或 sendsms; 请选一个",
		        "outbox.reply must be http or sendsms; choose one");
	if (by_sendsms && !sends)
		fault_add(f, FAULT_ERROR, c->from[OPT_OUTBOX_REPLY],
		        "outbox.reply 是 sendsms，却没有 outbox.url; 请写上 Kannel 的 sendsms 地址",
		        "outbox.reply is sendsms and there is no outbox.url; write the address of "
		        "Kannel's sendsms");
	if (sends && (!*c->text[OPT_OUTBOX_PASSWORD_FILE] || !*c->text[OPT_OUTBOX_FROM]))
		fault_add(f, FAULT_ERROR, c->from[OPT_OUTBOX_URL],
		        "有 outbox.url，就要有 outbox.password_file 和 outbox.from; 请补上",
		        "outbox.url wants outbox.password_file and outbox.from; fill them in");
	if (c->number[OPT_OUTBOX_DAY_FROM] >= c->number[OPT_OUTBOX_DAY_TO])
		fault_add(f, FAULT_ERROR, c->from[OPT_OUTBOX_DAY_FROM],
		        "outbox.day_from 要早于 outbox.day_to; 请改这两个钟点",
		        "outbox.day_from must be before outbox.day_to; change the hours");
}

void
config_check(const struct config *c, struct faults *f)
{
	check_outbox(c, f);
	int64_t open_minutes = c->number[OPT_STORE_OPEN_DAYS] * 24 * 60;
	if (*c->text[OPT_STORE_ARCHIVE_KEY_FILE] &&
	        (open_minutes < c->number[OPT_SESSION_MINUTES] ||
	                open_minutes < c->number[OPT_STORE_REPEAT_HOURS] * 60))
		fault_add(f, FAULT_ERROR, c->from[OPT_STORE_OPEN_DAYS],
		        "store.open_days 不能短于 session.minutes 和 store.repeat_hours; 请改长",
		        "store.open_days is less than session.minutes or store.repeat_hours; make "
		        "it "
		        "longer");
	if (!is_loopback(c->text[OPT_HTTP_LISTEN]) && !*c->text[OPT_HTTP_SECRET_FILE])
		fault_add(f, FAULT_ERROR, c->from[OPT_HTTP_LISTEN],
		        "http.listen 不是本机地址，却没有 http.secret_file; 请设一个密钥文件",
		        "http.listen is not loopback and there is no http.secret_file; set a "
		        "secret file");
}

int64_t
config_int(const struct config *c, enum option_id id)
{
	must(config_options[id].type == TYPE_INT || config_options[id].type == TYPE_LEVEL);
	return c->number[id];
}

const char *
config_text(const struct config *c, enum option_id id)
{
	return c->text[id];
}

static void
print_help(const char *help, FILE *out)
{
	fputs("  # ", out);
	for (; *help; help++) {
		fputc(*help, out);
		if (*help == '\n')
			fputs("  # ", out);
	}
	fputc('\n', out);
}

static bool
needs_quotes(const struct option_spec *spec)
{
	return spec->type == TYPE_LIST || !*spec->fallback || *spec->fallback == '*';
}

void
config_print_defaults(FILE *out)
{
	const char *section = "";
	fputs("# Jiaxin: every option with its default. What is left out keeps its default; an "
	      "unknown\n"
	      "# name or a value out of bounds stops the start with its place in this file.\n"
	      "# Also: jiaxin serve -o http.port=8080, or JIAXIN_HTTP_PORT=8080 in the "
	      "environment.\n",
	        out);
	for (int i = 0; i < OPT_COUNT; i++) {
		if (strcmp(section, config_options[i].section) != 0)
			fprintf(out, "\n%s:\n", section = config_options[i].section);
		print_help(config_options[i].help, out);
		const char *quote = needs_quotes(&config_options[i]) ? "\"" : "";
		fprintf(out, "  %s: %s%s%s\n", config_options[i].name, quote,
		        config_options[i].fallback, quote);
	}
}
