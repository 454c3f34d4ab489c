#include "timetable/problem.h"

#include "base/utf8.h"

enum { VALUE_MOST = 40 };

/* "what; how it was treated". %s: the value. */
static const char *const texts[PROBLEMS][2] = {
        [PROBLEM_UNREADABLE] = {"读不了:%s", "can't be read: %s"},
        [PROBLEM_TOO_LARGE] = {"太大了", "is too large"},
        [PROBLEM_NO_FILE] = {"缺这个文件", "is missing"},
        [PROBLEM_NO_COLUMN] = {"缺少 %s 这一列", "has no column %s"},
        [PROBLEM_NO_TRIPS] = {"没有一趟能用的车次", "has no trip that can be used"},
        [PROBLEM_OTHER_TIMEZONE] = {"时区 %s 与别的不同;各时区要分开编译",
                "its time zone %s is another than before; build each time zone apart"},
        [PROBLEM_TOO_MUCH] = {"内容超出上限:%s", "has more than there may be: %s"},
        [PROBLEM_UNCLOSED] = {"引号没有结束;从这里到文件末尾不读",
                "a quote is never closed; from here to the end nothing is read"},
        [PROBLEM_NO_ID] = {"缺少编号;这一行不读", "has no id; the row is left out"},
        [PROBLEM_NO_STATION] = {"没有写车次或站名;这一行不读",
                "names no train or no station; the row is left out"},
        [PROBLEM_BAD_ENDS] = {"首日或末日 %s 不是日期,如 2027-01-20;这趟车不用",
                "first or last day %s is no date, like 2027-01-20; the train is left out"},
        [PROBLEM_SAME_ID] = {"编号 %s 重复;只用第一个", "id %s came before; the first is used"},
        [PROBLEM_NO_SUCH_STOP] = {"没有 %s 这个站;这一行不读",
                "there is no stop %s; the row is left out"},
        [PROBLEM_NO_SUCH_TRIP] = {"没有 %s 这趟车;这一行不读",
                "there is no trip %s; the row is left out"},
        [PROBLEM_NO_SUCH_ROUTE] = {"没有 %s 这条线路;车次照用,没有线路名",
                "there is no route %s; the trip is used without its name"},
        [PROBLEM_NO_SUCH_SERVICE] = {"没有 %s 这个日历;这趟车不用",
                "there is no service %s; the trip is left out"},
        [PROBLEM_NO_SUCH_PARENT] = {"没有 %s 这个母站;当作独立的站",
                "there is no station %s; the stop stands alone"},
        [PROBLEM_BAD_TIME] = {"%s 不是时间;当作没有写", "%s is no time; taken as not given"},
        [PROBLEM_BAD_DATE] = {"%s 不是日期;这一行不读", "%s is no date; the row is left out"},
        [PROBLEM_BAD_NUMBER] = {"%s 不是可用的数;当作没有写",
                "%s is no number that can be; taken as not given"},
        [PROBLEM_BAD_SEQUENCE] = {"%s 不是站序;这一行不读",
                "%s is no stop_sequence; the row is left out"},
        [PROBLEM_BAD_EXCEPTION] = {"%s 不是 1 也不是 2;这一行不读",
                "%s is neither 1 nor 2; the row is left out"},
        [PROBLEM_BAD_PLACE] = {"坐标 %s 不对;当作没有写", "%s is no place; taken as not given"},
        [PROBLEM_NO_NAME] = {"没有名字;用编号 %s", "has no name; its id %s is used"},
        [PROBLEM_NOT_A_STOP] = {"%s 不是上下车的地方;这一行不读",
                "%s is no place to board; the row is left out"},
        [PROBLEM_SAME_SEQUENCE] = {"站序 %s 重复;只用第一个",
                "stop_sequence %s came before; the first is used"},
        [PROBLEM_NO_END_TIME] = {"%s 两端的站没有时间;这些站不用",
                "%s has no time at its end; the calls without are left out"},
        [PROBLEM_BACKWARD] = {"%s 的时间倒退;这趟车不用",
                "times of %s run backward; the trip is left out"},
        [PROBLEM_FEW_CALLS] = {"%s 不到两站;这趟车不用",
                "%s has fewer than two calls; the trip is left out"},
        [PROBLEM_MANY_CALLS] = {"%s 超过1024站;这趟车不用",
                "%s has more than 1024 calls; the trip is left out"},
        [PROBLEM_NO_DAYS] = {"%s 没有一天开行;这趟车不用",
                "%s runs on no day; the trip is left out"},
        [PROBLEM_BY_PHONE] = {"要打电话约(%s);当作普通的站",
                "must be asked for by phone (%s); taken as a plain call"},
        [PROBLEM_NO_TIMEZONE] = {"不认识时区 %s;当作没有夏令时",
                "time zone %s is not known; taken as one without clock changes"},
        [PROBLEM_NO_HEADWAY] = {"发车间隔 %s 不对;这一行不读",
                "headway %s can't be; the row is left out"},
        [PROBLEM_NO_SUCH_FARE] = {"没有 %s 这个票价;这一行不读",
                "there is no fare %s; the row is left out"},
        [PROBLEM_NO_SUCH_FARE_ROUTE] = {"没有 %s 这条线路;这一行不读",
                "there is no route %s; the row is left out"},
        [PROBLEM_NO_SUCH_PLACE] = {"没有 %s 这个站或城市;这一行不读",
                "there is no stop or city %s; the row is left out"},
        [PROBLEM_BAD_PRICE] = {"%s 不是票价;这一行不读", "%s is no price; the row is left out"},
        [PROBLEM_FARE_LIMITED] = {"有条件的票价(%s);不用", "a fare with conditions (%s); not used"},
        [PROBLEM_NO_TRANSFER_TIME] = {"换乘没有时间;按直线距离每秒一米算",
                "a transfer without a time; taken as a straight walk at 1 m/s"},
        [PROBLEM_TRIP_TRANSFER] = {"只管某些车次的换乘(%s);不用,按车站的规则",
                "a transfer of certain trips (%s); not used, the stop's rule holds"},
        [PROBLEM_LONG_CALENDAR] = {"日期跨度太长;从 %s 之后的不用",
                "its days span too long; those from %s on are left out"},
        [PROBLEM_PLATFORM_RULE] = {"站台 %s 之间不许换乘;不用,按车站的规则",
                "a change forbidden between platforms of one station (%s); not used, the "
                "station's rule holds"},
};

