/*
 * Which province handles the pension. Source: 国办发〔2009〕66号, articles 5, 6 and 12;
 * 人社部规〔2016〕5号 (a place is a province; deemed years count where they were worked).
 */
#include <errno.h>

#include "content/places.h"
#include "handlers.h"
#include "ssi.h"

enum {
	TEST_MONTHS,
	CODES = 100,
	STAYS_MOST = 40,
	STAY_MOST = 720,
	YEAR_FIRST = 2011,
	YEAR_LAST = 2100
};

static const struct rule_number numbers[] = {[TEST_MONTHS] = {"test_months", 1, 600, false}};

const struct rule_spec ssi_place_rule = {"pension-place", numbers, ARRAY_LEN(numbers)};

struct ssi_place
ssi_pension_place(const int64_t *n, int hukou, const struct ssi_stay *stays, size_t count)
{
	struct ssi_place place = {.province = hukou, .rule = "4T"};
	int64_t months[CODES] = {0};
	int last = 0;
	for (size_t i = 0; i < count; i++) {
		place.total += stays[i].months;
		if (stays[i].kind == SSI_TEMPORARY)
			continue;
		months[stays[i].province] += stays[i].months;
		if (stays[i].kind == SSI_GENERAL)
			last = stays[i].province;
	}
	if (!last)
		return place;
	place.rule = last == hukou ? "1" : "4";
	/* From the last stay back: the last province itself, then the most recent that passes. */
	for (size_t i = count; last != hukou && i-- > 0;)
		if (stays[i].kind != SSI_TEMPORARY && months[stays[i].province] >= n[TEST_MONTHS]) {
			bool is_last = months[last] >= n[TEST_MONTHS];
			place.province = is_last ? last : stays[i].province;
			place.rule = is_last ? "2" : "3";
			break;
		}
	return place;
}

static bool
read_part(struct str *text, char end, struct str *part)
{
	size_t n = 0;
	while (n < text->n && text->p[n] != end)
		n++;
	*part = (struct str){text->p, n};
	bool ended = n < text->n;
	*text = str_skip(*text, ended ? n + 1 : n);
	return ended;
}

static bool
read_province(struct str text, int *province)
{
	int64_t code;
	if (text.n != 2 || parse_int(text, 11, 82, &code) != 0)
		return false;
	*province = (int)code;
	return true;
}

/* "44:96:G" */
static bool
read_stay(struct str text, struct ssi_stay *stay)
{
	static const char kinds[] = {
	        [SSI_GENERAL] = 'G', [SSI_TEMPORARY] = 'T', [SSI_DEEMED] = 'D'};
	struct str province, months;
	if (!read_part(&text, ':', &province) || !read_part(&text, ':', &months) || text.n != 1 ||
	        !read_province(province, &stay->province) ||
	        parse_int(months, 1, STAY_MOST, &stay->months) != 0)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (kinds[i] == text.p[0]) {
			stay->kind = (enum ssi_kind)i;
			return true;
		}
	return false;
}

static bool
read_stays(struct str text, struct ssi_stay stays[STAYS_MOST], size_t *count)
{
	for (*count = 0; text.n; ++*count) {
		struct str one;
		read_part(&text, ';', &one);
		if (*count == STAYS_MOST || !read_stay(one, &stays[*count]))
			return false;
	}
	return *count > 0;
}

/*
 * The same life, had the worker been 40 (women) or 50 (men) when first insured in the last
 * province: then the account there is a temporary one, but not in the hukou's own province (66号,
 * article 5).
 */
static void
make_temporary(int hukou, struct ssi_stay *stays, size_t count)
{
	int last = 0;
	for (size_t i = 0; i < count; i++)
		if (stays[i].kind == SSI_GENERAL)
			last = stays[i].province;
	for (size_t i = 0; i < count && last != hukou; i++)
		if (stays[i].kind == SSI_GENERAL && stays[i].province == last)
			stays[i].kind = SSI_TEMPORARY;
}

