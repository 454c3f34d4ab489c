/*
 * Whole conversations over a small tree, with the time as a parameter. A dialogue is a table:
 * what the phone sends, the outcome, the page it is on afterwards, and the words it gets.
 */
#include <errno.h>
#include <string.h>

#include "content/content_model.h"
#include "scratch.h"
#include "talk/converse.h"

enum { START_S = 1795392000, SESSION_S = 3600, LANGUAGE_S = 86400, RESEND_S = 60 };

static const char service_yaml[] =
        "languages:\n"
        "  zh: {words: [中文, zh]}\n"
        "  en-simple: {words: [EN], fallback: zh}\n"
        "signature: {zh: 【试】, en-simple: \"[T] \"}\n"
        "home: home\n"
        "help: help\n"
        "values: {}\n"
        "fillers: [你好, 请问, 我, 的, 查, 车间, please]\n"
        "commands:\n"
        "  stop: [停]\n"
        "  start: [开]\n"
        "  back: [\"0\"]\n"
        "  home: [\"00\"]\n"
        "  help: [帮助]\n"
        "  more: [m]\n"
        "  again: [重发]\n"
        "  why: [为什么]\n"
        "  my-data: [我的数据]\n"
        "  erase: [删除我]\n"
        "texts:\n"
        "  unknown: {zh: 没看懂, en-simple: What}\n"
        "  empty: {zh: 空, en-simple: Empty}\n"
        "  sorry: {zh: 出错, en-simple: Sorry}\n"
        "  no-more: {zh: 没有了, en-simple: No more}\n"
        "  no-last: {zh: 没说过, en-simple: Nothing yet}\n"
        "  bad-choice: {zh: \"没有{choice}\", en-simple: \"No {choice}\"}\n"
        "  bad-answer: {zh: 不明白, en-simple: Unclear}\n"
        "  moved: {zh: 换了, en-simple: Moved}\n"
        "  fragment: {zh: 半截, en-simple: A piece}\n"
        "  stopped: {zh: 已停, en-simple: Stopped}\n"
        "  started: {zh: 已开, en-simple: Started}\n"
        "  understood: {zh: \"{word}：\", en-simple: \"{word}:\"}\n"
        "  too-many: {zh: 太多, en-simple: Too many}\n"
        "  busy-today: {zh: 今天忙, en-simple: Busy today}\n"
        "  overload: {zh: 忙, en-simple: Busy}\n"
        "  secret: {zh: 别发, en-simple: Do not send it}\n"
        "  offer: {zh: 您问, en-simple: Did you mean}\n"
        "  which: {zh: 哪个, en-simple: Which}\n"
        "  monday: {zh: \"{date}周一\", en-simple: \"Mon {date}\"}\n"
        "  tuesday: {zh: \"{date}周二\", en-simple: \"Tue {date}\"}\n"
        "  wednesday: {zh: \"{date}周三\", en-simple: \"Wed {date}\"}\n"
        "  thursday: {zh: \"{date}周四\", en-simple: \"Thu {date}\"}\n"
        "  friday: {zh: \"{date}周五\", en-simple: \"Fri {date}\"}\n"
        "  saturday: {zh: \"{date}周六\", en-simple: \"Sat {date}\"}\n"
        "  sunday: {zh: \"{date}周日\", en-simple: \"Sun {date}\"}\n"
        "  next-day: {zh: \"次日{time}\", en-simple: \"{time} next day\"}\n"
        "  why: {zh: \"据{source}\", en-simple: \"By {source}\"}\n"
        "  no-why: {zh: 无据, en-simple: No rule}\n"
        "  my-data: {zh: \"存着：短信{list}。\", en-simple: \"Kept: texts{list}.\"}\n"
        "  kept-cards: {zh: \"、名单{count}\", en-simple: \", {count} cards\"}\n"
        "  kept-links: {zh: \"、连着{count}\", en-simple: \", {count} links\"}\n"
        "  kept-asked: {zh: \"、没连{count}\", en-simple: \", {count} no links\"}\n"
        "  kept-reminders: {zh: \"、提醒{count}\", en-simple: \", {count} reminders\"}\n"
        "  kept-waiting: {zh: \"、待发{count}\", en-simple: \", {count} waiting\"}\n"
        "  kept-code: {zh: \"、密码\", en-simple: \", a code\"}\n"
        "  kept-stop: {zh: \"、退订\", en-simple: \", STOP\"}\n"
        "  erase: {zh: \"全删？回{code}。\", en-simple: \"Erase all? Send {code}.\"}\n"
        "  erased: {zh: 已删。, en-simple: Erased.}\n"
        "  erased-kept: {zh: 已删，封存的除外。, en-simple: \"Erased, but what is sealed.\"}\n"
        "  wrong-key: {zh: 请回数字。, en-simple: A number please.}\n"
        "  give-up: {zh: 先到这里。, en-simple: We stop here.}\n"
        "  resume: {zh: \"没问完：\\n1 继续\\n2 重新开始\", en-simple: \"1 Go on\\n2 Anew\"}\n"
        "  by-sms: {zh: 详情已发短信。, en-simple: All of it by SMS.}\n"
        "  busy: {zh: 忙，请再拨。, en-simple: Busy. Dial again.}\n"
        "  key-back: {zh: 0返回, en-simple: 0 Back}\n"
        "  key-home: {zh: 00首页, en-simple: 00 Home}\n"
        "  key-more: {zh: 98下页, en-simple: 98 More}\n"
        "  more: {zh: \"\\n回M\", en-simple: \"\\nM\"}\n";

static const char kept_pages[] =
        "home:\n"
        "  title: {zh: 家, en-simple: Home}\n"
        "  text: {zh: 选, en-simple: Choose}\n"
        "  options: [work, story]\n"
        "help:\n"
        "  text: {zh: 怎么用, en-simple: How}\n"
        "danger:\n"
        "  keywords: [救命, \"120\", \"2020\"]\n"
        "  urgent: yes\n"
        "  title: {zh: 急, en-simple: Danger}\n"
        "  text: {zh: 拨120, en-simple: Dial 120}\n"
        "sum:\n"
        "  keywords: [算]\n"
        "  title: {zh: 算算, en-simple: Sum}\n"
        "  ask:\n"
        "    area: {type: area-code, zh: 区号, en-simple: Area}\n"
        "    year: {type: number, min: 2011, max: 2100, zh: 哪年, en-simple: Year}\n"
        "  handler: test.sum\n"
        "  say:\n"
        "    found: {zh: \"{area}+{year}={sum}\", en-simple: \"{area} and {year}: {sum}\"}\n"
        "    none: {zh: 无, en-simple: None}\n"
        "visit:\n"
        "  keywords: [约]\n"
        "  ask:\n"
        "    area: {type: area-code, lead: [区, 区号], zh: 区号, en-simple: Area}\n"
        "    year: {type: number, min: 2011, max: 2100, zh: 哪年, en-simple: Year}\n"
        "    part:\n"
        "      type: choice\n"
        "      choices: {am: {zh: 早, en-simple: early, words: [早]}, pm: {zh: 晚, en-simple: "
        "late, words: [晚]}}\n"
        "      zh: 早还是晚\n"
        "      en-simple: Early or late\n"
        "  handler: test.visit\n"
        "  say:\n"
        "    fixed: {zh: \"{year}{part}{where}{area}\", en-simple: \"{year}\"}\n"
        "ruled:\n"
        "  keywords: [规]\n"
        "  ask:\n"
        "    area: {type: area-code, zh: 区号, en-simple: Area}\n"
        "    year: {type: number, min: 2011, max: 2100, zh: 哪年, en-simple: Year}\n"
        "  handler: test.sum\n"
        "  say:\n"
        "    found: {zh: 有, en-simple: Yes}\n"
        "    none: {zh: 无, en-simple: None}\n"
        "  why:\n"
        "    found: {zh: \"{sum}，{source}\", en-simple: \"{sum} by {source}\"}\n"
        "    zh: \"总则{area}\"\n"
        "    en-simple: In general\n"
        "  source: 甲法\n"
        "  as_of: 2026-10\n"
        "trip:\n"
        "  keywords: [车]\n"
        "  ask:\n"
        "    from: {type: city, zh: 从哪, en-simple: From}\n"
        "    to: {type: city, zh: 到哪, en-simple: To}\n"
        "    at: {type: time, zh: 几点, en-simple: When}\n"
        "  handler: test.trip\n"
        "  say:\n"
        "    ride: {zh: \"{from}到{to}{at}\", en-simple: \"{from} to {to} {at}\"}\n"
        "quote:\n"
        "  keywords: [引]\n"
        "  ask:\n"
        "    area: {type: area-code, zh: 区号, en-simple: Area}\n"
        "    year: {type: number, min: 2011, max: 2100, zh: \"{area}哪年\", en-simple: "
        "\"{area} when\"}\n"
        "  handler: test.sum\n"
        "  say:\n"
        "    found: {zh: 有, en-simple: Yes}\n"
        "    none: {zh: 无, en-simple: None}\n"
        "name:\n"
        "  keywords: [叫]\n"
        "  title: {zh: 叫什么, en-simple: Name}\n"
        "  ask:\n"
        "    name: {type: text, zh: 名字, en-simple: Your name}\n"
        "  handler: test.name\n"
        "  say:\n"
        "    hello: {zh: \"{name}好\", en-simple: \"Hello {name}\"}\n"
        "broken:\n"
        "  keywords: [坏]\n"
        "  ask:\n"
        "    year: {type: number, min: 2011, max: 2100, zh: 哪年, en-simple: Year}\n"
        "  handler: test.fail\n"
        "  say:\n"
        "    never: {zh: 无, en-simple: None}\n"
        "liar:\n"
        "  keywords: [骗, wager]\n"
        "  title: {zh: 骗, en-simple: Lie}\n"
        "  handler: test.lie\n"
        "  say:\n"
        "    truth: {zh: 真, en-simple: True}\n";

