/* Words of an emergency inside a text, over the content as it is shipped. */
#include "load_content.h"
#include "text/fold.h"

static const struct {
	const char *text, *page; /* NULL: nothing is wrong with anybody */
} cases[] = {
        {"救命", "lines-emergency"},
        {"救命啊", "lines-emergency"},
        {"快来人救命！！", "lines-emergency"},
        {"ＨＥＬＰ ＭＥ", "lines-emergency"},
        {"help me!", "lines-emergency"},
        {"I was beaten, please save me", "lines-emergency"},
        {"我被打了", "lines-emergency"},
        {"被打", "lines-emergency"},
        {"工地上有人打我", "lines-emergency"},
        {"被老闆打了", "lines-emergency"},
        {"🆘", "lines-emergency"},
        {"🆘🆘", "lines-emergency"},
        {"工地塌了🆘", "lines-emergency"},
        {"🆘️ help", "lines-emergency"},
        {"孩子丢了怎么办", "child-danger"},
        {"我家孩子丢了，身份证也没带", "child-danger"},
        {"小孩不见了", "child-danger"},
        {"儿子走丢了", "child-danger"},
        {"孩子被打", "child-danger"},
        {"my child is missing", "child-danger"},
        {"老公打我", "lines-family"},
        {"我不想活了", "lines-mind"},
        {"i want to die", "lines-mind"},
        {"救命恩人怎么谢，孩子丢了", "child-danger"}, /* one calm word does not calm the rest */
        {"被打工的老板救命", "lines-emergency"},

        {"救命恩人怎么谢", NULL},
        {"救命钱怎么报销", NULL},
        {"被打工的老板骗了", NULL},
        {"工资被打到别人卡上", NULL},
        {"我被打电话骚扰", NULL},
        {"合同被打折扣", NULL},
        {"老公打我电话没接", NULL},
        {"孩子丢了身份证", NULL},
        {"孩子丢了车票怎么补", NULL},
        {"想死你了", NULL},
        {"跳楼价卖票", NULL},
        {"helpme", NULL},
        {"help mehmet", NULL},
        {"help", NULL},
        {"打工", NULL},
        {"🙏", NULL},
        {"👍", NULL},
        {"❤️", NULL},
        {"孩子上学", NULL},
        {"", NULL},
};

START_TEST(is_heard_wherever_it_stands)
{
	struct arena a = ARENA_INIT;
	struct content *c = load_content("content");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct page *page = content_alarm(c, fold(&a, str_from(cases[i].text)));
		struct str got = page ? page->id : (struct str){"", 0};
		ck_assert_msg(str_eq(got, str_from(cases[i].page)), "%s: \"%.*s\"", cases[i].text,
		        STR_ARG(got));
	}
	content_free(c);
	arena_release(&a);
}
END_TEST

TEST_MAIN("alarm", is_heard_wherever_it_stands)
