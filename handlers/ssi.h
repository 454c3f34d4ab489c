/*
 * Social insurance, computed: pure functions from a case and the numbers of a rule
 * (content/rules.yaml) to a result. Months of the calendar are year * 12 + month - 1.
 */
#ifndef JIAXIN_SSI_H
#define JIAXIN_SSI_H

#include "content/rule.h"
#include "talk/turn.h"

enum { YEAR = 12 };

/* Reads "1967-05"; false when it is none. */
bool ssi_month(struct str text, int64_t *month);

/* The first day of a month, YYYYMMDD. */
int32_t ssi_day(int64_t month);

/* --- ssi_min_months.c --- */

extern const struct rule_spec ssi_minimum; /* "minimum-months" */

/* The months of contributions that a monthly pension asks for. */
int64_t ssi_minimum_months(const int64_t *numbers, int64_t year);

/* --- ssi_retirement.c --- */

extern const struct rule_spec ssi_retirement_rule; /* "retirement" */

enum ssi_category { SSI_M, SSI_F55, SSI_F50, SSI_CATEGORIES };

struct ssi_retirement {
	int64_t month; /* the statutory one */
	int64_t age;   /* then, in months */
	int64_t delay; /* months behind the old age */
	int64_t earliest, latest;
};

struct ssi_retirement ssi_retire(const int64_t *numbers, enum ssi_category category, int64_t birth);

/* --- ssi_pension_place.c --- */

extern const struct rule_spec ssi_place_rule; /* "pension-place" */

enum ssi_kind { SSI_GENERAL, SSI_TEMPORARY, SSI_DEEMED };

struct ssi_stay {
	int64_t months;
	int province; /* two digits, GB/T 2260 */
	enum ssi_kind kind;
};

struct ssi_place {
	int province;
	int64_t total;    /* months of every kind, everywhere */
	const char *rule; /* of article 6: "1" to "4"; "4T": temporary accounts alone */
};

/* The stays in the order of time. */
struct ssi_place
ssi_pension_place(const int64_t *numbers, int hukou, const struct ssi_stay *stays, size_t count);

/* --- ssi_transfer.c --- */

extern const struct rule_spec ssi_transfer_rule; /* "pension-transfer" */

struct ssi_transfer {
	int64_t account_fen, pooled_fen;
};

struct ssi_transfer ssi_transfer(const int64_t *numbers, int64_t bases_fen);

/* --- ssi_unemployment.c --- */

extern const struct rule_spec ssi_unemployment_rule; /* "unemployment" */

/* The months of benefit at the most for months paid in; 0: none. */
int64_t ssi_unemployment_months(const int64_t *numbers, int64_t paid);

/* --- ssi_medical_gap.c --- */

extern const struct rule_spec ssi_medical_gap_rule; /* "medical-gap" */

/* The months that a place may make one wait at the most behind a gap of months; 0: none. */
int64_t ssi_medical_wait(const int64_t *numbers, int64_t gap);

/* --- ssi_injury.c --- */

extern const struct rule_spec ssi_injury_rule; /* "work-injury" */

/* The last days, YYYYMMDD, on which the employer and the worker may report it. */
struct ssi_injury {
	int32_t employer, worker;
};

/* The day of the accident itself does not count. */
struct ssi_injury ssi_injury_report(const int64_t *numbers, int32_t accident);

#endif
