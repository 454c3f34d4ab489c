#include "content/content_keys.h"

static const struct content_key keys[KEY_SET_COUNT][KEYS_MOST] = {
        [KEYS_PAGE] =
                {
                        {"keywords", KIND_WORDS, false, "工友发什么词到这一页",
                                "what a worker may text to get here"},
                        {"codes", KIND_WORDS, false, "印出去的编号：31（拨*123*31#），或社保3",
                                "published codes: 31 (dialled *123*31#), or 社保3"},
                        {"title", KIND_TEXTS, false, "标题，菜单里显示的名字",
                                "the page's name in menus"},
                        {"text", KIND_TEXTS, false, "回给工友的话", "the answer"},
                        {"options", KIND_OPTIONS, false, "菜单：通向哪些页面",
                                "the menu: the pages it leads to"},
                        {"ask", KIND_ASK, false, "要先问的", "what is asked first"},
                        {"handler", KIND_HANDLER, false, "哪段程序来算",
                                "the program that works it out"},
                        {"say", KIND_SAY, false, "算出哪种结果，就说哪句话",
                                "the words for each outcome of the handler"},
                        {"phrases", KIND_SAY, false, "程序拼回答用的短语",
                                "pieces that the handler puts the answer together from"},
                        {"why", KIND_WHY, false, "回“为什么”时说的依据",
                                "what WHY is answered with"},
                        {"ussd", KIND_SCALAR, false,
                                "USSD一屏放不下时：screens、screens + sms、brief + sms",
                                "longer than a USSD screen: screens, screens + sms, brief + sms"},
                        {"brief", KIND_TEXTS, false, "brief + sms时屏上说的几个字",
                                "the few words on the screen with brief + sms"},
                        {"parts", KIND_NUMBER, false, "最多几条短信，不写就是1",
                                "SMS parts at the most; 1 when left out"},
                        {"paged", KIND_YES, false, "放不下就翻页，回M看下页",
                                "what is too long goes on behind MORE"},
                        {"urgent", KIND_YES, false, "救命的页", "a page for emergencies"},
                        {"alarms", KIND_WORDS, false, "哪里出现都先到这页的词",
                                "words that lead here from inside any text"},
                        {"calm", KIND_WORDS, false, "带着它们、可没出事的词",
                                "words that hold one of these and mean no harm"},
                        {"source", KIND_SCALAR, false, "依据：法、条、文件",
                                "law and article, or document"},
                        {"as_of", KIND_DATE, false, "哪年哪月核对的",
                                "when the facts were last checked"},
                        {"review_by", KIND_DATE, false, "最晚哪年哪月再核对",
                                "when they must be checked again"},
                        {"examples", KIND_EXAMPLES, false, "试题，检查时真的走一遍",
                                "tests that the check runs"},
                },
        [KEYS_OPTION] =
                {
                        {"page", KIND_PAGE, true, "去哪一页", "the page it leads to"},
                },
        [KEYS_SLOT] =
                {
                        {"type", KIND_TYPE, true, "要哪种答案", "the kind of answer"},
                        {"min", KIND_NUMBER, false, "最小", "the least"},
                        {"max", KIND_NUMBER, false, "最大", "the most"},
                        {"choices", KIND_CHOICES, false, "选一样：有哪几样",
                                "what there is to choose from"},
                        {"unclear", KIND_WORDS, false, "光这样说定不下来的词",
                                "words that settle nothing"},
                        {"many", KIND_TRUE, false, "收几个", "takes a list"},
                        {"past", KIND_YES, false, "问的是过去的日子", "asks for a day gone by"},
                        {"role", KIND_SCALAR, false, "from或to：从哪里、到哪里",
                                "from or to: which end of the way"},
                        {"lead", KIND_WORDS, false, "答案前面可以有的字",
                                "words that may stand before the answer"},
                        {"wrong", KIND_TEXTS, false, "答错了先说的话",
                                "said before the question after a bad answer"},
                },
        [KEYS_CHOICE] =
                {
                        {"words", KIND_WORDS, false, "哪些词算选这样", "the words that choose it"},
                },
        [KEYS_EXAMPLE] =
                {
                        {"in", KIND_SCALAR, true, "工友发来的", "what the phone sends"},
                        {"page", KIND_PAGE, false, "该到哪页", "the page that must answer"},
                        {"outcome", KIND_SCALAR, false, "该是哪种结果", "the outcome wanted"},
                        {"has", KIND_SCALAR, false, "回的话里该有的字",
                                "words that the answer must hold"},
                        {"lang", KIND_LANGUAGE, false, "手机用的语言", "the language of the phone"},
                },
        [KEYS_SERVICE] =
                {
                        {"languages", KIND_LANGUAGES, true, "语言，第一种要写全",
                                "the languages; the first must be complete"},
                        {"signature", KIND_TEXTS, false, "每条短信最前面的签名",
                                "the signature in front of every SMS"},
                        {"values", KIND_VALUES, false, "到处能用的值",
                                "values that every text may use"},
                        {"commands", KIND_COMMANDS, false, "命令词", "the words for commands"},
                        {"fillers", KIND_WORDS, false, "跳过去的客气话",
                                "politeness that is skipped"},
                        {"invites", KIND_WORDS, false, "请人回话的说法：USSD上有它就不挂断",
                                "what asks for an answer: a USSD session waits for it"},
                        {"dialect", KIND_DIALECT, false, "方言、拼音怎么说：普通话怎么说",
                                "what is said in dialect or pinyin: the plain word"},
                        {"texts", KIND_SENTENCES, true, "系统自己说的话",
                                "the service's own sentences"},
                        {"home", KIND_PAGE, true, "首页是哪一页", "the home page"},
                        {"help", KIND_PAGE, true, "帮助是哪一页", "the help page"},
                },
        [KEYS_LANGUAGE] =
                {
                        {"words", KIND_WORDS, false, "切换到它的词", "the words that switch to it"},
                        {"fallback", KIND_LANGUAGE, false, "没写时用哪种",
                                "the language that steps in"},
                },
        [KEYS_PLACES] =
                {
                        {"provinces", KIND_PROVINCES, false, "省：两位代码",
                                "provinces, by codes of two digits"},
                        {"cities", KIND_CITIES, false, "市州和省直管县市：六位代码",
                                "prefectures and what is governed like them, by six digits"},
                        {"counties", KIND_COUNTIES, false, "县级市：六位代码",
                                "cities within prefectures, by six digits"},
                },
        [KEYS_REGION] =
                {
                        {"area", KIND_AREA, true, "区号；省的是省会的",
                                "the area code; a province's is its capital's"},
                        {"words", KIND_WORDS, false, "别的叫法", "other names"},
                },
        [KEYS_COUNTY] =
                {
                        {"area", KIND_AREA, false, "区号，不写就跟所属的市",
                                "the area code; its city's when left out"},
                        {"words", KIND_WORDS, false, "别的叫法", "other names"},
                },
        [KEYS_RULE_SET] =
                {
                        {"from", KIND_DATE, true, "哪天起", "the first day that it holds for"},
                        {"source", KIND_SCALAR, true, "依据：法、条、文件",
                                "law and article, or document"},
                        {"as_of", KIND_DATE, true, "哪年哪月核对的",
                                "when the facts were last checked"},
                        {"review_by", KIND_DATE, true, "最晚哪年哪月再核对",
                                "when they must be checked again"},
                },
        [KEYS_PUBLISHED] =
                {
                        {"published", KIND_PUBLICATIONS, false, "印出去的编号，各是哪一页",
                                "the codes that were printed, and the page of each"},
                        {"retired-codes", KIND_WORDS, false, "停用的编号", "codes out of use"},
                        {"retired-pages", KIND_WORDS, false, "停用的页面编号",
                                "page ids out of use"},
                },
        [KEYS_HOLIDAYS] =
                {
                        {"sources", KIND_WORDS, false, "依据的通知", "the notices"},
                        {"as_of", KIND_DATE, false, "哪年哪月核对的", "when it was checked"},
                        {"holidays", KIND_HOLIDAYS, false, "每个假", "each holiday"},
                },
        [KEYS_HOLIDAY] =
                {
                        {"name", KIND_SCALAR, true, "哪年什么假", "which, of which year"},
                        {"off", KIND_DAYS, false, "第一天和最后一天", "the first day and the last"},
                        {"work", KIND_DAYS, false, "要上班的周末", "weekend days that are worked"},
                },
        [KEYS_FARES] =
                {
                        {"currency", KIND_SCALAR, false, "货币，不写就是CNY",
                                "the currency; CNY when left out"},
                        {"source", KIND_SCALAR, false, "依据", "where it stands"},
                        {"as_of", KIND_DATE, false, "哪年哪月核对的", "when it was checked"},
                        {"fares", KIND_FARES, false, "票价", "what tickets cost"},
                },
        [KEYS_FARE] =
                {
                        {"from", KIND_SCALAR, true, "从哪站或哪个城市", "a station or a city"},
                        {"to", KIND_SCALAR, true, "到哪站或哪个城市", "a station or a city"},
                        {"trains", KIND_WORDS, false, "车次里数字前的字母，不写就是所有车",
                                "the letters before a train's number; all trains when left out"},
                        {"class", KIND_SCALAR, false, "席别", "the class"},
                        {"price", KIND_SCALAR, true, "多少元", "the price"},
                        {"one-way", KIND_YES_NO, false, "只管这个方向", "not the way back"},
                },
};

const struct content_key *
content_keys(enum key_set set)
{
	return keys[set];
}

bool
content_keys_and_languages(enum key_set set)
{
	return set == KEYS_OPTION || set == KEYS_SLOT || set == KEYS_CHOICE || set == KEYS_REGION ||
	       set == KEYS_COUNTY;
}

const struct content_key *
content_key_find(enum key_set set, struct str name)
{
	for (const struct content_key *key = keys[set]; key->name; key++)
		if (str_eq(str_from(key->name), name))
			return key;
	return NULL;
}
