#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "content/config.h"
#include "scratch.h"

/* Every fault so far, one a line, in English. */
static char *
printed(struct faults *f)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);
	faults_sort(f);
	faults_print(f, FAULT_EN, out);
	fclose(out);
	return text;
}

static char *
defaults(void)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);
	config_print_defaults(out);
	fclose(out);
	return text;
}

/* The faults of a file with this text; the scratch folder's name is taken away. */
static void
check_file(const char *yaml, const char *want)
{
	struct scratch s;
	struct faults f = FAULTS_INIT;
	scratch_open(&s);
	scratch_write(&s, "c", yaml, 0600);
	ck_assert_int_eq(chdir(s.dir), 0);
	struct config *c = config_new();
	ck_assert_int_eq(config_read_file(c, "c", &f), 0);
	char *got = printed(&f);
	ck_assert_str_eq(got, want);
	free(got);
	config_free(c);
	faults_release(&f);
	scratch_close(&s);
}

/* In the order of enum option_id: the bounds as the manual says them. */
static const struct {
	enum option_id id;
	const char *name;
	int64_t min, max, fallback;
} numbers[] = {
        {OPT_HTTP_PORT, "http.port", 0, 65535, 8790},
        {OPT_HTTP_CONNECTIONS, "http.connections", 16, 60000, 1024},
        {OPT_HTTP_CONNECTION_BYTES, "http.connection_bytes", 4096, 1048576, 8192},
        {OPT_HTTP_BODY_BYTES, "http.body_bytes", 1024, 1048576, 16384},
        {OPT_HTTP_IDLE_S, "http.idle_s", 1, 3600, 60},
        {OPT_HTTP_DEADLINE_MS, "http.deadline_ms", 50, 60000, 5000},
        {OPT_STORE_BATCH_ROWS, "store.batch_rows", 1, 4096, 64},
        {OPT_STORE_BATCH_US, "store.batch_us", 0, 100000, 1000},
        {OPT_STORE_KEEP_DAYS, "store.keep_days", 1, 3650, 160},
        {OPT_STORE_OPEN_DAYS, "store.open_days", 1, 3650, 31},
        {OPT_STORE_REPEAT_HOURS, "store.repeat_hours", 1, 240, 24},
        {OPT_SESSION_MINUTES, "session.minutes", 1, 43200, 1440},
        {OPT_SESSION_LANGUAGE_DAYS, "session.language_days", 1, 3650, 180},
        {OPT_SESSION_MOST, "session.most", 16, 100000000, 1000000},
        {OPT_SMS_MAX_PARTS, "sms.max_parts", 1, 10, 3},
        {OPT_USSD_OCTETS, "ussd.octets", 40, 160, 160},
        {OPT_USSD_TIMEOUT_S, "ussd.timeout_s", 5, 3600, 180},
        {OPT_USSD_RESUME_MINUTES, "ussd.resume_minutes", 0, 1440, 10},
        {OPT_USSD_WRONG_MOST, "ussd.wrong_most", 0, 20, 3},
        {OPT_USSD_DEADLINE_MS, "ussd.deadline_ms", 50, 60000, 3000},
        {OPT_USSD_ASK_OP, "ussd.ask_op", 0, 255, 2},
        {OPT_USSD_LAST_OP, "ussd.last_op", 0, 255, 17},
        {OPT_USSD_SESSION_OCTETS, "ussd.session_octets", 0, 8, 1},
        {OPT_USSD_END_BITS, "ussd.end_bits", 0, 255, 1},
        {OPT_GUARD_SAME_MOST, "guard.same_most", 0, 10000, 5},
        {OPT_GUARD_SAME_MINUTES, "guard.same_minutes", 1, 1440, 30},
        {OPT_GUARD_PHONE_MOST, "guard.phone_most", 0, 10000, 60},
        {OPT_GUARD_PHONE_MINUTES, "guard.phone_minutes", 1, 1440, 10},
        {OPT_GUARD_URGENT_MOST, "guard.urgent_most", 0, 10000, 20},
        {OPT_GUARD_DAY_PARTS, "guard.day_parts", 0, 1000000000, 0},
        {OPT_GUARD_PHONES, "guard.phones", 16, 10000000, 65536},
        {OPT_GUARD_BUSY_HELD, "guard.busy_held", 0, 100000, 512},
        {OPT_GUARD_BUSY_OUTBOX, "guard.busy_outbox", 0, 100000000, 0},
        {OPT_SMS_PART_FEN, "sms.part_fen", 0, 10000, 10},
        {OPT_SMS_LEAST_SENDER_DIGITS, "sms.least_sender_digits", 3, 15, 10},
        {OPT_SMS_RESEND_S, "sms.resend_s", 0, 3600, 60},
        {OPT_OUTBOX_RATE, "outbox.rate", 1, 10000, 10},
        {OPT_OUTBOX_AT_A_TIME, "outbox.at_a_time", 1, 64, 8},
        {OPT_OUTBOX_TIMEOUT_MS, "outbox.timeout_ms", 100, 120000, 10000},
        {OPT_OUTBOX_TRIES, "outbox.tries", 1, 100, 5},
        {OPT_OUTBOX_DAY_FROM, "outbox.day_from", 0, 23, 8},
        {OPT_OUTBOX_DAY_TO, "outbox.day_to", 1, 24, 21},
        {OPT_OUTBOX_DAY_PARTS, "outbox.day_parts", 0, 1000000000, 0},
        {OPT_OUTBOX_ANSWER_MINUTES, "outbox.answer_minutes", 1, 10080, 10},
        {OPT_OUTBOX_NOTICE_MINUTES, "outbox.notice_minutes", 1, 43200, 1440},
        {OPT_OUTBOX_REMINDER_MINUTES, "outbox.reminder_minutes", 1, 43200, 1440},
        {OPT_OUTBOX_GAP_S, "outbox.gap_s", 0, 86400, 10},
        {OPT_OUTBOX_WAITING_MOST, "outbox.waiting_most", 1, 1000, 20},
        {OPT_OUTBOX_SAME_MOST, "outbox.same_most", 0, 1000, 3},
        {OPT_OUTBOX_SAME_HOURS, "outbox.same_hours", 1, 720, 24},
        {OPT_OUTBOX_KEEP_DAYS, "outbox.keep_days", 1, 3650, 160},
        {OPT_FAMILY_CARDS, "family.cards", 1, 20, 10},
        {OPT_FAMILY_LINKS, "family.links", 1, 10, 10},
        {OPT_FAMILY_ASKS_A_DAY, "family.asks_a_day", 0, 100, 3},
        {OPT_FAMILY_ASK_MOST, "family.ask_most", 0, 100, 2},
        {OPT_FAMILY_ASK_AGAIN_DAYS, "family.ask_again_days", 0, 3650, 90},
        {OPT_FAMILY_ASKED_MOST, "family.asked_most", 0, 1000, 3},
        {OPT_FAMILY_ASKED_DAYS, "family.asked_days", 1, 365, 7},
        {OPT_FAMILY_YES_DAYS, "family.yes_days", 1, 90, 7},
        {OPT_FAMILY_SAFE_A_DAY, "family.safe_a_day", 0, 100, 3},
        {OPT_FAMILY_CALLS_A_DAY, "family.calls_a_day", 0, 100, 3},
        {OPT_FAMILY_REMIND_DAYS, "family.remind_days", 7, 3650, 365},
        {OPT_FAMILY_SILENT_DAYS, "family.silent_days", 0, 3650, 60},
        {OPT_FAMILY_CODE_TRIES, "family.code_tries", 1, 20, 3},
        {OPT_FAMILY_CODE_MINUTES, "family.code_minutes", 1, 1440, 60},
        {OPT_FAMILY_OPEN_MINUTES, "family.open_minutes", 1, 1440, 10},
};