static const char places_yaml[] = "provinces:\n"
                                  "  \"35\": {zh: 福建, en-simple: Fujian, area: \"0591\"}\n"
                                  "  \"36\": {zh: 江西, en-simple: Jiangxi, area: \"0791\"}\n"
                                  "cities:\n"
                                  "  \"350100\": {zh: 福州, en-simple: Fuzhou, area: \"0591\"}\n"
                                  "  \"361000\": {zh: 抚州, en-simple: Fuzhou, area: \"0794\"}\n"
                                  "  \"360400\": {zh: 九江, en-simple: Jiujiang, area: \"0792\"}\n";

/* What a content swap takes away. */
static const char old_pages[] =
        "work:\n"
        "  keywords: [工作]\n"
        "  title: {zh: 工作, en-simple: Work}\n"
        "  text: {zh: 工作选, en-simple: Work}\n"
        "  options: [wages, injury, sum]\n"
        "wages:\n"
        "  keywords: [欠薪]\n"
        "  title: {zh: 工资, en-simple: Wages}\n"
        "  text: {zh: 工资页, en-simple: Wages page}\n"
        "injury:\n"
        "  title: {zh: 工伤, en-simple: Injury}\n"
        "  text: {zh: 工伤页, en-simple: Injury page}\n"
        "old-question:\n"
        "  keywords: [旧]\n"
        "  ask:\n"
        "    year: {type: number, min: 2011, max: 2100, zh: 哪年, en-simple: Year}\n"
        "  handler: test.fail\n"
        "  say:\n"
        "    never: {zh: 无, en-simple: None}\n"
        "grade:\n"
        "  keywords: [级]\n"
        "  ask:\n"
        "    name:\n"
        "      type: choice\n"
        "      choices: {a: {zh: 甲, en-simple: A}, b: {zh: 乙, en-simple: B}}\n"
        "      zh: \"1甲2乙\"\n"
        "      en-simple: \"1 A 2 B\"\n"
        "  handler: test.name\n"
        "  say:\n"
        "    hello: {zh: \"{name}级\", en-simple: \"Grade {name}\"}\n";

static const char new_pages[] =
        "work:\n"
        "  title: {zh: 活, en-simple: Job}\n"
        "  text: {zh: 新工作, en-simple: New work}\n"
        "grade:\n"
        "  keywords: [级]\n"
        "  ask:\n"
        "    name:\n"
        "      type: choice\n"
        "      choices: {b: {zh: 乙, en-simple: B}, a: {zh: 甲, en-simple: A}}\n"
        "      zh: \"1乙2甲\"\n"
        "      en-simple: \"1 B 2 A\"\n"
        "  handler: test.name\n"
        "  say:\n"
        "    hello: {zh: \"{name}级\", en-simple: \"Grade {name}\"}\n";

/* --- handlers --- */

static int
run_sum(const struct turn *turn, struct result *result)
{
	int64_t area, year;
	ck_assert_int_eq(turn_read_number(turn, "area", 0, 9999, &area), 0);
	ck_assert_int_eq(turn_read_number(turn, "year", 0, 9999, &year), 0);
	result->outcome = area == 755 ? "found" : "none";
	result_add(result, "sum", str_from(arena_printf(turn->arena, "%d", (int)(area + year))));
	return 0;
}

static int
run_trip(const struct turn *turn, struct result *result)
{
	ck_assert_uint_eq(turn_answer(turn, "from").n, 6);
	result->outcome = "ride";
	return 0;
}

static int
run_name(const struct turn *turn, struct result *result)
{
	(void)turn;
	result->outcome = "hello";
	return 0;
}

static int
run_fail(const struct turn *turn, struct result *result)
{
	(void)turn, (void)result;
	return -EIO;
}

