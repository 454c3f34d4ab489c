#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/command.h"
#include "handlers.h"

enum { MINUTE = 60, DAY = 24 * 60 * 60, HANDLERS_MOST = 64 };

enum fault_lang
terminal_language(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return strncmp(value, "zh", 2) == 0 ? FAULT_ZH : FAULT_EN;
	}
	return FAULT_EN;
}

struct config *
read_config(const char *file, char *const *extra)
{
	struct config *c = config_new();
	struct faults faults = FAULTS_INIT;
	int unreadable = file ? config_read_file(c, file, &faults) : 0;
	if (unreadable)
		fprintf(stderr, "%s: can't be read: %s\n", file, strerror(-unreadable));
	config_read_environment(c, environ, &faults);
	for (; *extra; extra++)
		config_set(c, *extra, &faults);
	config_check(c, &faults);
	faults_sort(&faults);
	faults_print(&faults, terminal_language(), stderr);
	bool good = !unreadable && faults.errors == 0;
	faults_release(&faults);
	if (good)
		return c;
	config_free(c);
	return NULL;
}

const struct handler_spec *
handler_specs(size_t *count)
{
	static struct handler_spec specs[HANDLERS_MOST];
	static size_t filled; /* once: later a reload's thread may be reading them */
	const struct handler *const *all = handlers_all(count);
	must(*count <= HANDLERS_MOST);
	for (; filled < *count; filled++)
		specs[filled] = all[filled]->spec;
	return specs;
}

struct content_rules
content_rules_of(const struct config *config, int64_t now_s)
{
	struct content_rules rules = {.max_parts = (unsigned)config_int(config, OPT_SMS_MAX_PARTS),
	        .part_fen = (unsigned)config_int(config, OPT_SMS_PART_FEN),
	        .today = now_s};
	rules.handlers = handler_specs(&rules.handler_count);
	return rules;
}

struct conversation
conversation_of(const struct config *config)
{
	size_t count;
	return (struct conversation){
	        .handlers = handlers_all(&count),
	        .session_s = (uint32_t)config_int(config, OPT_SESSION_MINUTES) * MINUTE,
	        .language_s = (uint32_t)config_int(config, OPT_SESSION_LANGUAGE_DAYS) * DAY,
	        .resend_s = (uint32_t)config_int(config, OPT_SMS_RESEND_S),
	};
}
