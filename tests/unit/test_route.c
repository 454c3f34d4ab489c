#include "base_tree.h"
#include "check.h"
#include "talk/route.h"
#include "text/fold.h"

START_TEST(means)
{
	enum { ASK = SESSION_ASKING };
	static const struct {
		const char *here, *before; /* pages; NULL: a phone that is nowhere, "": no page */
		unsigned flags;
		const char *says;
		enum route_kind kind;
		const char *page; /* of the route; NULL: none */
	} cases[] = {
	        {NULL, "", 0, "", ROUTE_EMPTY, NULL},
	        {NULL, "", 0, "。。", ROUTE_EMPTY, NULL},
	        {NULL, "", 0, "00", ROUTE_COMMAND, NULL},
	        {NULL, "", 0, "Ｍ", ROUTE_COMMAND, NULL},
	        {NULL, "", 0, "养老", ROUTE_PAGE, "pension"},
	        {NULL, "", 0, "養老金怎么领", ROUTE_PAGE, "pension"},
	        {NULL, "", 0, "3", ROUTE_PAGE, "home"},
	        {NULL, "", 0, "401", ROUTE_PAGE, "bus"},
	        {NULL, "", 0, "什么", ROUTE_UNKNOWN, NULL},
	        /* nothing but what parts the characters */
	        {NULL, "", 0, "养。老。金", ROUTE_PAGE, "pension"},
	        {NULL, "", 0, "养😀老", ROUTE_PAGE, "pension"},
	        {NULL, "", 0, "养-老", ROUTE_UNKNOWN, NULL},
	        {NULL, "", 0, "4 0 1", ROUTE_PAGE, "bus"},
	        /* the way back by slips of the thumb; never STOP by one */
	        {NULL, "", 0, "0 0", ROUTE_COMMAND, NULL},
	        {NULL, "", 0, "O0", ROUTE_COMMAND, NULL},
	        {NULL, "", 0, "0 0 0 0", ROUTE_UNKNOWN, NULL},
	        {NULL, "", 0, "😀帮助", ROUTE_COMMAND, NULL},
	        /* numbers, from somewhere */
	        {"", "", 0, "1", ROUTE_PAGE, "home"},
	        {"home", "", 0, "1", ROUTE_PAGE, "pension"},
	        {"home", "", 0, "第二", ROUTE_PAGE, "bus"},
	        {"home", "", 0, "3", ROUTE_BAD_CHOICE, "home"},
	        {"home-work", "home", 0, "2", ROUTE_PAGE, "bus"},
	        {"home-work", "home", 0, "3", ROUTE_BAD_CHOICE, "home"},
	        {"home-work", "", 0, "1", ROUTE_PAGE, "home"},
	        {"pension", "home", 0, "2", ROUTE_PAGE, "bus"}, /* its own menu has no 2 */
	        {"home", "", 0, "100", ROUTE_UNKNOWN, NULL},
	        /* questions */
	        {"years", "help", ASK, "2030", ROUTE_ANSWER, "years"},
	        {"years", "help", ASK, "1", ROUTE_BAD_ANSWER, "years"},
	        {"years", "help", ASK, "什么", ROUTE_BAD_ANSWER, "years"},
	        {"years", "help", ASK, "养老", ROUTE_PAGE, "pension"},
	        {"years", "help", ASK, "0", ROUTE_COMMAND, NULL},
	        {"years", "help", 0, "2030", ROUTE_PAGE, "years"}, /* another case */
	        {"years", "help", 0, "1", ROUTE_PAGE, "years"},    /* the menu before it */
	        /* a page that is no more */
	        {"gone", "", 0, "1", ROUTE_MOVED, NULL},
	        {"gone", "", ASK, "2030", ROUTE_MOVED, NULL},
	        {"gone", "", 0, "什么", ROUTE_UNKNOWN, NULL},
	        {"gone", "", 0, "养老", ROUTE_PAGE, "pension"},
	        {"home-work", "gone", 0, "1", ROUTE_PAGE, "home"},
	};
	struct faults faults = FAULTS_INIT;
	struct arena a = ARENA_INIT;
	struct content *c = content_load(BASE_TREE, &base_rules, &faults, NULL);
	ck_assert_ptr_nonnull(c);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct session s = {.flags = (uint8_t)cases[i].flags};
		if (cases[i].here && *cases[i].here)
			s.page = page_key(str_from(cases[i].here));
		if (*cases[i].before)
			s.trail[0] = page_key(str_from(cases[i].before));
		struct route r = route_text(c, &a, &(struct slot_context){.today = 20261123},
		        cases[i].here ? &s : NULL, (struct str){0},
		        fold(&a, str_from(cases[i].says)));
		ck_assert_msg(
		        r.kind == cases[i].kind, "case %zu, %s: %d", i, cases[i].says, r.kind);
		ck_assert_msg((r.page != NULL) == (cases[i].page != NULL), "case %zu", i);
		if (r.page)
			ck_assert_text(r.page->id, cases[i].page);
	}
	arena_release(&a);
	faults_release(&faults);
	content_free(c);
}
END_TEST

START_TEST(leaves_the_rest)
{
	struct faults faults = FAULTS_INIT;
	struct arena a = ARENA_INIT;
	struct content *c = content_load(BASE_TREE, &base_rules, &faults, NULL);
	struct route r = route_text(c, &a, &(struct slot_context){.today = 20261123}, NULL,
	        (struct str){0}, STR("公交 101"));
	ck_assert_text(r.text, "101");
	ck_assert_ptr_null(r.menu);
	struct session s = {.page = page_key(STR("home"))};
	r = route_text(
	        c, &a, &(struct slot_context){.today = 20261123}, &s, (struct str){0}, STR("9"));
	ck_assert_uint_eq(r.choice, 9);
	r = route_text(
	        c, &a, &(struct slot_context){.today = 20261123}, &s, (struct str){0}, STR("2"));
	ck_assert_text(r.menu->id, "home");
	arena_release(&a);
	faults_release(&faults);
	content_free(c);
}
END_TEST

TEST_MAIN("route", means, leaves_the_rest)