static bool
any_temporary(const struct ssi_stay *stays, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (stays[i].kind == SSI_TEMPORARY)
			return true;
	return false;
}

/* The province's code as value `name`, and the area code of its capital as value `area`. */
static void
add_province(struct result *result, const struct turn *turn, const char *name, const char *area,
        int province)
{
	struct str code = str_from(arena_printf(turn->arena, "%02d", province));
	const struct region *region = places_get(turn->content, code);
	result_add(result, name, code);
	result_add(result, area, region ? region->area : STR(""));
}

/* What the answers come to: the case as told, and as it is with a temporary account at the end. */
struct life {
	struct ssi_place told, other;
	bool marked; /* he himself told of a temporary account */
};

static struct life
judge(const int64_t *n, int hukou, struct ssi_stay *stays, size_t count)
{
	struct life life = {.told = ssi_pension_place(n, hukou, stays, count),
	        .marked = any_temporary(stays, count)};
	make_temporary(hukou, stays, count);
	life.other = ssi_pension_place(n, hukou, stays, count);
	return life;
}

/* Asks only where it decides, and guesses nothing: who doesn't know is told both. */
static const char *
decide(const struct turn *turn, struct result *result, const struct life *life,
        struct ssi_place *place, int64_t need)
{
	struct str temporary = turn_aside(turn, "temporary");
	bool decides = !life->marked && life->other.province != life->told.province;
	bool yes = decides && str_eq(temporary, STR("yes"));
	*place = yes ? life->other : life->told;
	if (decides && !temporary.n)
		result->ask = "temporary";
	if (decides && str_eq(temporary, STR("unsure")))
		return "unsure";
	if (life->marked || yes)
		return "temporary";
	return place->total < need ? "short" : "enough";
}

static int
run(const struct turn *turn, struct result *result)
{
	struct ssi_stay stays[STAYS_MOST];
	struct ssi_place place;
	size_t count;
	int hukou;
	int64_t retire;
	int error = turn_read_number(turn, "retire", YEAR_FIRST, YEAR_LAST, &retire);
	if (error)
		return error;
	if (!read_province(turn_answer(turn, "hukou"), &hukou) ||
	        !read_stays(turn_answer(turn, "paid"), stays, &count))
		return -EINVAL;
	int32_t day = ssi_day(retire * YEAR);
	const struct rule_set *rule = turn_rule(turn, &ssi_place_rule, day),
	                      *minimum = turn_rule(turn, &ssi_minimum, day);
	if (!rule || !minimum)
		return -ENOENT;
	struct life life = judge(rule->numbers, hukou, stays, count);
	int64_t need = ssi_minimum_months(minimum->numbers, retire);
	result->outcome = decide(turn, result, &life, &place, need);
	add_province(result, turn, "place", "place_area", place.province);
	result_add_number(result, turn, "total", place.total);
	result_add_number(result, turn, "need", need);
	result_add_number(result, turn, "short", place.total < need ? need - place.total : 0);
	result_add(result, "rule", str_from(place.rule));
	result_add_number(result, turn, "step", place.rule[0] - '0'); /* 4T ends where 4 does */
	add_province(result, turn, "other", "other_area", life.other.province);
	return 0;
}

const struct handler ssi_place = {
        .spec =
                {
                        .name = "ssi.pension_place",
                        .slots =
                                (const char *const[]){"hukou", "paid", "retire", "temporary", NULL},
                        .asides = (const char *const[]){"temporary", NULL},
                        .outcomes = (const char *const[]){"enough", "short", "temporary", "unsure",
                                NULL},
                        .values = (const char *const[]){"place", "place_area", "total", "need",
                                "short", "rule", "step", "other", "other_area", NULL},
                        .provinces = (const char *const[]){"place", "other", NULL},
                        .rules = (const struct rule_spec *const[]){&ssi_place_rule, &ssi_minimum,
                                NULL},
                        .widest = (const char *const[]){"44", "0991", "28800", "600", "600", "4T",
                                "4", "44", "0991", NULL},
                },
        .run = run,
};
