/*
 * The families of slot_read, each in a file of its own. Only slot*.c include this.
 */
#ifndef JIAXIN_SLOT_READ_H
#define JIAXIN_SLOT_READ_H

#include "content/places.h"
#include "content/slot.h"

/* Counts readings; false: there are not so many left for this message. */
bool slot_may_read(const struct slot_context *context, unsigned cost);

/* Once; what a menu has no room for is left out. */
void meanings_add(struct meanings *m, struct str value);

/* ---- slot_time.c ---- */

bool
slot_read_months(const struct slot *slot, struct arena *a, struct str *folded, struct str *value);
bool slot_read_year_month(
        const struct slot *slot, struct arena *a, struct str *folded, struct str *value);

/* ---- slot_choice.c ---- */

/* A word of a choice, or its number from 1 in the order of the page. */
bool
slot_read_choice(const struct slot *slot, struct arena *a, struct str *folded, struct str *value);

/* ---- slot_date.c ---- */

bool slot_read_date(const struct slot *slot, struct arena *a, int32_t today, struct str *folded,
        struct meanings *m);

/* ---- slot_clock.c ---- */

bool
slot_read_clock(const struct slot *slot, struct arena *a, struct str *folded, struct meanings *m);

/* ---- slot_money.c ---- */

bool
slot_read_money(const struct slot *slot, struct arena *a, struct str *folded, struct str *value);
struct str slot_show_money(struct arena *a, struct str value);

/* ---- slot_wages.c ---- */

/* A list of a wage and its months, 720 in all at the most: "500000x36;420000x12". */
bool
slot_read_wages(const struct slot *slot, struct arena *a, struct str *folded, struct str *value);

/* ---- slot_phone.c ---- */

bool
slot_read_phone(const struct slot *slot, struct arena *a, struct str *folded, struct str *value);

/* ---- slot_place.c ---- */

enum { SLOT_STAYS_MOST = 20, SLOT_STAY_BYTES = 64 }; /* in one answer; one of them as shown */

/* A place's code. */
bool
slot_read_place(const struct slot *slot, struct arena *a, struct str *folded, struct meanings *m);

/* An area code: 0755, 零七五五, or the place that it is dialled for. */
bool
slot_read_area(const struct slot *slot, struct arena *a, struct str *folded, struct meanings *m);

/* 广东132 浙江11年 临时: "44:132:G;33:132:T". */
bool
slot_read_stays(const struct slot *slot, struct arena *a, struct str *folded, struct meanings *m);

struct str slot_show_place(const struct slot *slot, struct arena *a, struct str value, lang_t lang);
struct str slot_tell_area(const struct slot *slot, struct arena *a, struct str value, lang_t lang);
struct str slot_tell_city(const struct slot *slot, struct arena *a, struct str value, lang_t lang);

/* ---- slot_stop.c ---- */

/* Names of stations and cities (transit.h). False, too, where there is no timetable. */
bool slot_read_stop(const struct slot_context *context, struct arena *a, struct str *folded,
        struct meanings *m);

#endif