static const struct {
	enum option_id id;
	const char *name;
	size_t min, max;
	const char *fallback;
} texts[] = {
        {OPT_HTTP_LISTEN, "http.listen", 1, 64, "127.0.0.1"},
        {OPT_HTTP_ALLOW, "http.allow", 1, 2048, "127.0.0.1, ::1"},
        {OPT_HTTP_STATUS_ALLOW, "http.status_allow", 1, 2048, "127.0.0.1, ::1"},
        {OPT_HTTP_SECRET_FILE, "http.secret_file", 0, 1024, ""},
        {OPT_CONTENT_DIR, "content.dir", 1, 1024, "content"},
        {OPT_CONTENT_REFUSE_WORDS, "content.refuse_words", 0, 2048,
                "法律维权, 慈善募捐, 众筹, 招聘面试, 教育培训, 代缴社保, 贷款, 加微信, 加QQ"},
        {OPT_TRANSIT_TIMETABLE, "transit.timetable", 0, 1024, "build/demo.timetable"},
        {OPT_STORE_PATH, "store.path", 1, 1024, "var/jiaxin.db"},
        {OPT_STORE_KEY_FILE, "store.key_file", 1, 1024, "var/jiaxin.key"},
        {OPT_STORE_ARCHIVE_KEY_FILE, "store.archive_key_file", 0, 1024, ""},
        {OPT_USSD_CODE, "ussd.code", 0, 32, "*123#"},
        {OPT_USSD_BEGIN_OPS, "ussd.begin_ops", 0, 128, "1"},
        {OPT_USSD_GONE_OPS, "ussd.gone_ops", 0, 128, ""},
        {OPT_OUTBOX_REPLY, "outbox.reply", 4, 7, "http"},
        {OPT_OUTBOX_URL, "outbox.url", 0, 512, ""},
        {OPT_OUTBOX_USERNAME, "outbox.username", 1, 64, "jiaxin"},
        {OPT_OUTBOX_PASSWORD_FILE, "outbox.password_file", 0, 1024, ""},
        {OPT_OUTBOX_FROM, "outbox.from", 0, 20, ""},
        {OPT_OUTBOX_ROUTE, "outbox.route", 0, 64, ""},
        {OPT_OUTBOX_DLR_URL, "outbox.dlr_url", 0, 512, ""},
        {OPT_ADAPTERS_DIR, "adapters.dir", 1, 1024, "config/adapters"},
        {OPT_ADAPTERS_USE, "adapters.use", 0, 1024, ""},
        {OPT_ADAPTERS_SECRETS, "adapters.secrets", 1, 1024, "var/adapter-secrets/"},
        {OPT_ADAPTERS_PROXIES, "adapters.proxies", 0, 2048, ""},
};

