#include "check.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "text/gsm7.h"
#include "text/segment.h"

/* "a*159 {" is 159 times a, then {: a small language for long texts. */
static struct str
make(struct buf *b, const char *recipe)
{
	buf_clear(b);
	for (struct str s = str_from(recipe); s.n > 0;) {
		const char *from = s.p;
		utf8_next(&s, NULL);
		struct str piece = {from, (size_t)(s.p - from)};
		char *end = NULL;
		unsigned long times = 1;
		if (str_starts(s, STR("*")))
			times = strtoul(s.p + 1, &end, 10);
		if (end)
			s = str_skip(s, (size_t)(end - s.p));
		while (times-- > 0)
			buf_add(b, piece);
	}
	must(!b->full);
	return buf_str(b);
}

/* TS 23.040, 9.2.3.24.1: 160/153 septets, 70/67 units; pairs never straddle parts. */
static const struct {
	const char *recipe;
	enum coding coding;
	unsigned units, parts;
	uint32_t forced_by;
} sizes[] = {
        {"", CODING_GSM7, 0, 0, 0},
        {"a", CODING_GSM7, 1, 1, 0},
        {"a*159", CODING_GSM7, 159, 1, 0},
        {"a*160", CODING_GSM7, 160, 1, 0},
        {"a*161", CODING_GSM7, 161, 2, 0},
        {"a*305", CODING_GSM7, 305, 2, 0},
        {"a*306", CODING_GSM7, 306, 2, 0},
        {"a*307", CODING_GSM7, 307, 3, 0},
        {"a*459", CODING_GSM7, 459, 3, 0},
        {"a*460", CODING_GSM7, 460, 4, 0},
        {"a*1530", CODING_GSM7, 1530, 10, 0},
        {"a*1531", CODING_GSM7, 1531, 11, 0},
        /* escape pairs */
        {"{*80", CODING_GSM7, 160, 1, 0},
        {"{*81", CODING_GSM7, 162, 2, 0},
        {"a*158€", CODING_GSM7, 160, 1, 0},
        {"a*159€", CODING_GSM7, 161, 2, 0},
        {"{*152", CODING_GSM7, 304, 2, 0}, /* 76 pairs a part: 152 septets used */
        {"{*153", CODING_GSM7, 306, 3, 0},
        {"a*151€a*153", CODING_GSM7, 306, 2, 0}, /* the pair ends the part */
        {"a*152€a*151", CODING_GSM7, 305, 2, 0}, /* it opens the next */
        {"a*152€a*152", CODING_GSM7, 306, 3, 0},
        {"a*153€a*151", CODING_GSM7, 306, 2, 0},
        {"a*304€", CODING_GSM7, 306, 2, 0},
        {"a*305€", CODING_GSM7, 307, 3, 0},
        /* UCS-2 */
        {"中", CODING_UCS2, 1, 1, 0x4E2D},
        {"a中b国", CODING_UCS2, 4, 1, 0x4E2D},
        {"中*69", CODING_UCS2, 69, 1, 0x4E2D},
        {"中*70", CODING_UCS2, 70, 1, 0x4E2D},
        {"中*71", CODING_UCS2, 71, 2, 0x4E2D},
        {"中*133", CODING_UCS2, 133, 2, 0x4E2D},
        {"中*134", CODING_UCS2, 134, 2, 0x4E2D},
        {"中*135", CODING_UCS2, 135, 3, 0x4E2D},
        {"中*201", CODING_UCS2, 201, 3, 0x4E2D},
        {"中*202", CODING_UCS2, 202, 4, 0x4E2D},
        {"a*70’", CODING_UCS2, 71, 2, 0x2019}, /* 160 becomes 70 */
        {"a*160`", CODING_UCS2, 161, 3, '`'},
        {"€*70中", CODING_UCS2, 71, 2, 0x4E2D},
        /* surrogate pairs */
        {"😀*35", CODING_UCS2, 70, 1, 0x1F600},
        {"😀*36", CODING_UCS2, 72, 2, 0x1F600},
        {"中*68😀", CODING_UCS2, 70, 1, 0x4E2D},
        {"中*69😀", CODING_UCS2, 71, 2, 0x4E2D},
        {"😀*66", CODING_UCS2, 132, 2, 0x1F600}, /* 33 pairs a part: 66 units used */
        {"😀*67", CODING_UCS2, 134, 3, 0x1F600},
        {"中*65😀中*67", CODING_UCS2, 134, 2, 0x4E2D},
        {"中*66😀中*65", CODING_UCS2, 133, 2, 0x4E2D},
        {"中*66😀中*66", CODING_UCS2, 134, 3, 0x4E2D},
        {"中*67😀中*65", CODING_UCS2, 134, 2, 0x4E2D},
        {"中*132😀", CODING_UCS2, 134, 2, 0x4E2D},
        {"中*133😀", CODING_UCS2, 135, 3, 0x4E2D},
};