static void
show(struct str value, FILE *out)
{
	putc('"', out);
	for (size_t i = 0; value.n > 0 && i < VALUE_MOST; i++) {
		char bytes[UTF8_MAX_BYTES] = "";
		uint32_t cp = utf8_next(&value, NULL);
		cp = cp < ' ' || (cp >= 0x7f && cp < 0xa0) ? UTF8_BAD : cp;
		size_t n = utf8_put(cp, bytes);
		fwrite(bytes, 1, n, out);
	}
	fputs(value.n ? "…\"" : "\"", out);
}

static void
say(const struct problems *p, enum problem what, struct str value)
{
	for (const char *text = texts[what][p->language]; *text; text++) {
		if (text[0] == '%' && text[1] == 's') {
			show(value, p->out);
			text++;
		} else {
			putc(*text, p->out);
		}
	}
	putc('\n', p->out);
}

static size_t
most_shown(enum problem what)
{
	return what < PROBLEMS_TREATED ? PROBLEMS_SHOWN : NOTES_SHOWN;
}

static const char *
count_level(struct problems *p, enum problem what)
{
	if (what < PROBLEMS_FATAL) {
		p->fatal++;
		return "error";
	}
	if (what < PROBLEMS_TREATED) {
		p->treated++;
		return "warning";
	}
	p->notes++;
	return "note";
}

void
problem_add(struct problems *p, struct problem_at at, enum problem what, struct str value)
{
	must(what < PROBLEMS);
	const char *level = count_level(p, what);
	if (p->seen[what]++ >= most_shown(what) || !p->out)
		return;
	fputs(at.feed, p->out);
	if (at.file)
		fprintf(p->out, "/%s", at.file);
	if (at.line)
		fprintf(p->out, ":%u", at.line);
	fprintf(p->out, ": %s: ", level);
	say(p, what, value);
}

void
problems_end(struct problems *p)
{
	static const char *const more[] = {"另有 %zu 处同样:", "%zu more of the same: "};
	for (size_t i = 0; i < PROBLEMS && p->out; i++) {
		enum problem what = (enum problem)i;
		if (p->seen[i] <= most_shown(what))
			continue;
		fprintf(p->out, more[p->language], p->seen[i] - most_shown(what));
		say(p, what, STR("…"));
	}
}