static bool
takes(struct config *c, const char *name, const char *value)
{
	static char line[8192];
	struct faults f = FAULTS_INIT;
	snprintf(line, sizeof(line), "%s=%s", name, value);
	config_set(c, line, &f);
	bool good = f.errors == 0;
	faults_release(&f);
	return good;
}

static bool
takes_number(struct config *c, const char *name, int64_t n)
{
	char value[24];
	snprintf(value, sizeof(value), "%lld", (long long)n);
	return takes(c, name, value);
}

START_TEST(bounds)
{
	static char value[4096];
	struct config *c = config_new();
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		const char *name = numbers[i].name;
		ck_assert_int_eq(config_int(c, numbers[i].id), numbers[i].fallback);
		ck_assert_msg(takes_number(c, name, numbers[i].min), "%s", name);
		ck_assert_int_eq(config_int(c, numbers[i].id), numbers[i].min);
		ck_assert_msg(takes_number(c, name, numbers[i].max), "%s", name);
		ck_assert_msg(!takes_number(c, name, numbers[i].min - 1), "%s", name);
		ck_assert_msg(!takes_number(c, name, numbers[i].max + 1), "%s", name);
		ck_assert(!takes(c, name, "") && !takes(c, name, "x") && !takes(c, name, "1 "));
		ck_assert_int_eq(config_int(c, numbers[i].id), numbers[i].max);
	}
	memset(value, 'x', sizeof(value));
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		const char *name = texts[i].name;
		ck_assert_str_eq(config_text(c, texts[i].id), texts[i].fallback);
		value[texts[i].max] = '\0';
		ck_assert_msg(takes(c, name, value), "%s", name);
		ck_assert_str_eq(config_text(c, texts[i].id), value);
		value[texts[i].max] = 'x', value[texts[i].max + 1] = '\0';
		ck_assert_msg(!takes(c, name, value), "%s", name);
		value[texts[i].max + 1] = 'x';
		ck_assert_msg(takes(c, name, "") == !texts[i].min, "%s", name);
	}
	static const char *const levels[] = {"error", "warn", "info", "debug"};
	for (int i = 0; i < 4; i++) {
		ck_assert(takes(c, "log.level", levels[i]));
		ck_assert_int_eq(config_int(c, OPT_LOG_LEVEL), i);
	}
	ck_assert(!takes(c, "log.level", "loud") && !takes(c, "log.level", "1"));
	ck_assert_uint_eq(ARRAY_LEN(numbers) + ARRAY_LEN(texts) + 1, OPT_COUNT);
	config_free(c);
	config_free(NULL);
}
END_TEST