START_TEST(counts_octets)
{
	static const struct {
		struct text_size size;
		unsigned octets;
	} cases[] = {
	        {{CODING_GSM7, 0, 0, 0}, 0},
	        {{CODING_GSM7, 1, 1, 0}, 1},
	        {{CODING_GSM7, 8, 1, 0}, 7},
	        {{CODING_GSM7, 9, 1, 0}, 8},
	        {{CODING_GSM7, 182, 2, 0}, 160},
	        {{CODING_UCS2, 80, 2, 0}, 160},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		ck_assert_uint_eq(text_octets(&cases[i].size), cases[i].octets);
}
END_TEST

START_TEST(measures)
{
	struct buf b = BUF_INIT(10000);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct text_size got = text_measure(make(&b, sizes[i].recipe));
		ck_assert_msg(got.coding == sizes[i].coding && got.units == sizes[i].units &&
		                      got.parts == sizes[i].parts &&
		                      got.forced_by == sizes[i].forced_by,
		        "%s: %s, %u units, %u parts, U+%04X", sizes[i].recipe,
		        coding_name(got.coding), got.units, got.parts, got.forced_by);
	}
	buf_release(&b);
}
END_TEST

static const struct text_limit SMS_TWO_PARTS = {160, 153, 70, 67, 2};
static const struct text_limit SMS_THREE_PARTS = {160, 153, 70, 67, 3};

static const struct {
	const char *recipe;
	const struct text_limit *limit;
	bool fits;
} fitting[] = {
        {"", &SMS_ONE_PART, true},
        {"a*160", &SMS_ONE_PART, true},
        {"a*161", &SMS_ONE_PART, false},
        {"a*158€", &SMS_ONE_PART, true},
        {"a*159€", &SMS_ONE_PART, false},
        {"中*70", &SMS_ONE_PART, true},
        {"中*71", &SMS_ONE_PART, false},
        {"a*161", &SMS_TWO_PARTS, true},
        {"a*306", &SMS_TWO_PARTS, true},
        {"a*307", &SMS_TWO_PARTS, false},
        {"{*153", &SMS_TWO_PARTS, false},
        {"中*134", &SMS_TWO_PARTS, true},
        {"中*135", &SMS_TWO_PARTS, false},
        {"😀*67", &SMS_TWO_PARTS, false},
        {"a*182", &USSD_SCREEN, true},
        {"a*183", &USSD_SCREEN, false},
        {"a*180€", &USSD_SCREEN, true},
        {"a*181€", &USSD_SCREEN, false},
        {"中*80", &USSD_SCREEN, true},
        {"中*81", &USSD_SCREEN, false},
        {"😀*40", &USSD_SCREEN, true},
        {"中😀*40", &USSD_SCREEN, false},
};

START_TEST(fits)
{
	struct buf b = BUF_INIT(10000);
	for (size_t i = 0; i < ARRAY_LEN(fitting); i++) {
		bool got = text_fits(make(&b, fitting[i].recipe), fitting[i].limit);
		ck_assert_msg(got == fitting[i].fits, "%s", fitting[i].recipe);
	}
	buf_release(&b);
}
END_TEST

