/* How messages are sent to the provider: its request, and what its answer means. */
#include <string.h>

#include "adapters/load.h"

enum {
	URL_LONGEST = 500,
	WORD_LONGEST = 128,
	PATH_LONGEST = 128,
	AT_A_TIME = 4,
	TIMEOUT_MS = 10000,
	RATE = 10
};

/* A secret in it would stand where everybody may read; in the clear so would numbers and texts. */
static void
check_host(struct load *l, struct place at, const char *url)
{
	const char *host = strstr(url, "://") + 3;
	const size_t n = strcspn(host, "/?#");
	static const char *const ours[] = {"127.", "localhost", "[::1]"};
	bool clear = str_starts(str_from(url), STR("http:"));
	for (size_t i = 0; i < ARRAY_LEN(ours); i++)
		clear = clear && !str_starts((struct str){host, n}, str_from(ours[i]));
	if (n == 0 || memchr(host, '@', n))
		fault_add(l->faults, FAULT_ERROR, at,
		        "url里要有主机名，不能写用户名和密码；用户名写成user，密码放进NAME.send",
		        "\"url\" names a host, and no user or password: write \"user\", and put "
		        "the "
		        "password into NAME.send");
	else if (clear)
		fault_add(l->faults, FAULT_WARNING, at,
		        "http://不加密，路上的人看得到号码和短信；请用https://",
		        "http:// is not encrypted: numbers and texts can be read on the way; use "
		        "https://");
}

static const char *
load_url(struct load *l, const struct yaml_node *map)
{
	const struct yaml_node *node = yaml_get(map, "url");
	const char *url = load_text(l, node, "url", URL_LONGEST);
	if (url && strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0)
		fault_add(l->faults, FAULT_ERROR, node->at,
		        "“%s”不是网址；要以https://或http://开头",
		        "\"%s\" is no URL; it begins with https:// or http://",
		        fault_show(l->faults, node->text));
	else if (url)
		check_host(l, node->at, url);
	if (!node)
		fault_add(l->faults, FAULT_ERROR, map->at, "要写url：发到哪个网址；请补上",
		        "\"url\" is missing: where messages are sent; add it");
	return url;
}

/* A word that may be left out, and may be empty. */
static struct str
load_word(struct load *l, const struct yaml_node *node, const char *what)
{
	if (node && node->kind == YAML_SCALAR && !node->text.n)
		return (struct str){"", 0};
	const char *word = load_text(l, node, what, WORD_LONGEST);
	return word ? str_from(word) : (struct str){"", 0};
}

static void
load_answer_test(struct load *l, const struct yaml_node *key, const struct yaml_node *value,
        const char *what, struct answer_test *test)
{
	const char *path = load_text(l, key, what, PATH_LONGEST);
	test->path = path ? str_from(path) : STR("");
	test->values = load_values(l, value, what, &test->count);
}

static void
load_answer_tests(
        struct load *l, const struct yaml_node *map, const char *what, struct answer_tests *tests)
{
	if (!map || !load_is(l, map, YAML_MAP, what))
		return;
	if (map->count > ANSWER_TESTS_MOST)
		fault_add(l->faults, FAULT_ERROR, map->at, "“%s”最多%d项；请删掉几项",
		        "\"%s\" has more than %d entries; delete some", what, ANSWER_TESTS_MOST);
	for (size_t i = 0; i < map->count && i < ANSWER_TESTS_MOST; i++)
		load_answer_test(
		        l, map->keys[i], map->items[i], what, &tests->list[tests->count++]);
}

static void
load_auth(struct load *l, const struct yaml_node *map, struct sending *s)
{
	static const struct choice answers[] = {
	        {"yes", true}, {"true", true}, {"no", false}, {"false", false}, {NULL, 0}};
	const struct yaml_node *basic = yaml_get(map, "basic");
	s->user = load_word(l, yaml_get(map, "user"), "user");
	s->from = load_word(l, yaml_get(map, "from"), "from");
	s->basic = load_choice(l, basic, "basic", answers, false);
	s->has_secret = s->basic || s->request.says_word[SEND_SECRET];
	if (s->basic && !s->user.n)
		fault_add(l->faults, FAULT_ERROR, basic->at, "basic要有user；请补上",
		        "\"basic\" wants a \"user\"; add it");
}

/* A message without its words or its receiver is none. */
static void
check_request(struct load *l, const struct yaml_node *map, const struct sending *s)
{
	bool says_phone = s->request.says_word[SEND_MSISDN] || s->request.says_word[SEND_DIGITS];
	if (!s->request.says_text || !says_phone)
		fault_add(l->faults, FAULT_ERROR, map->at,
		        "body里要有{text}，还要有{msisdn}或{digits}；请补上",
		        "\"body\" must say {text}, and {msisdn} or {digits}; add them");
	if (s->is_get && s->request.kind != FORM_PAIRS)
		fault_add(l->faults, FAULT_ERROR, map->at, "method是GET，kind就只能是form；请改",
		        "with \"method: GET\" the kind is form; mend it");
}

void
load_send(struct load *l, const struct yaml_node *map, struct sending *s)
{
	static const char *const known[] = {"url", "method", "kind", "type", "body", "headers",
	        "user", "from", "basic", "accepted", "not_now", "name", "rate", "at_a_time",
	        "timeout_ms", NULL};
	static const struct choice methods[] = {{"POST", 0}, {"GET", 1}, {NULL, 0}};
	if (!load_is(l, map, YAML_MAP, "send"))
		return;
	load_check_keys(l, map, known);
	s->at = map->at;
	s->url = load_url(l, map);
	s->is_get = load_choice(l, yaml_get(map, "method"), "method", methods, 0);
	load_sent_form(l, map, &s->request);
	load_auth(l, map, s);
	load_answer_tests(l, yaml_get(map, "accepted"), "accepted", &s->accepted);
	load_answer_tests(l, yaml_get(map, "not_now"), "not_now", &s->not_now);
	s->name = str_from(load_text(l, yaml_get(map, "name"), "name", PATH_LONGEST));
	s->rate = load_number(l, yaml_get(map, "rate"), "rate", 1, 1000, RATE);
	s->at_a_time =
	        (unsigned)load_number(l, yaml_get(map, "at_a_time"), "at_a_time", 1, 64, AT_A_TIME);
	s->timeout_ms =
	        load_number(l, yaml_get(map, "timeout_ms"), "timeout_ms", 100, 120000, TIMEOUT_MS);
	check_request(l, map, s);
}