START_TEST(says_every_fault_with_its_place)
{
	static const struct {
		const char *yaml, *want;
	} cases[] = {
	        {"", ""},
	        {"http: {port: 8080}\n", ""},
	        {"http:\n  port: 99999\n  prot: 1\nlog:\n  level: loud\nsmtp: {}\n",
	                "c:2:9: error: http.port must be a whole number from 0 to 65535; change "
	                "it\n"
	                "c:3:3: error: there is no option prot; see config/jiaxin.yaml for the "
	                "names\n"
	                "c:5:10: error: log.level must be error, warn, info or debug; choose one\n"
	                "c:6:1: error: there is no option smtp; see config/jiaxin.yaml for the "
	                "names\n"},
	        {"http: 8080\nlog:\n- level\nsession:\n  most: [1]\n  minutes: {a: 1}\n",
	                "c:1:7: error: http must hold its options; write them indented as name: "
	                "value\n"
	                "c:3:1: error: log must hold its options; write them indented as name: "
	                "value\n"
	                "c:5:9: error: session.most must be one value; write it behind the colon\n"
	                "c:6:12: error: session.minutes must be one value; write it behind the "
	                "colon\n"},
	        {"- a\n", "c:1:1: error: this file must be sections with options; write it like "
	                  "config/jiaxin.yaml\n"},
	        {"http:\n  allow: [10.0.0.1, [x], 10.0.0.2]\n",
	                "c:2:21: error: every item of http.allow must be a text; write an "
	                "address\n"},
	        {"http:\n  allow: []\n", "c:2:10: error: http.allow must be a text of 1 to 2048 "
	                                 "bytes; shorten it or "
	                                 "fill it in\n"},
	        {"content:\n  dir: \"a\\0b\"\n", "c:2:8: error: content.dir must be a text of 1 to "
	                                         "1024 bytes; shorten it or "
	                                         "fill it in\n"},
	        {"session:\n  most: 0x10\n  minutes: 1.5\n",
	                "c:2:9: error: session.most must be a whole number from 16 to 100000000; "
	                "change it\n"
	                "c:3:12: error: session.minutes must be a whole number from 1 to 43200; "
	                "change it\n"},
	};
	char *here = getcwd(NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_file(cases[i].yaml, cases[i].want);
	ck_assert_int_eq(chdir(here), 0);
	free(here);
}
END_TEST

/* An item too many must not leave a list that is shorter than the one written. */
START_TEST(never_shortens_a_list)
{
	static char yaml[8192];
	struct scratch s;
	struct faults f = FAULTS_INIT;
	int n = sprintf(yaml, "http:\n  allow: [10.0.0.1, ");
	memset(yaml + n, '1', 6000);
	strcpy(yaml + n + 6000, ", 10.0.0.2]\n");
	scratch_open(&s);
	scratch_write(&s, "c", yaml, 0600);
	struct config *c = config_new();
	ck_assert_int_eq(config_read_file(c, scratch_path(&s, "c"), &f), 0);
	ck_assert_uint_eq(f.errors, 1);
	ck_assert_str_eq(config_text(c, OPT_HTTP_ALLOW), "127.0.0.1, ::1");
	config_free(c);
	faults_release(&f);
	scratch_close(&s);
}
END_TEST

START_TEST(joins_lists)
{
	struct scratch s;
	struct faults f = FAULTS_INIT;
	scratch_open(&s);
	scratch_write(&s, "c", "http:\n  allow: [10.0.0.1, \"::1\"]\n", 0600);
	struct config *c = config_new();
	ck_assert_int_eq(config_read_file(c, scratch_path(&s, "c"), &f), 0);
	ck_assert_uint_eq(f.count, 0);
	ck_assert_str_eq(config_text(c, OPT_HTTP_ALLOW), "10.0.0.1,::1");
	ck_assert_int_eq(config_read_file(c, scratch_path(&s, "nowhere"), &f), -ENOENT);
	config_free(c);
	faults_release(&f);
	scratch_close(&s);
}
END_TEST

START_TEST(later_sources_win)
{
	char *environment[] = {(char[]){"PATH=/bin"}, (char[]){"JIAXIN_HTTP_PORT=81"},
	        (char[]){"JIAXIN_STORE_KEY_FILE=k=1"}, NULL};
	struct scratch s;
	struct faults f = FAULTS_INIT;
	scratch_open(&s);
	scratch_write(&s, "c", "http: {port: 80, idle_s: 9}\nstore: {key_file: f}\n", 0600);
	struct config *c = config_new();
	ck_assert_int_eq(config_read_file(c, scratch_path(&s, "c"), &f), 0);
	config_read_environment(c, environment, &f);
	ck_assert_int_eq(config_int(c, OPT_HTTP_PORT), 81);
	config_set(c, "http.port=82", &f);
	ck_assert_int_eq(config_int(c, OPT_HTTP_PORT), 82);
	ck_assert_int_eq(config_int(c, OPT_HTTP_IDLE_S), 9);
	ck_assert_str_eq(config_text(c, OPT_STORE_KEY_FILE), "k=1");
	ck_assert_uint_eq(f.count, 0);
	config_free(c);
	faults_release(&f);
	scratch_close(&s);
}
END_TEST

START_TEST(names_wrong_sources)
{
	char *environment[] = {(char[]){"JIAXIN_HTTP_PROT=1"}, (char[]){"JIAXIN_HTTP_PORT=x"},
	        (char[]){"JIAXIN_="}, NULL};
	struct faults f = FAULTS_INIT;
	struct config *c = config_new();
	config_read_environment(c, environment, &f);
	config_set(c, "http.port", &f);
	config_set(c, "http_port=1", &f);
	config_set(c, "http.port=-1", &f);
	config_set(c, "=1", &f);
	ck_assert_uint_eq(f.errors, 7);
	char *got = printed(&f);
	ck_assert_ptr_nonnull(strstr(got, "environment: error: there is no option HTTP_PROT; "));
	ck_assert_ptr_nonnull(strstr(got, "environment: error: http.port must be a whole number"));
	ck_assert_ptr_nonnull(strstr(got, "command line: error: there is no option http_port; "));
	free(got);
	config_free(c);
	faults_release(&f);
}
END_TEST

START_TEST(wants_a_secret_where_the_world_may_call)
{
	static const struct {
		const char *listen, *secret_file;
		size_t errors;
	} cases[] = {{"127.0.0.1", "", 0}, {"127.9.9.9", "", 0}, {"::1", "", 0}, {"0.0.0.0", "", 1},
	        {"::", "", 1}, {"10.0.0.1", "", 1}, {"10.0.0.1", "secret", 0},
	        {"1127.0.0.1", "", 1}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct faults f = FAULTS_INIT;
		struct config *c = config_new();
		ck_assert(takes(c, "http.listen", cases[i].listen));
		ck_assert(takes(c, "http.secret_file", cases[i].secret_file));
		config_check(c, &f);
		ck_assert_uint_eq(f.errors, cases[i].errors);
		config_free(c);
		faults_release(&f);
	}
}
END_TEST

/* What `jiaxin options` prints is config/jiaxin.yaml, and reads back as the defaults. */
START_TEST(file_equals_table)
{
	struct faults f = FAULTS_INIT;
	char *text = defaults(), *kept = NULL;
	size_t cap = 0;
	FILE *file = fopen("config/jiaxin.yaml", "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_gt(getdelim(&kept, &cap, '\0', file), 0);
	fclose(file);
	ck_assert_str_eq(kept, text);
	struct config *c = config_new(), *d = config_new();
	ck_assert_int_eq(config_read_file(c, "config/jiaxin.yaml", &f), 0);
	ck_assert_uint_eq(f.count, 0);
	for (int i = 0; i < OPT_COUNT; i++)
		ck_assert_str_eq(
		        config_text(c, (enum option_id)i), config_text(d, (enum option_id)i));
	config_free(c);
	config_free(d);
	free(kept);
	free(text);
	faults_release(&f);
}
END_TEST

/* What the outbox's options want of each other. */
START_TEST(checks_the_outbox)
{
	static const struct {
		const char *set[4];
		size_t errors;
	} cases[] = {
	        {{"outbox.reply=http"}, 0},
	        {{"outbox.reply=email"}, 1},
	        {{"outbox.reply=sendsms"}, 1},
	        {{"outbox.url=http://127.0.0.1:1/x"}, 1},
	        {{"outbox.url=http://127.0.0.1:1/x", "outbox.from=10660"}, 1},
	        {{"outbox.url=http://127.0.0.1:1/x", "outbox.from=10660", "outbox.password_file=p",
	                 "outbox.reply=sendsms"},
	                0},
	        {{"outbox.day_from=21"}, 1},
	        {{"outbox.day_from=20", "outbox.day_to=24"}, 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct faults f = FAULTS_INIT;
		struct config *c = config_new();
		for (size_t k = 0; k < ARRAY_LEN(cases[i].set) && cases[i].set[k]; k++)
			config_set(c, cases[i].set[k], &f);
		config_check(c, &f);
		ck_assert_msg(f.errors == cases[i].errors, "%zu: %zu errors", i, f.errors);
		config_free(c);
		faults_release(&f);
	}
}
END_TEST

TEST_MAIN("config", bounds, says_every_fault_with_its_place, never_shortens_a_list, joins_lists,
        checks_the_outbox, later_sources_win, names_wrong_sources,
        wants_a_secret_where_the_world_may_call, file_equals_table)