/* How many bytes of a text that has no good place fit before the tail. */
static const struct {
	const char *recipe, *tail;
	const struct text_limit *limit;
	size_t bytes;
} brims[] = {
        {"a*160", "tail", &SMS_ONE_PART, 160}, /* fits without it */
        {"a*161", "", &SMS_ONE_PART, 160},
        {"a*200", "12345", &SMS_ONE_PART, 155},
        {"a*200", "中", &SMS_ONE_PART, 69}, /* the tail makes it UCS-2 */
        {"a*200", "[", &SMS_ONE_PART, 158},
        {"a*159€a*9", "", &SMS_ONE_PART, 159}, /* the pair stays whole */
        {"a*158€a*9", "", &SMS_ONE_PART, 161},
        {"a*100中*50", "1", &SMS_ONE_PART, 100}, /* GSM-7 as long as no Han is taken */
        {"a*60中*50", "1", &SMS_ONE_PART, 87},
        {"中*69😀中", "", &SMS_ONE_PART, 207},
        {"中*68😀中", "", &SMS_ONE_PART, 208},
        {"a*400", "", &SMS_TWO_PARTS, 306},
        {"a*400", "12345", &SMS_TWO_PARTS, 301},
        {"a*400", "€", &SMS_TWO_PARTS, 304},
        {"a*152€a*400", "12345", &SMS_TWO_PARTS, 301}, /* a septet of the first part is lost */
        {"中*66😀中*99", "", &SMS_TWO_PARTS, 397},
        {"a*999", "😀", &SMS_THREE_PARTS, 199},
        {"a*999", "b*170", &SMS_ONE_PART, 1}, /* no room at all: still progress */
        {"😀*99", "b*170", &SMS_ONE_PART, 4},
};

START_TEST(fills_to_the_brim)
{
	struct buf b = BUF_INIT(10000), t = BUF_INIT(1000);
	for (size_t i = 0; i < ARRAY_LEN(brims); i++) {
		size_t got = text_cut(
		        make(&b, brims[i].recipe), make(&t, brims[i].tail), brims[i].limit);
		ck_assert_msg(
		        got == brims[i].bytes, "%s + %s: %zu", brims[i].recipe, brims[i].tail, got);
	}
	buf_release(&b);
	buf_release(&t);
}
END_TEST

/*
 * Where a room of `room` characters, in either coding, breaks a text: at the bar, which
 * is not part of it.
 */
static const struct {
	unsigned room;
	const char *text;
} cuts[] = {
        /* a line feed before all else, then sentences, clauses, characters */
        {10, "你好啊啊。|再见一路平安。好走"},
        {10, "第一行在这里|\n第二行，在。这里"},
        {10, "我们去北京。|你们去上海，他们去。"},
        {10, "我们去了北京，|你们去了上海他们去了"},
        {10, "我们一起去了北京看天|安门广场升旗仪式"},
        {10, "你好啊。他去了北京看|天安门广场"}, /* less than half would be left */
        {10, "他说：“走吧。”|然后大家走了走了"},
        {10, "她问了吗？|（问过了的）再问一问"},
        {10, "一二三四五六七八九十|十一十二"}, /* one long number: no good place */
        /* what stays whole */
        {12, "请打电话咨询|0755-12333，谢谢"},
        {12, "截止日期是那|2026-11-23请记住"},
        {12, "早上开门时间08:30至|17:30分"},
        {12, "二等座票价是|553.50元整请付"},
        {10, "你要坐的火车|G1022次八点开"},
        {12, "网址是我们的|jiaxin.example/a"},
        {12, "看看我们的法|《社会保险法》第一"},
        {12, "这条短信来自|【家信家信家信】请回"},
        {12, "一共需要缴纳了|一百二十八块五毛"},
        {10, "本法的规定都在|第十六条第二款"},
        {12, "价格大约就在|￥1,234.50左右"},
        {10, "气温大约在零下|25.5℃左右吧"},
        {10, "比例是百分比|12.5%左右还是"},
        {12, "从那里到那里|08:30～17:30开"},
        /* brackets hang on to what they hold, marks to what they end */
        {6, "你去北京了|吗？我去上海"},
        {6, "好的好的了|（真的）好吧"},
        {6, "名字很长名|“家信”是我"},
        {6, "天气真不错|啊……是的呢"},
        {6, "家好人|👨‍👩‍👧"}, /* one family, held by joiners */
        /* labels hold on to what they count */
        {12, "1.公交 2.地铁| 3.社保养老保险"},
        {12, "1、公交查询|\n2、地铁查询好"},
        {12, "(1)公交查询| (2)地铁查询好"},
        {10, "请拨打12333、|12315"}, /* no label */
        {20, "Say 1. Bus| 2. Underground please"},
        /* Latin: words, sentences, abbreviated numbers */
        {20, "Go there. Then come| back to us."},
        {20, "Go. Then come back| to us today."},
        {20, "one two three, four| five six seven eight"},
        {20, "It costs 1,234.50| yuan at the station"},
        {20, "Call 0755-12333 or| 020-12333 for help"},
        {20, "Train G1022 leaves| on 2026-11-23 at 08:30"},
        {20, "The room is No. 8 in| that long house"},
        {20, "call 138 0013 8000| or call us again"},
        {20, "Ring us on| 138 0013 8000 or"},
        {20, "We are open| 08:30 - 17:30 today"},
        {20, "don't worry it isn't| raining on you"},
        {20, "Supercalifragilistic|expialidocious"},
        /* blanks around the break are nobody's */
        {8, "公交查询|  地铁查询和社保"},
        {8, "a b c|\u3000\n \nd e f g h i"},
};