static int
run_lie(const struct turn *turn, struct result *result)
{
	(void)turn;
	result->outcome = "a lie";
	return 0;
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define NOTHING ((const char *const[]){NULL})

/* Years from 2050 on are told only to whom it has asked for the time of day. */
static int
run_visit(const struct turn *turn, struct result *result)
{
	int64_t year;
	ck_assert_int_eq(turn_read_number(turn, "year", 0, 9999, &year), 0);
	if (year >= 2050 && !turn_aside(turn, "part").n)
		result->ask = "part";
	result->outcome = "fixed";
	result_add(result, "where", turn_aside(turn, "area").n ? STR("@") : STR("-"));
	return 0;
}

static const struct handler sum = {.spec = {.name = "test.sum",
                                           .searches = true,
                                           .slots = LIST("area", "year"),
                                           .outcomes = LIST("found", "none"),
                                           .values = LIST("sum")},
        .run = run_sum};
static const struct handler visit = {.spec = {.name = "test.visit",
                                             .slots = LIST("area", "year", "part"),
                                             .asides = LIST("area", "part"),
                                             .outcomes = LIST("fixed"),
                                             .values = LIST("where")},
        .run = run_visit};
static const struct handler trip = {.spec = {.name = "test.trip",
                                            .slots = LIST("from", "to", "at"),
                                            .outcomes = LIST("ride"),
                                            .values = NOTHING},
        .run = run_trip};
static const struct handler name = {.spec = {.name = "test.name",
                                            .slots = LIST("name"),
                                            .outcomes = LIST("hello"),
                                            .values = NOTHING},
        .run = run_name};
static const struct handler fail = {.spec = {.name = "test.fail",
                                            .slots = LIST("year"),
                                            .outcomes = LIST("never"),
                                            .values = NOTHING},
        .run = run_fail};
static const struct handler lie = {.spec = {.name = "test.lie",
                                           .slots = NOTHING,
                                           .outcomes = LIST("truth"),
                                           .values = NOTHING},
        .run = run_lie};
static const struct handler *const handlers[] = {&sum, &visit, &name, &fail, &lie, &trip};

/* --- the desk --- */

enum { STORY_LINES = 40 };

struct desk {
	struct scratch scratch;
	struct content *old, *new;
	struct conversation conversation;
	struct arena arena;
	struct reply reply;
	int64_t now_s;
	unsigned ids;
	const char *msisdn;
	bool unanswered; /* answers do not leave */
};

/* A text of many parts, no line like another. */
static void
write_story(struct scratch *s, const char *file)
{
	struct buf b = BUF_INIT(65536);
	buf_addz(&b, "story:\n  keywords: [故事]\n  title: {zh: 故事, en-simple: Story}\n"
	             "  text:\n    en-simple: Short.\n    zh: \"");
	for (int i = 0; i < STORY_LINES; i++)
		buf_addf(&b, "第%d句说的是一件很长很长的事。", i);
	buf_addz(&b, "\"\n");
	scratch_write(s, file, b.p, 0600);
	buf_release(&b);
}

static struct content *
load(struct desk *d, const char *folder, const char *pages)
{
	struct faults faults = FAULTS_INIT;
	char path[64], dir[128];
	struct handler_spec specs[ARRAY_LEN(handlers)];
	for (size_t i = 0; i < ARRAY_LEN(handlers); i++)
		specs[i] = handlers[i]->spec;
	struct content_rules rules = {.handlers = specs,
	        .handler_count = ARRAY_LEN(specs),
	        .max_parts = 3,
	        .today = START_S};
	snprintf(dir, sizeof(dir), "%s/%s", d->scratch.dir, folder);
	ck_assert_int_eq(mkdir(dir, 0700), 0);
	snprintf(path, sizeof(path), "%s/service.yaml", folder);
	scratch_write(&d->scratch, path, service_yaml, 0600);
	snprintf(path, sizeof(path), "%s/kept.yaml", folder);
	scratch_write(&d->scratch, path, kept_pages, 0600);
	snprintf(path, sizeof(path), "%s/pages.yaml", folder);
	scratch_write(&d->scratch, path, pages, 0600);
	snprintf(path, sizeof(path), "%s/places.yaml", folder);
	scratch_write(&d->scratch, path, places_yaml, 0600);
	snprintf(path, sizeof(path), "%s/story.yaml", folder);
	write_story(&d->scratch, path);
	struct content *content = content_load(dir, &rules, &faults, NULL);
	if (!content)
		faults_print(&faults, FAULT_EN, stderr);
	ck_assert_ptr_nonnull(content);
	faults_release(&faults);
	return content;
}

static void
desk_open(struct desk *d)
{
	struct store_options memory = {.sessions_most = 1000, .repeat_s = 3600};
	*d = (struct desk){.now_s = START_S, .msisdn = "+8613800138000"};
	scratch_open(&d->scratch);
	d->old = load(d, "old", old_pages);
	d->new = load(d, "new", new_pages);
	d->conversation = (struct conversation){.store = store_new(&memory, START_S),
	        .content = d->old,
	        .handlers = handlers,
	        .session_s = SESSION_S,
	        .language_s = LANGUAGE_S,
	        .resend_s = RESEND_S};
}

static void
desk_close(struct desk *d)
{
	store_free(d->conversation.store);
	content_free(d->old);
	content_free(d->new);
	arena_release(&d->arena);
	scratch_close(&d->scratch);
}

static const struct reply *
walk(struct desk *d, struct message m)
{
	struct store *store = d->conversation.store;
	m.msisdn = str_from(d->msisdn);
	m.now_ms = d->now_s * 1000;
	arena_reset(&d->arena);
	ck_assert_int_eq(converse(&d->conversation, &d->arena, &m, &d->reply), 0);
	if (store_pending(store)) {
		int error = store_commit(store);
		ck_assert_int_eq(error, 0);
		store_settle(store, error, d->now_s);
	}
	if (!d->unanswered && d->reply.seq)
		store_answered(store, &d->reply.who, d->reply.seq);
	return &d->reply;
}

static const struct reply *
say(struct desk *d, const char *text)
{
	char id[16];
	snprintf(id, sizeof(id), "id%u", d->ids++);
	return walk(d, (struct message){.text = str_from(text), .id = str_from(id)});
}

struct line {
	const char *says; /* "+SECONDS" lets time pass, "swap" the new content in, "restart" is one
	                     with the same content */
	const char *outcome, *page, *text;
};

static void
play(const struct line *lines, size_t count)
{
	struct desk d;
	desk_open(&d);
	for (size_t i = 0; i < count; i++) {
		const struct line *l = &lines[i];
		if (l->says[0] == '+') {
			d.now_s += atoi(l->says + 1);
			continue;
		}
		bool swap = strcmp(l->says, "swap") == 0;
		if (swap)
			d.conversation.content = d.new;
		if (swap || strcmp(l->says, "restart") == 0) {
			d.conversation.content_since = d.now_s;
			continue;
		}
		const struct reply *r = say(&d, l->says);
		ck_assert_msg(strcmp(r->outcome, l->outcome) == 0, "line %zu, %s: %s, not %s", i,
		        l->says, r->outcome, l->outcome);
		ck_assert_text(r->page, l->page);
		ck_assert_text(r->text, l->text);
		ck_assert(r->size.parts == 1 && !r->repeated && r->seq);
	}
	desk_close(&d);
}

#define PLAY(...)                                           \
	do {                                                \
		const struct line lines_[] = {__VA_ARGS__}; \
		play(lines_, ARRAY_LEN(lines_));            \
	} while (0)

#define HOME "【试】选\n1 工作\n2 故事"
#define WORK "【试】工作选\n1 工资\n2 工伤\n3 算算"

/* --- tests --- */

START_TEST(first_words)
{
	PLAY({"", "empty", "", "【试】空"});
	PLAY({"什么", "unknown", "", "【试】没看懂"});
	PLAY({"1", "page", "home", HOME});
	PLAY({"0", "page", "home", HOME});
	PLAY({"m", "no-more", "", "【试】没有了"});
	PLAY({"重发", "no-last", "", "【试】没说过"});
	PLAY({"什么", "unknown", "", "【试】没看懂"}, {"7", "page", "home", HOME});
	PLAY({"EN", "page", "home", "[T] Choose\n1 Work\n2 Story"});
}
END_TEST

START_TEST(menus)
{
	PLAY({"工作", "page", "work", WORK}, {"2", "page", "injury", "【试】工伤页"},
	        /* a number on a leaf means the menu before it */
	        {"1", "page", "wages", "【试】工资页"}, {"１", "page", "wages", "【试】工资页"},
	        {"9", "bad-choice", "work", "【试】没有9\n1 工资\n2 工伤\n3 算算"},
	        {"二", "page", "injury", "【试】工伤页"}, {"0", "page", "work", WORK},
	        {"0", "page", "home", HOME}, {"0", "page", "home", HOME});
}
END_TEST

/* The outcome's own rule, else the page's, else its source; the phone stays where it is. */
START_TEST(why)
{
	PLAY({"为什么", "no-why", "", "【试】无据"}, {"规 0755", "asked", "ruled", "【试】哪年"},
	        {"为什么", "why", "ruled", "【试】据甲法"}, {"2021", "found", "ruled", "【试】有"},
	        {"为什么", "why", "ruled", "【试】2776，甲法"},
	        {"为什么", "why", "ruled", "【试】2776，甲法"}, {"EN", "found", "ruled", "[T] Yes"},
	        {"为什么", "why", "ruled", "[T] 2776 by 甲法"},
	        {"规 010 2021", "none", "ruled", "[T] None"},
	        {"为什么", "why", "ruled", "[T] In general"}, {"zh", "none", "ruled", "【试】无"},
	        {"什么", "unknown", "ruled", "【试】没看懂"},
	        {"为什么", "why", "ruled", "【试】总则010"},
	        {"重发", "again", "ruled", "【试】总则010"}, {"工作", "page", "work", WORK},
	        {"为什么", "no-why", "work", "【试】无据"}, {"1", "page", "wages", "【试】工资页"});
}
END_TEST

/* The number is neither kept nor acted on; the phone stays at its question. */
START_TEST(keeps_no_secret)
{
	struct desk d;
	struct journal_entry kept;
	desk_open(&d);
	say(&d, "算");
	const struct reply *r = say(&d, "0755 身份证110101 19900307 002X");
	ck_assert_str_eq(r->outcome, "secret");
	ck_assert_text(r->text, "【试】别发");
	ck_assert_int_eq(store_get(d.conversation.store, &d.arena, r->seq, &kept), 0);
	ck_assert_text(kept.in, "0755 身份证****** ******** ****");
	ck_assert_str_eq(say(&d, "0755 2020")->outcome, "found");
	desk_close(&d);
}
END_TEST

START_TEST(way_back)
{
	PLAY({"00", "page", "home", HOME}, {"1", "page", "work", WORK},
	        {"1", "page", "wages", "【试】工资页"}, {"帮助", "page", "help", "【试】怎么用"},
	        {"0", "page", "wages", "【试】工资页"}, {"0", "page", "work", WORK},
	        {"0", "page", "home", HOME});
	/* The trail is short: what is beyond it is home. */
	PLAY({"工作", "page", "work", WORK}, {"1", "page", "wages", "【试】工资页"},
	        {"帮助", "page", "help", "【试】怎么用"}, {"欠薪", "page", "wages", "【试】工资页"},
	        {"帮助", "page", "help", "【试】怎么用"}, {"0", "page", "wages", "【试】工资页"},
	        {"0", "page", "help", "【试】怎么用"}, {"0", "page", "wages", "【试】工资页"},
	        {"0", "page", "home", HOME});
	/* After a wrong number back does not lead to the same menu again. */
	PLAY({"00", "page", "home", HOME}, {"1", "page", "work", WORK},
	        {"1", "page", "wages", "【试】工资页"},
	        {"9", "bad-choice", "work", "【试】没有9\n1 工资\n2 工伤\n3 算算"},
	        {"0", "page", "home", HOME});
}
END_TEST

/* What a handler can do without is taken when it is said, behind its word if it has one. */
START_TEST(asides)
{
	PLAY({"约 2030", "fixed", "visit", "【试】2030-"},
	        {"约 2030 晚", "fixed", "visit", "【试】2030晚-"},
	        {"约 区号0755 2030", "fixed", "visit", "【试】2030@0755"},
	        {"约 2030 区：0755 早", "fixed", "visit", "【试】2030早@0755"},
	        {"约 0755 2030", "bad-answer", "visit", "【试】不明白\n哪年"},
	        {"2031", "fixed", "visit", "【试】2031-"});
	/* A question may quote what was answered before it. */
	PLAY({"引 0755", "asked", "quote", "【试】0755哪年"},
	        {"EN", "asked", "quote", "[T] 0755 when"}, {"2030", "found", "quote", "[T] Yes"});
	/* Asked for where it matters, with its numbers, till it is answered. */
	PLAY({"约 2050", "asked", "visit", "【试】早还是晚"},
	        {"2", "fixed", "visit", "【试】2050晚-"},
	        {"约 2060", "asked", "visit", "【试】早还是晚"},
	        {"也许", "bad-answer", "visit", "【试】不明白\n早还是晚"},
	        {"早", "fixed", "visit", "【试】2060早-"},
	        {"约 2050 早 区0755", "fixed", "visit", "【试】2050早@0755"});
	/* Behind a result the word adds to the same case. */
	PLAY({"约 2030", "fixed", "visit", "【试】2030-"},
	        {"区0755", "fixed", "visit", "【试】2030@0755"},
	        {"0755", "unknown", "visit", "【试】没看懂"});
}
END_TEST

#define RESULT "【试】0755+2030=2785"

START_TEST(questions)
{
	PLAY({"算", "asked", "sum", "【试】区号"}, {"0755", "asked", "sum", "【试】哪年"},
	        {"2030", "found", "sum", RESULT}, {"010", "asked", "sum", "【试】哪年"},
	        {"2031", "none", "sum", "【试】无"});
	PLAY({"算 0755 2030", "found", "sum", RESULT});
	PLAY({"算0755", "asked", "sum", "【试】哪年"}, {"2030年", "found", "sum", RESULT});
	PLAY({"算 什么", "bad-answer", "sum", "【试】不明白\n区号"},
	        {"0755 2030", "found", "sum", RESULT});
	PLAY({"算0755 1999", "bad-answer", "sum", "【试】不明白\n哪年"},
	        {"1999", "bad-answer", "sum", "【试】不明白\n哪年"},
	        {"2030", "found", "sum", RESULT});
	PLAY({"工作", "page", "work", WORK}, {"3", "asked", "sum", "【试】区号"},
	        {"1", "bad-answer", "sum", "【试】不明白\n区号"}, /* not the menu's 1 */
	        {"欠薪", "page", "wages", "【试】工资页"},        /* but a word is a word */
	        {"0", "asked", "sum", "【试】区号"}, {"0", "page", "work", WORK});
	PLAY({"叫", "asked", "name", "【试】名字"}, {"小 王", "hello", "name", "【试】小 王好"});
}
END_TEST

/* What is not an answer, and no other page, leaves the question open. */
START_TEST(question_stays_open)
{
	PLAY({"算0755", "asked", "sum", "【试】哪年"}, {"m", "no-more", "sum", "【试】没有了"},
	        {"", "empty", "sum", "【试】空"}, {"重发", "again", "sum", "【试】空"},
	        {"2030", "found", "sum", RESULT}, {"什么", "unknown", "sum", "【试】没看懂"},
	        {"EN", "found", "sum", "[T] 0755 and 2030: 2785"});
}
END_TEST

START_TEST(languages)
{
	PLAY({"工作", "page", "work", WORK},
	        {"EN", "page", "work", "[T] Work\n1 Wages\n2 Injury\n3 Sum"},
	        {"3", "asked", "sum", "[T] Area"}, {"中文", "asked", "sum", "【试】区号"},
	        {"0755", "asked", "sum", "【试】哪年"}, {"en", "asked", "sum", "[T] Year"},
	        {"2030", "found", "sum", "[T] 0755 and 2030: 2785"}, {"zh", "found", "sum", RESULT},
	        {"EN", "found", "sum", "[T] 0755 and 2030: 2785"},
	        /* remembered longer than the place */
	        {.says = "+3600"}, {"1", "page", "home", "[T] Choose\n1 Work\n2 Story"},
	        {.says = "+86399"}, {"什么", "unknown", "", "[T] What"}, {.says = "+86400"},
	        {"什么", "unknown", "", "【试】没看懂"});
}
END_TEST

START_TEST(expires)
{
	PLAY({"工作", "page", "work", WORK}, {.says = "+3599"},
	        {"1", "page", "wages", "【试】工资页"}, {.says = "+3599"},
	        {"2", "page", "injury", "【试】工伤页"}, {.says = "+3600"},
	        {"2", "page", "home", HOME});
	PLAY({"算0755", "asked", "sum", "【试】哪年"}, {.says = "+3600"},
	        {"2035", "unknown", "", "【试】没看懂"});
}
END_TEST

START_TEST(content_moves)
{
	PLAY({"工作", "page", "work", WORK}, {"1", "page", "wages", "【试】工资页"},
	        {.says = "swap"}, {"1", "moved", "home", "【试】换了\n选\n1 活\n2 故事"});
	PLAY({"旧", "asked", "old-question", "【试】哪年"}, {.says = "swap"},
	        {"2030", "moved", "home", "【试】换了\n选\n1 活\n2 故事"});
	PLAY({"工作", "page", "work", WORK}, {"1", "page", "wages", "【试】工资页"},
	        {.says = "swap"}, {"什么", "unknown", "", "【试】没看懂"},
	        {"算", "asked", "sum", "【试】区号"});
	PLAY({"工作", "page", "work", WORK}, {"1", "page", "wages", "【试】工资页"},
	        {.says = "swap"}, {"0", "page", "work", "【试】新工作"},
	        {"0", "page", "home", "【试】选\n1 活\n2 故事"});
	/* A number means the line that was seen beside it, or nothing. */
	PLAY({"00", "page", "home", HOME}, {.says = "swap"},
	        {"1", "moved", "home", "【试】换了\n选\n1 活\n2 故事"},
	        {"1", "page", "work", "【试】新工作"});
	PLAY({"00", "page", "home", HOME}, {.says = "swap"},
	        {"3", "bad-choice", "home", "【试】没有3\n1 活\n2 故事"});
	/* A page that stays keeps its open question; one that changed has no line for the number.
	 */
	PLAY({"算0755", "asked", "sum", "【试】哪年"}, {.says = "swap"},
	        {"2030", "found", "sum", RESULT});
}
END_TEST

#define MOVED "【试】换了\n选\n1 活\n2 故事"

/* What the phone was shown counts, whatever it was told or sent in between. */
START_TEST(content_moves_below_a_number)
{
	PLAY({"00", "page", "home", HOME}, {.says = "swap"},
	        {"什么", "unknown", "home", "【试】没看懂"}, {"1", "moved", "home", MOVED},
	        {"1", "page", "work", "【试】新工作"});
	PLAY({"00", "page", "home", HOME}, {.says = "swap"}, {"重发", "again", "home", HOME},
	        {"1", "moved", "home", MOVED});
	/* The menu behind a page, too; and no more once it has been shown. */
	PLAY({"00", "page", "home", HOME}, {"叫", "asked", "name", "【试】名字"}, {.says = "swap"},
	        {"小王", "hello", "name", "【试】小王好"}, {"1", "moved", "home", MOVED},
	        {"1", "page", "work", "【试】新工作"});
	PLAY({"00", "page", "home", HOME}, {.says = "swap"},
	        {"级", "asked", "grade", "【试】1乙2甲"}, {"2", "hello", "grade", "【试】甲级"},
	        {"1", "moved", "home", MOVED});
	/* Nothing has changed: nothing is said. */
	PLAY({"工作", "page", "work", WORK}, {"1", "page", "wages", "【试】工资页"},
	        {.says = "restart"}, {"2", "page", "injury", "【试】工伤页"});
	/* A question whose lines were put in another order is asked again. */
	PLAY({"级", "asked", "grade", "【试】1甲2乙"}, {.says = "restart"},
	        {"1", "hello", "grade", "【试】甲级"});
	PLAY({"级", "asked", "grade", "【试】1甲2乙"}, {.says = "swap"},
	        {"1", "moved", "grade", "【试】换了\n1乙2甲"},
	        {"1", "hello", "grade", "【试】乙级"});
	PLAY({"级", "asked", "grade", "【试】1甲2乙"}, {.says = "swap"},
	        {"为什么", "no-why", "grade", "【试】无据"},
	        {"1", "moved", "grade", "【试】换了\n1乙2甲"});
}
END_TEST

START_TEST(faults_inside)
{
	PLAY({"骗", "sorry", "", "【试】出错"});
	PLAY({"工作", "page", "work", WORK}, {"坏2030", "sorry", "work", "【试】出错"},
	        {"1", "page", "wages", "【试】工资页"});
	/* The same text sent again is the same answer to the same question. */
	PLAY({"坏", "asked", "broken", "【试】哪年"}, {"2030", "sorry", "broken", "【试】出错"},
	        {"2030", "sorry", "broken", "【试】出错"}, {"00", "page", "home", HOME});
}
END_TEST

/* An offer is for the very next number; what it does not have is the menu's. */
START_TEST(offers)
{
	PLAY({"00", "page", "home", HOME},
	        {"我想问工作和欠薪", "offer", "home", "【试】您问\n1 工作\n2 工资"},
	        {"2", "page", "wages", "【试】工资页"}, {"0", "page", "home", HOME},
	        {"我想问欠薪", "offer", "home", "【试】您问\n1 工资"},
	        {"什么", "unknown", "home", "【试】没看懂"}, {"1", "page", "work", WORK});
	PLAY({"我想问欠薪", "offer", "", "【试】您问\n1 工资"},
	        {"1", "page", "wages", "【试】工资页"});
	PLAY({"我想问欠薪", "offer", "", "【试】您问\n1 工资"}, {.says = "swap"},
	        {"1", "moved", "home", "【试】换了\n选\n1 活\n2 故事"});
	PLAY({"我想问欠薪", "offer", "", "【试】您问\n1 工资"}, {.says = "+3600"},
	        {"1", "page", "home", HOME});
}
END_TEST

/* Everything behind the signature and before the marker. */
static void
add_piece(struct buf *b, struct str text, bool more)
{
	struct str marker = STR("\n回M"), signature = STR("【试】");
	ck_assert(str_starts(text, signature));
	text = str_skip(text, signature.n);
	if (more) {
		ck_assert_uint_gt(text.n, marker.n);
		ck_assert(str_eq(str_skip(text, text.n - marker.n), marker));
		text.n -= marker.n;
	}
	buf_add(b, text);
}

/* Politeness, emoji and blanks hide no keyword and no answer; the longest keyword is meant. */
START_TEST(fillers)
{
	PLAY({"请问欠薪", "page", "wages", "【试】工资页"},
	        {"😀请问，我工作", "page", "work", "【试】工作选\n1 工资\n2 工伤\n3 算算"},
	        {"欠 薪", "page", "wages", "【试】工资页"},
	        {"【欠薪】", "page", "wages", "【试】工资页"},
	        {"please欠薪", "page", "wages", "【试】工资页"},
	        {"pleased", "unknown", "wages", "【试】没看懂"},
	        {"我停", "unknown", "wages", "【试】没看懂"},
	        {"1 2 0", "page", "danger", "【试】拨120"},
	        {"算：0755 我的(2030)！", "found", "sum", "【试】0755+2030=2785"},
	        {"请问", "unknown", "sum", "【试】没看懂"});
	PLAY({"算", "asked", "sum", "【试】区号"}, {"请问0755的", "asked", "sum", "【试】哪年"},
	        {"我的😀", "asked", "sum", "【试】哪年"},
	        {"我2030", "found", "sum", "【试】0755+2030=2785"});
}
END_TEST

/* What sounds alike or was typed with the wrong keys is offered, never done. */
START_TEST(sounds_and_keys)
{
	PLAY({"千心", "offer", "", "【试】您问\n1 工资"}, {"1", "page", "wages", "【试】工资页"},
	        {"欠心病", "unknown", "wages", "【试】没看懂"},
	        {"12o", "offer", "wages", "【试】您问\n1 急"},
	        {"l20", "offer", "wages", "【试】您问\n1 急"},
	        {"121", "offer", "wages", "【试】您问\n1 急"},
	        {"1211", "unknown", "wages", "【试】没看懂"},
	        {"听", "unknown", "wages", "【试】没看懂"},
	        /* a handler that would run at once is not run by a guess */
	        {"wagre", "offer", "wages", "【试】您问\n1 骗"});
}
END_TEST

#define FUZHOU "哪个\n1 福州(福建)\n2 抚州(江西)"

/* An answer that may be one of several: a number says which, and nothing said before is lost. */
START_TEST(which)
{
	PLAY({"车 fuzhou到九江8:30", "which", "trip", "【试】" FUZHOU},
	        {"2", "ride", "trip", "【试】抚州到九江08:30"});
	PLAY({"车 九江到fuzhou", "which", "trip", "【试】" FUZHOU},
	        {"第一", "asked", "trip", "【试】几点"},
	        {"晚上12点", "which", "trip", "【试】哪个\n1 00:00\n2 次日00:00"},
	        {"选2", "ride", "trip", "【试】九江到福州次日00:00"});
	/* both ends, one after the other */
	PLAY({"车 fuzhou fuzhou 9点", "which", "trip", "【试】" FUZHOU},
	        {"1", "which", "trip", "【试】" FUZHOU},
	        {"2", "ride", "trip", "【试】福州到抚州09:00"});
	/* the menu stays open */
	PLAY({"车 fuzhou到九江9点", "which", "trip", "【试】" FUZHOU},
	        {"3", "bad-choice", "trip", "【试】没有3\n1 福州(福建)\n2 抚州(江西)"},
	        {"什么", "which", "trip", "【试】不明白\n" FUZHOU},
	        {"为什么", "no-why", "trip", "【试】无据"},
	        {"2", "ride", "trip", "【试】抚州到九江09:00"});
	PLAY({"车 fuzhou到九江9点", "which", "trip", "【试】" FUZHOU},
	        {"抚州", "ride", "trip", "【试】抚州到九江09:00"});
	PLAY({"车 fuzhou到九江9点", "which", "trip", "【试】" FUZHOU},
	        {"EN", "which", "trip", "[T] Which\n1 Fuzhou (Fujian)\n2 Fuzhou (Jiangxi)"},
	        {"重发", "again", "trip", "[T] Which\n1 Fuzhou (Fujian)\n2 Fuzhou (Jiangxi)"},
	        {"1", "ride", "trip", "[T] Fuzhou to Jiujiang 09:00"});
	PLAY({"车 fuzhou到九江", "which", "trip", "【试】" FUZHOU},
	        {"工作", "page", "work", "【试】工作选\n1 工资\n2 工伤\n3 算算"},
	        {"1", "page", "wages", "【试】工资页"});
	PLAY({"车 fuzhou到九江", "which", "trip", "【试】" FUZHOU},
	        {"120", "page", "danger", "【试】拨120"});
	PLAY({"车 fuzhou", "which", "trip", "【试】" FUZHOU}, {.says = "+3600"},
	        {"2", "page", "home", "【试】选\n1 工作\n2 故事"});
}
END_TEST

START_TEST(which_after_a_restart)
{
	struct desk d;
	desk_open(&d);
	char db[256], key[256];
	snprintf(db, sizeof(db), "%s/db", d.scratch.dir);
	snprintf(key, sizeof(key), "%s/key", d.scratch.dir);
	struct store_options file = {
	        .path = db, .key_path = key, .sessions_most = 1000, .repeat_s = 3600};
	store_free(d.conversation.store);
	d.conversation.store = store_new(&file, d.now_s);
	ck_assert_str_eq(say(&d, "车 fuzhou到九江9点")->outcome, "which");
	store_free(d.conversation.store);
	d.conversation.store = store_new(&file, d.now_s);
	ck_assert_text(say(&d, "2")->text, "【试】抚州到九江09:00");
	desk_close(&d);
}
END_TEST

START_TEST(pages_through)
{
	struct desk d;
	struct buf told = BUF_INIT(65536), whole = BUF_INIT(65536);
	desk_open(&d);
	for (int i = 0; i < STORY_LINES; i++)
		buf_addf(&whole, "第%d句说的是一件很长很长的事。", i);
	const struct reply *r = say(&d, "故事");
	size_t pieces = 1;
	for (; r->more; pieces++) {
		ck_assert_uint_eq(r->size.parts, 1);
		add_piece(&told, r->text, true);
		if (pieces == 2) { /* the same bytes again, and then on as if nothing was */
			struct buf same = BUF_INIT(4096);
			buf_add(&same, r->text);
			r = say(&d, "重发");
			ck_assert_str_eq(r->outcome, "again");
			ck_assert(r->more && str_eq(r->text, buf_str(&same)));
			buf_release(&same);
		}
		if (pieces == 4) { /* also when the place has been forgotten */
			d.now_s += SESSION_S;
			ck_assert_str_eq(say(&d, "重发")->outcome, "again");
		}
		r = say(&d, "Ｍ");
		ck_assert_str_eq(r->outcome, "more");
	}
	add_piece(&told, r->text, false);
	ck_assert_uint_gt(pieces, 5);
	ck_assert(str_eq(buf_str(&told), buf_str(&whole)));
	r = say(&d, "m");
	ck_assert_str_eq(r->outcome, "no-more");
	buf_release(&told);
	buf_release(&whole);
	desk_close(&d);
}
END_TEST

START_TEST(long_text)
{
	enum { LONG = 4096 };
	static char text[LONG + 1];
	struct desk d;
	desk_open(&d);
	memset(text, 'x', LONG);
	ck_assert_str_eq(say(&d, text)->outcome, "unknown");
	say(&d, "叫");
	const struct reply *r = say(&d, text);
	ck_assert_str_eq(r->outcome, "hello");
	ck_assert(r->more && r->size.parts == 1);
	/* One code point that folds to eighteen: the answer is too much for the phone, not for us.
	 */
	for (size_t i = 0; i + 3 <= LONG; i += 3)
		memcpy(text + i, "\xEF\xB7\xBA", 3);
	say(&d, "叫");
	r = say(&d, text);
	ck_assert_msg(strcmp(r->outcome, "sorry") == 0, "%s", r->outcome);
	desk_close(&d);
}
END_TEST

/* How the same message may come again, and who is to be heard anew. */
START_TEST(repeats)
{
	static const struct {
		const char *text, *id, *smsc_id;
		int after_s;
		bool answered, other_phone, repeated;
	} cases[] = {
	        {"1", "i", "", 0, true, false, true},
	        {"1", "i", "", 3000, true, false, true},
	        {"别的", "i", "", 0, true, false, true},
	        {"1", "j", "s", 0, true, false, true},
	        {"1", "s", "i", 0, true, false, false}, /* ids of two kinds */
	        {"1", "i", "s", 0, true, true, false},
	        {"1", "j", "", 0, true, false, false},
	        {"1", "j", "", 0, false, false, true},
	        {"１", "", "", RESEND_S, false, false, true},
	        {"1", "j", "", RESEND_S + 1, false, false, false},
	        {"2", "j", "", 0, false, false, false},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct desk d;
		struct buf first = BUF_INIT(4096);
		desk_open(&d);
		say(&d, "工作");
		d.unanswered = !cases[i].answered;
		const struct reply *r = walk(&d,
		        (struct message){.text = STR("1"), .id = STR("i"), .smsc_id = STR("s")});
		buf_add(&first, r->text);
		d.now_s += cases[i].after_s;
		d.msisdn = cases[i].other_phone ? "+8613800138001" : d.msisdn;
		r = walk(&d, (struct message){.text = str_from(cases[i].text),
		                     .id = str_from(cases[i].id),
		                     .smsc_id = str_from(cases[i].smsc_id)});
		ck_assert_msg(r->repeated == cases[i].repeated, "case %zu", i);
		if (r->repeated) {
			ck_assert_str_eq(r->outcome, "repeat");
			ck_assert(str_eq(r->text, buf_str(&first)));
			ck_assert_text(r->page, "wages");
			ck_assert_uint_eq(r->size.parts, 1);
		}
		/* What was heard twice happened once. */
		if (r->repeated)
			ck_assert_text(say(&d, "0")->page, "work");
		buf_release(&first);
		desk_close(&d);
	}
}
END_TEST

/* A re-send under a new id that is re-sent itself. */
START_TEST(repeats_of_repeats)
{
	struct desk d;
	desk_open(&d);
	say(&d, "工作");
	d.unanswered = true;
	walk(&d, (struct message){.text = STR("1"), .id = STR("a")});
	ck_assert(walk(&d, (struct message){.text = STR("1"), .id = STR("b")})->repeated);
	d.now_s += RESEND_S + 1;
	const struct reply *r = walk(&d, (struct message){.text = STR("1"), .id = STR("b")});
	ck_assert(r->repeated);
	ck_assert_text(r->text, "【试】工资页");
	desk_close(&d);
}
END_TEST

START_TEST(fragments)
{
	struct desk d;
	desk_open(&d);
	say(&d, "算0755");
	const struct reply *r = walk(
	        &d, (struct message){.text = STR("前半"), .id = STR("a"), .fragment = STR("ab00")});
	ck_assert_str_eq(r->outcome, "fragment");
	ck_assert_text(r->text, "【试】半截");
	r = walk(
	        &d, (struct message){.text = STR("后半"), .id = STR("b"), .fragment = STR("ab00")});
	ck_assert_str_eq(r->outcome, "silence");
	ck_assert_uint_eq(r->text.n, 0);
	ck_assert_int_eq(r->seq, 0);
	r = walk(
	        &d, (struct message){.text = STR("前半"), .id = STR("a"), .fragment = STR("ab00")});
	ck_assert(r->repeated);
	r = walk(
	        &d, (struct message){.text = STR("别的"), .id = STR("c"), .fragment = STR("ac00")});
	ck_assert_str_eq(r->outcome, "fragment");
	r = say(&d, "2030"); /* said shorter, as asked */
	ck_assert_text(r->text, RESULT);
	desk_close(&d);
}
END_TEST

/* The reference comes round again; the network's id finds a piece as it finds any message. */
START_TEST(fragments_later)
{
	struct desk d;
	struct message first = {.text = STR("前半"), .smsc_id = STR("s"), .fragment = STR("ab00")};
	struct message later = {.text = STR("另一条"), .fragment = STR("ab00")};
	desk_open(&d);
	ck_assert_str_eq(walk(&d, first)->outcome, "fragment");
	ck_assert(walk(&d, first)->repeated);
	d.now_s += 1799;
	ck_assert_str_eq(walk(&d, later)->outcome, "silence");
	d.now_s += 1;
	ck_assert_str_eq(walk(&d, later)->outcome, "fragment");
	ck_assert_str_eq(walk(&d, later)->outcome, "silence");
	desk_close(&d);
}
END_TEST

/* The word of an emergency is no answer to a question, even where it might be one. */
START_TEST(urgent_words)
{
	PLAY({"算0755", "asked", "sum", "【试】哪年"}, {"2020", "page", "sum", "【试】拨120"},
	        {"2021", "found", "sum", "【试】0755+2021=2776"}); /* still asked */
	PLAY({"叫", "asked", "name", "【试】名字"}, {"救命！", "page", "danger", "【试】拨120"});
	PLAY({"叫", "asked", "name", "【试】名字"}, {"救命村", "hello", "name", "【试】救命村好"});
	PLAY({"叫", "asked", "name", "【试】名字"}, {"欠薪", "hello", "name", "【试】欠薪好"});
}
END_TEST

static void
take_code(const struct desk *d, char code[5])
{
	struct str text = d->reply.text;
	size_t n = 0;
	for (size_t i = 0; i < text.n && n < 4; i++)
		if (text.p[i] >= '0' && text.p[i] <= '9')
			code[n++] = text.p[i];
	code[n] = '\0';
}

/* Only the figures of the question, and only as the answer to it. */
START_TEST(erases_when_confirmed)
{
	struct desk d;
	char code[5], second[5], answer[32];
	desk_open(&d);
	say(&d, "EN");
	ck_assert_text(say(&d, "我的数据")->text, "[T] Kept: texts.");
	ck_assert_str_eq(say(&d, "0000")->outcome, "unknown");
	ck_assert_str_eq(say(&d, "删除我")->outcome, "erase");
	take_code(&d, code);
	ck_assert_uint_eq(strlen(code), 4);
	ck_assert_str_ne(say(&d, "0999")->outcome, "erased");
	ck_assert_str_ne(say(&d, code)->outcome, "erased"); /* the question is not open any more */
	d.now_s += 2 * 3600;
	ck_assert_str_eq(say(&d, "删除我")->outcome, "erase");
	take_code(&d, second);
	ck_assert_str_ne(code, second);
	ck_assert_str_ne(say(&d, code)->outcome, "erased");
	ck_assert_str_eq(say(&d, "删除我")->outcome, "erase");
	ck_assert_str_eq(say(&d, "重发")->outcome, "again");
	take_code(&d, second);
	snprintf(answer, sizeof(answer), "删除 %s!", second);
	ck_assert_str_eq(say(&d, answer)->outcome, "erased");
	ck_assert_text(d.reply.text, "[T] Erased.");
	store_tend(d.conversation.store, d.now_s + 1);
	ck_assert_ptr_null(store_session(d.conversation.store, &d.reply.who, CHANNEL_SMS));
	ck_assert_text(say(&d, "重发")->text, "【试】没说过");
	desk_close(&d);
}
END_TEST

static uint8_t
flags_of(const struct desk *d)
{
	return store_session(d->conversation.store, &d->reply.who, CHANNEL_SMS)->flags;
}

/* Said is done, also when there are no words for the answer. */
START_TEST(stop_without_words)
{
	struct template_piece nobody_knows = {STR("nobody"), true};
	const struct template broken = {.pieces = &nobody_knows, .count = 1};
	struct desk d;
	desk_open(&d);
	d.old->texts[TEXT_STOPPED].in[0] = d.old->texts[TEXT_STARTED].in[0] = &broken;
	ck_assert_str_eq(say(&d, "停")->outcome, "sorry");
	ck_assert(flags_of(&d) & SESSION_STOPPED);
	ck_assert_uint_eq(store_session(d.conversation.store, &d.reply.who, CHANNEL_SMS)->forget,
	        SESSION_NEVER);
	ck_assert_str_eq(say(&d, "开")->outcome, "sorry");
	ck_assert(!(flags_of(&d) & SESSION_STOPPED));
	desk_close(&d);
}
END_TEST

/* The place may be kept longer than the language. */
START_TEST(start_keeps_the_place)
{
	struct desk d;
	desk_open(&d);
	d.conversation.language_s = SESSION_S / 2;
	say(&d, "工作");
	say(&d, "停");
	ck_assert_str_eq(say(&d, "开")->outcome, "started");
	const struct session *s = store_session(d.conversation.store, &d.reply.who, CHANNEL_SMS);
	ck_assert_uint_eq(s->forget, START_S + SESSION_S);
	desk_close(&d);
}
END_TEST

/* Half of an answer was told before STOP, the other half comes behind it, and behind START. */
START_TEST(stop_keeps_the_question)
{
	struct desk d;
	desk_open(&d);
	ck_assert_str_eq(say(&d, "算 0755")->outcome, "asked");
	ck_assert_str_eq(say(&d, "停")->outcome, "stopped");
	ck_assert(flags_of(&d) & SESSION_ASKING);
	ck_assert_str_eq(say(&d, "开")->outcome, "started");
	ck_assert_str_eq(say(&d, "2032")->outcome, "found");
	desk_close(&d);
}
END_TEST

/* What the guard holds back is kept as said to nobody: again, and the phone where it was. */
START_TEST(held_back)
{
	const struct guard_limits limits = {.same_most = 2,
	        .same_s = 1800,
	        .phone_most = 4,
	        .phone_s = 600,
	        .urgent_most = 3,
	        .phones_most = 8};
	struct journal_entry kept;
	struct desk d;
	desk_open(&d);
	d.conversation.guard = guard_new(&limits);
	say(&d, "00");
	say(&d, "00");
	say(&d, "工作");
	const struct message third = {.text = STR("00"), .id = STR("third")};
	const struct reply *r = walk(&d, third);
	ck_assert_str_eq(r->outcome, "silent-same");
	ck_assert_uint_eq(r->text.n + r->size.parts, 0);
	ck_assert_text(r->page, "work");
	ck_assert_int_eq(store_get(d.conversation.store, &d.arena, r->seq, &kept), 0);
	ck_assert_uint_eq(kept.out.n, 0);
	ck_assert(walk(&d, third)->repeated);
	ck_assert_uint_eq(d.reply.text.n, 0);
	ck_assert_text(say(&d, "1")->text, "【试】太多");
	ck_assert_str_eq(say(&d, "1")->outcome, "silent-many");
	ck_assert_text(d.reply.page, "work");
	ck_assert_text(say(&d, "救命")->text, "【试】拨120");
	/* USSD costs nothing: impatience is heard every time. */
	for (int i = 0; i < 6; i++) {
		d.now_s++;
		r = walk(&d, (struct message){.channel = CHANNEL_USSD, .text = STR("00")});
		ck_assert_text(r->page, "home");
		ck_assert_uint_gt(r->text.n, 0);
	}
	guard_free(d.conversation.guard);
	desk_close(&d);
}
END_TEST

/* Of STOP only the confirmation is held back. */
START_TEST(held_back_stop)
{
	const struct guard_limits limits = {.day_parts = 1, .phones_most = 8};
	struct desk d;
	desk_open(&d);
	d.conversation.guard = guard_new(&limits);
	ck_assert_str_eq(say(&d, "工作")->outcome, "page");
	ck_assert_str_eq(say(&d, "停")->outcome, "silent-today"); /* a tenth of 1 is no notice */
	ck_assert(flags_of(&d) & SESSION_STOPPED);
	ck_assert_str_eq(say(&d, "帮助")->outcome, "page");
	guard_free(d.conversation.guard);
	desk_close(&d);
}
END_TEST

START_TEST(counts_what_is_not_understood)
{
	struct desk d;
	struct buf out = BUF_INIT(4096);
	desk_open(&d);
	d.conversation.misunderstood = misunderstood_new();
	for (int i = 0; i < 3; i++) {
		char msisdn[] = "+8613800138000";
		msisdn[13] = (char)('1' + i);
		d.msisdn = msisdn;
		say(&d, "彩票 2026！");
		walk(&d, (struct message){.text = STR("天气"), .id = STR("same")});
		ck_assert(walk(&d, (struct message){.text = STR("天气"), .id = STR("same")})
		                  ->repeated);
		say(&d, "工作");
		say(&d, "我的身份证110101 19900307 002X");
	}
	misunderstood_print(d.conversation.misunderstood, &out);
	ck_assert_str_eq(out.p, "[\n{\"text\":\"天气\",\"times\":3},"
	                        "\n{\"text\":\"彩票 ####\",\"times\":3}]\n");
	misunderstood_free(d.conversation.misunderstood);
	buf_release(&out);
	desk_close(&d);
}
END_TEST

START_TEST(ussd)
{
	struct desk d;
	desk_open(&d);
	const struct reply *r =
	        walk(&d, (struct message){.channel = CHANNEL_USSD, .text = STR("故事")});
	ck_assert(r->more);
	ck_assert_uint_le(r->size.units, 80);
	ck_assert_uint_gt(r->size.units, 60);
	desk_close(&d);
}
END_TEST

/* A phone that has chosen no language speaks the one that its channel assumes. */
START_TEST(assumed_language)
{
	struct desk d;
	desk_open(&d);
	const struct reply *r =
	        walk(&d, (struct message){.text = STR("x"), .lang = STR("en-simple")});
	ck_assert_text(r->text, "[T] What");
	ck_assert_text(r->lang, "en-simple");
	r = walk(&d, (struct message){.text = STR("xx"), .lang = STR("fr")});
	ck_assert_text(r->lang, "zh");
	say(&d, "中文");
	r = walk(&d, (struct message){.text = STR("x"), .lang = STR("en-simple")});
	ck_assert_text(r->lang, "zh");
	desk_close(&d);
}
END_TEST

/* The store fails: the error comes back, and the phone is where it was. */
START_TEST(store_fails)
{
	struct desk d;
	struct message m = {.msisdn = STR("+8613800138000"), .text = STR("1"), .id = STR("x")};
	desk_open(&d);
	say(&d, "工作");
	struct store *store = d.conversation.store;
	m.now_ms = d.now_s * 1000;
	arena_reset(&d.arena);
	ck_assert_int_eq(converse(&d.conversation, &d.arena, &m, &d.reply), 0);
	store_settle(store, -ENOSPC, d.now_s);
	store_tend(store, d.now_s);
	ck_assert_int_eq(store_trouble(store), 0);
	struct who who = store_who(store, m.msisdn);
	ck_assert_uint_eq(store_session(store, &who, CHANNEL_SMS)->page, page_key(STR("work")));
	ck_assert_text(walk(&d, m)->text, "【试】工资页"); /* sent again, it is walked anew */

	store_settle(store, -EIO, d.now_s); /* the file is closed */
	ck_assert_int_eq(converse(&d.conversation, &d.arena, &m, &d.reply), -EIO);
	desk_close(&d);
}
END_TEST

/* While one search has run, a message for another is put off: nothing has happened, it comes again.
 */
START_TEST(one_search_at_a_time)
{
	struct desk d;
	bool searched = false;
	desk_open(&d);
	d.conversation.searched = &searched;
	ck_assert_str_eq(say(&d, "算 0755 2030")->outcome, "found");
	ck_assert(searched);
	struct message m = {.msisdn = str_from("+8613800138001"),
	        .text = STR("算 0755 2031"),
	        .now_ms = d.now_s * 1000};
	arena_reset(&d.arena);
	ck_assert_int_eq(converse(&d.conversation, &d.arena, &m, &d.reply), -EAGAIN);
	ck_assert(!store_pending(d.conversation.store));
	ck_assert_str_eq(say(&d, "约 2030")->outcome, "fixed"); /* it does not search */
	searched = false;
	ck_assert_str_eq(say(&d, "算 0755 2031")->outcome, "found");
	desk_close(&d);
}
END_TEST

/* However long it is, and whatever it says over and over. */
START_TEST(what_a_text_may_cost)
{
	static const char *const said[] = {"车间", "车 福州到", "约我区0755", "算2030 0755 ",
	        "请问，", "福州 ", "1", "😀", "please "};
	enum { BYTES = 6000 };
	unsigned most = 0;
	struct desk d;
	desk_open(&d);
	for (size_t i = 0; i < ARRAY_LEN(said); i++) {
		struct buf text = BUF_INIT(BYTES);
		while (!text.full)
			buf_addz(&text, said[i]);
		buf_addz(&text, "");
		const struct reply *r = say(&d, text.p);
		ck_assert_uint_gt(r->text.n, 0);
		ck_assert_msg(r->reads <= READS_MOST, "%s: %u", said[i], r->reads);
		most = r->reads > most ? r->reads : most;
		buf_release(&text);
	}
	ck_assert_uint_eq(most, READS_MOST); /* one at least was stopped there */
	desk_close(&d);
}
END_TEST

TEST_MAIN("converse", what_a_text_may_cost, one_search_at_a_time, asides, first_words, menus, why,
        keeps_no_secret, way_back, questions, question_stays_open, languages, expires,
        content_moves, content_moves_below_a_number, faults_inside, offers, fillers,
        sounds_and_keys, which, which_after_a_restart, pages_through, long_text, repeats,
        repeats_of_repeats, fragments, fragments_later, urgent_words, erases_when_confirmed,
        stop_without_words, start_keeps_the_place, stop_keeps_the_question, held_back,
        held_back_stop, counts_what_is_not_understood, ussd, assumed_language, store_fails)
