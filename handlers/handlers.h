/*
 * Every handler of the house, in one list. To add one: write a pure function (turn.h)
 * with its spec in a file named after its service, and name it here.
 */
#ifndef JIAXIN_HANDLERS_H
#define JIAXIN_HANDLERS_H

#include "talk/turn.h"

/* A number of ours that answers for another place: area code in front. */
extern const struct handler lines_local;

/* The months of contributions that a pension asks for, by the year of retirement. */
extern const struct handler ssi_min_months;

/* The month that one may retire in, by the month of birth and the category. */
extern const struct handler ssi_retirement;

/* The province that handles the pension. */
extern const struct handler ssi_place;

/* How the pension moves from one province to another, or within one. */
extern const struct handler ssi_steps;

/* The money that moves to another province, by the bases paid on. */
extern const struct handler ssi_transfer_amount;

/* The months of unemployment benefit, at the most, by the months paid in. */
extern const struct handler ssi_unemployment;

/* A gap in paying for medical insurance: paid back, or a wait. */
extern const struct handler ssi_medical_gap;

/* Until when a work injury can be reported, by the day of the accident. */
extern const struct handler ssi_injury;

/* Trains from one place to another, by the timetable: on a day, after or by a time; the last. */
extern const struct handler transit_trip;
extern const struct handler transit_last;

/* The next trains from a station, all or toward a place. */
extern const struct handler transit_next;
/* What a refund of a rail ticket costs. */
extern const struct handler rail_refund;

/* Cards of whom to call, and from a card the question for a link. */
extern const struct handler family_cards;

/* A yes or no to that question, and the end of a link. */
extern const struct handler family_consent, family_refuse, family_end;

/* A word to all who are linked: "I am safe", "call me". */
extern const struct handler family_safe, family_call;

/* The code before what is kept of the family. */
extern const struct handler family_code;

/* A reminder to call. */
extern const struct handler family_remind;

/* All of them; *count is set. */
const struct handler *const *handlers_all(size_t *count);

#endif