/* The text without its bar; *cut is where the bar stood. */
static struct str
without_bar(struct buf *b, const char *text, size_t *cut)
{
	const char *bar = strchr(text, '|');
	must(bar);
	*cut = (size_t)(bar - text);
	buf_clear(b);
	buf_add(b, (struct str){text, *cut});
	buf_addz(b, bar + 1);
	return buf_str(b);
}

START_TEST(breaks_well)
{
	struct buf b = BUF_INIT(1000);
	for (size_t i = 0; i < ARRAY_LEN(cuts); i++) {
		unsigned room = cuts[i].room;
		const struct text_limit limit = {room, room, room, room, 1};
		size_t want;
		struct str text = without_bar(&b, cuts[i].text, &want);
		size_t n = text_cut(text, STR(""), &limit);
		ck_assert_msg(n == want, "%s: \"%.*s\"", cuts[i].text, (int)n, text.p);
	}
	buf_release(&b);
}
END_TEST

/* What an answer looks like on a phone, page by page, each with its marker. */
static const struct {
	const char *text;
	const char *pages[6];
} answers[] = {
        {"养老金由广东省办理。您在广东缴费满132个月，已满10年，户籍在湖南，按国办发〔2009〕66号第六"
         "条，"
         "由最后参保地负责办理待遇领取手续；请带身份证、社保卡到深圳市社会保险基金管理局（0755-"
         "12333）"
         "办理，电话工作时间08:30-18:00。",
                {"养老金由广东省办理。您在广东缴费满132个月，已满10年，户籍在湖南，按国办发〔2009〕"
                 "66号第六条，",
                        "由最后参保地负责办理待遇领取手续；请带身份证、社保卡到深圳市社会保险基金管"
                        "理局（0755-12333）"
                        "办理，",
                        "电话工作时间08:30-18:00。"}},
        {"【家信】G1022次 2026-11-23 08:30深圳北站开，票价553.50元，10:05到广州南站。"
         "《中华人民共和国社会保险法》第十六条规定：参加基本养老保险的个人，达到法定退休年龄时累计"
         "缴费满"
         "十五年的，按月领取基本养老金。",
                {"【家信】G1022次 2026-11-23 08:30深圳北站开，票价553.50元，10:05到广州南站。",
                        "《中华人民共和国社会保险法》第十六条规定：参加基本养老保险的个人，达到法定"
                        "退休年龄时累计缴费满"
                        "十五年的，按月领取基本养老金。"}},
        {"回复数字选择:\n1.公交查询\n2.地铁查询\n3.社保养老金\n4.给家人留言\n5.长途汽车\n6."
         "火车时刻\n"
         "7.医保\n8.失业金\n9.求助热线\n10.工资拖欠怎么办\n11.其他服务",
                {"回复数字选择:\n1.公交查询\n2.地铁查询\n3.社保养老金\n4.给家人留言\n5.长途汽车\n"
                 "6.火车时刻\n7.医保",
                        "8.失业金\n9.求助热线\n10.工资拖欠怎么办\n11.其他服务"}},
};

