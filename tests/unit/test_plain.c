/* Dialect and pinyin without blanks in plain words, and what is left as it stands. */
#include <string.h>

#include "content/content.h"
#include "load_content.h"
#include "text/fold.h"

START_TEST(in_plain_words)
{
	static const struct {
		const char *said, *plain;
	} cases[] = {/* dialect: the longest saying, wherever it stands */
	        {"咋个退票", "怎么退票"}, {"啥时候能退休", "什么时候能退休"},
	        {"工伤咋整", "工伤怎么办"}, {"醫保斷咗三個月", "医保断了三个月"}, {"聽日", "明天"},
	        {"咋", "怎么"}, {"社保", "社保"}, {"", ""}, {"？", "?"},
	        /* pinyin: as few words as cover the run; a word alone if it has a plain one */
	        {"cheshenzhenchangsha", "che shenzhen changsha"},
	        {"cheshenzhenchangshamingtian", "che shenzhen changsha 明天"},
	        {"tuixiu1966nian3yuenan", "退休1966年3月男"}, {"waidi wuhan", "waidi wuhan"},
	        {"quhaochangsha", "quhao changsha"}, {"shenzhendaowuhan", "shenzhen 到wuhan"},
	        /* no words cover it: as it stands */
	        {"changshanan", "changshanan"}, {"quality", "quality"}, {"shenzhenx", "shenzhenx"},
	        {"changshaa", "changshaa"}, {"my pension please", "my pension please"},
	        {"busy", "busy"}, {"nobody", "nobody"}, {"shenzhen", "shenzhen"},
	        {"train", "train"}};
	struct arena a = ARENA_INIT;
	struct content *c = load_content("content");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str folded = fold(&a, str_from(cases[i].said));
		ck_assert_text(content_plain(c, &a, folded), cases[i].plain);
	}
	char letters[100] = {0}; /* more than are cut apart */
	memset(letters, 'a', sizeof(letters) - 1);
	ck_assert_text(content_plain(c, &a, str_from(letters)), letters);
	arena_release(&a);
	content_free(c);
}
END_TEST

TEST_MAIN("plain", in_plain_words)