START_TEST(pages)
{
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct str rest = str_from(answers[i].text);
		for (const char *const *page = answers[i].pages; *page; page++) {
			size_t n = text_cut(rest, STR("\n1/2 回M看下页"), &SMS_ONE_PART);
			ck_assert_text(((struct str){rest.p, n}), *page);
			rest = text_skip_blanks(str_skip(rest, n));
		}
		ck_assert_uint_eq(rest.n, 0);
	}
}
END_TEST

START_TEST(skips_blanks)
{
	static const char *const t[][2] = {{"", ""}, {"a ", "a "}, {" \t\r\n\u3000a", "a"},
	        {" \n", ""}, {"\u00A0a", "\u00A0a"}};
	for (size_t i = 0; i < ARRAY_LEN(t); i++)
		ck_assert_text(text_skip_blanks(str_from(t[i][0])), t[i][1]);
	ck_assert_uint_eq(text_skip_blanks((struct str){0}).n, 0);
}
END_TEST

/* What random texts are made of: words whose inside is never a good place, and glue. */
static const char *const words[] = {"养老金", "公交", "北京", "2026-11-23", "08:30", "553.50元",
        "G1022次", "0755-12333", "【家信】", "《劳动法》", "（免费）", "bus", "station", "a", "€",
        "[x]", "😀", "👨‍👩‍👧", "e\u0301", "第十六条", "一百二十"};
static const char *const glue[] = {
        "", "", "", " ", "\n", "，", "。", ", ", ". ", "；", "  \n", "\u3000"};

static uint32_t
random_below(uint64_t *seed, uint32_t n)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33) % n;
}

static void
make_random(struct buf *b, uint64_t *seed)
{
	buf_clear(b);
	bool latin = random_below(seed, 3) == 0;
	for (uint32_t n = random_below(seed, 120); n > 0; n--) {
		buf_addz(b, latin ? words[11 + random_below(seed, 5)]
		                  : words[random_below(seed, ARRAY_LEN(words))]);
		buf_addz(b, latin ? " " : glue[random_below(seed, ARRAY_LEN(glue))]);
	}
}

static bool
is_blank_only(struct str s)
{
	return text_skip_blanks(s).n == 0;
}

/* Cuts a text to its end and holds every piece to the contract. */
static void
check_pieces(struct str text, struct str tail, const struct text_limit *limit)
{
	struct buf both = BUF_INIT(10000);
	struct str rest = text;
	while (rest.n > 0) {
		size_t n = text_cut(rest, tail, limit);
		struct str piece = {rest.p, n};
		must(n > 0 && n <= rest.n);
		must(utf8_valid(piece)); /* so no pair is cut */
		buf_clear(&both);
		buf_add(&both, piece);
		if (n < rest.n)
			buf_add(&both, tail);
		struct str one = piece;
		utf8_next(&one, NULL);
		must(text_fits(buf_str(&both), limit) || one.n == 0);
		must(n == rest.n || is_blank_only(piece) || !strchr(" \n\t", piece.p[n - 1]));
		must(n == rest.n || !str_starts(str_skip(rest, n), STR("\u0301")));
		rest = text_skip_blanks(
		        str_skip(rest, n)); /* joined, they are the text less blanks */
	}
	buf_release(&both);
}

START_TEST(random_texts)
{
	static const struct text_limit *const limits[] = {
	        &SMS_ONE_PART, &SMS_TWO_PARTS, &SMS_THREE_PARTS, &USSD_SCREEN};
	static const char *const tails[] = {"", "\n1/2 回M看下页", "\n1/2 M:more", "€", "😀"};
	struct buf b = BUF_INIT(10000);
	uint64_t seed = 20261123;
	for (int round = 0; round < 2000; round++) {
		make_random(&b, &seed);
		check_pieces(buf_str(&b), str_from(tails[round % (int)ARRAY_LEN(tails)]),
		        limits[random_below(&seed, ARRAY_LEN(limits))]);
	}
	buf_release(&b);
}
END_TEST

START_TEST(names)
{
	ck_assert_str_eq(coding_name(CODING_GSM7), "gsm7");
	ck_assert_str_eq(coding_name(CODING_UCS2), "ucs2");
}
END_TEST

TEST_MAIN("segment", counts_octets, measures, fits, fills_to_the_brim, breaks_well, pages,
        skips_blanks, random_texts, names)
