/*
 * The content tree: pages, words and texts as the authors wrote them, read whole,
 * checked whole, never changed afterwards. A reload makes a new tree; the caller
 * swaps the pointer between two messages and frees the old one.
 *
 *   struct content *c = content_load("content", &rules, &faults);
 *   if (!c) faults_print(&faults, FAULT_ZH, stderr);
 *
 * content/README.md is the authors' manual for the same thing.
 */
#ifndef JIAXIN_CONTENT_H
#define JIAXIN_CONTENT_H

#include "content/place_role.h"
#include "content/template.h"
#include "text/segment.h"

enum { LANG_MAX = 8, KEYWORD_MAX_BYTES = 96 };

/* A language's number in this tree: 0 is the one that must be complete. */
typedef uint8_t lang_t;

/* One text in every language, fall-backs filled in: [lang] is never NULL for lang < languages. */
struct text {
	const struct template *in[LANG_MAX];
	lang_t spoken[LANG_MAX]; /* the language that in[lang] is really written in */
	struct place at;
};

/* A message that means the same wherever a phone is. */
enum command {
	CMD_NONE,
	CMD_BACK,
	CMD_HOME,
	CMD_HELP,
	CMD_MORE,
	CMD_AGAIN,
	CMD_STOP,     /* nothing is pushed to this phone from now on */
	CMD_START,    /* it may be pushed to again */
	CMD_WHY,      /* the rule behind what was said last, and its source */
	CMD_MY_DATA,  /* what is kept of this phone */
	CMD_ERASE,    /* all of it goes, once it is confirmed */
	CMD_LANGUAGE, /* the word names a language */
	CMD_COUNT
};

/* The service's own sentences (content/service.yaml, `texts`). */
enum service_text {
	TEXT_UNKNOWN,    /* not understood: shows the way */
	TEXT_EMPTY,      /* an empty message */
	TEXT_SORRY,      /* a fault inside */
	TEXT_NO_MORE,    /* M, and nothing is left */
	TEXT_NO_LAST,    /* again, and nothing was said yet */
	TEXT_BAD_CHOICE, /* {choice} is not in the menu; the menu follows */
	TEXT_BAD_ANSWER, /* the question's answer was not understood; the question follows */
	TEXT_MOVED,      /* the page is gone since the last message; home follows */
	TEXT_FRAGMENT,   /* a long message arrived in part */
	TEXT_SECRET,     /* an identity or bank card number came: do not send it */
	TEXT_TOO_MANY,   /* a phone sends too much: silence follows for a while */
	TEXT_BUSY_TODAY, /* the day's money is spent: silence follows until tomorrow */
	TEXT_OVERLOAD,   /* too much waits already: send it again later */
	TEXT_MORE,       /* the page marker behind a text that goes on */
	TEXT_UNDERSTOOD, /* {word} is what a slip was taken for; the page follows */
	TEXT_OFFER,      /* a guess that is only offered: pages follow, numbered */
	TEXT_WHICH,      /* an answer that may be one of several: they follow, numbered */
	TEXT_MONDAY,     /* {date} in a menu of days, and so on to Sunday */
	TEXT_TUESDAY,
	TEXT_WEDNESDAY,
	TEXT_THURSDAY,
	TEXT_FRIDAY,
	TEXT_SATURDAY,
	TEXT_SUNDAY,
	TEXT_NEXT_DAY,   /* {time} after the midnight that ends the day */
	TEXT_STOPPED,    /* the answer to STOP */
	TEXT_STARTED,    /* the answer to START */
	TEXT_WHY,        /* {source} of the page, when the page has no `why` of its own */
	TEXT_NO_WHY,     /* WHY where no rule was told */
	TEXT_MY_DATA,    /* what is kept; {list} of the next ones, or empty */
	TEXT_KEPT_CARDS, /* {count} of each kind that the phone has */
	TEXT_KEPT_LINKS,
	TEXT_KEPT_ASKED, /* pairs that are no link: whose fault that is, is not told */
	TEXT_KEPT_REMINDERS,
	TEXT_KEPT_WAITING, /* messages to it that have not left */
	TEXT_KEPT_CODE,    /* a code of the phone's own before its family's data */
	TEXT_KEPT_STOP,
	TEXT_ERASE,       /* asks for {code} as the confirmation */
	TEXT_ERASED,      /* it is gone... */
	TEXT_ERASED_KEPT, /* ...but for what the law wants kept, which nobody here can read */
	/* USSD: */
	TEXT_WRONG_KEY, /* no answer to this screen; the screen follows */
	TEXT_GIVE_UP,   /* too many of those: the session ends */
	TEXT_RESUME,    /* 1 goes on where the last session was dropped, 2 begins anew */
	TEXT_BY_SMS,    /* the whole answer follows by SMS */
	TEXT_BUSY,      /* the disk is too slow or in trouble: dial again */
	TEXT_KEY_BACK,  /* below a screen: what to press to go back... */
	TEXT_KEY_HOME,  /* ...to the first menu... */
	TEXT_KEY_MORE,  /* ...and for what is still to come */
	TEXT_COUNT
};

struct page;

struct choice {
	const struct page *page;
	struct text label; /* the option's own, else the page's title */
};

/* What kind of answer a question wants; slot.h reads them. */
enum slot_type {
	SLOT_TEXT,
	SLOT_NUMBER,
	SLOT_AREA_CODE,
	SLOT_MONTHS,     /* a length of time */
	SLOT_YEAR_MONTH, /* a month of the calendar */
	SLOT_CHOICE,
	SLOT_DATE,
	SLOT_TIME, /* of day */
	SLOT_MONEY,
	SLOT_PHONE,
	SLOT_CODE, /* 4 to 6 digits that only its owner knows: kept nowhere */
	SLOT_PROVINCE,
	SLOT_CITY,
	SLOT_PROVINCE_MONTHS, /* months in a province, one after the other */
	SLOT_STOP,            /* a station or a city of the timetable */
	SLOT_WAGE_MONTHS,     /* a monthly wage for some months, one after the other */
	SLOT_TYPE_COUNT
};

/* One of the answers that a SLOT_CHOICE takes. */
struct slot_choice {
	struct str value; /* the canonical form */
	struct place at;
	struct str label[LANG_MAX];
	const struct str *words; /* folded */
	size_t word_count;
};

struct content;

/* A question that a page asks before its handler runs. */
struct slot {
	struct str name;
	enum slot_type type;
	/* SLOT_NUMBER; SLOT_MONTHS, _PROVINCE_MONTHS: in months; SLOT_YEAR_MONTH: years; SLOT_DATE:
	 * days from today; SLOT_MONEY, _WAGE_MONTHS: yuan */
	int64_t min, max;
	bool past;  /* SLOT_DATE: one without a year is the last such day, not the next */
	bool aside; /* the handler can do without (handler_spec) */
	const struct str *leads; /* it is read only behind one of these words, folded */
	size_t lead_count;       /* 0: anywhere */
	const struct slot_choice *choices;
	size_t choice_count;
	const struct str *unclear; /* SLOT_CHOICE: words that settle nothing, folded */
	size_t unclear_count;
	bool many;                    /* SLOT_PROVINCE_MONTHS, _WAGE_MONTHS: a list of them */
	const struct content *places; /* the tree, whose gazetteer (places.h) it reads by */
	enum place_role role;         /* a place's: the one a journey begins or ends at */
	struct text prompt;
	struct text wrong; /* said before the question when it was answered badly; in[0] NULL: the
	                      service's bad-answer is */
};

/* An outcome of a page's handler and the words for it. */
struct outcome {
	struct str name;
	struct text text;
	struct text why; /* the rule that decided; in[0] NULL: the page's */
};

/* A piece of an answer that a handler of the page puts together. */
struct phrase {
	struct str name;
	struct text text;
};

struct example {
	struct place at;
	struct str in;      /* what the phone sends, from a fresh session */
	struct str page;    /* the page that must answer, or empty */
	struct str outcome; /* or empty */
	struct str has;     /* words the answer must hold, or empty */
	struct str lang;    /* the language the phone speaks; empty: the first */
};

/* What a page does by USSD with an answer that is longer than a screen. */
enum page_ussd {
	PAGE_SCREENS,         /* it goes on screen by screen */
	PAGE_SCREENS_AND_SMS, /* ...and all of it by SMS when the session drops before its end */
	PAGE_BRIEF_AND_SMS,   /* a few words on the screen, all of it by SMS at once */
};

struct page {
	struct str id;
	uint32_t key; /* page_key(id): the page's name in a session; unique in a tree */
	struct place at;
	struct text title; /* in[0] NULL: none */
	struct text body;  /* in[0] NULL: none (a page with a handler speaks through `says`) */
	const struct choice *options;
	size_t option_count;
	const struct slot *slots;
	size_t slot_count;
	int handler; /* index into content_rules.handlers, or -1 */
	const struct outcome *says;
	size_t say_count;
	const struct phrase *phrases;
	size_t phrase_count;
	const struct text *mark; /* the handler's (below), or NULL */
	struct text why;         /* the rule behind the page; in[0] NULL: its source alone */
	unsigned parts;          /* SMS parts of one answer at the most; more is paged */
	bool paged;              /* an answer beyond them is meant to go on behind "more" */
	bool urgent;             /* for an emergency: its words win over an open question */
	const struct str
	        *alarms; /* words that lead here wherever they stand in a text, folded... */
	size_t alarm_count;
	const struct str *calm; /* ...unless they are part of one of these */
	size_t calm_count;
	bool acts;               /* its handler does (handler_spec) */
	const struct str *codes; /* published: numbers to dial, words that end in one; folded */
	size_t code_count;
	struct place codes_at;
	enum page_ussd ussd;
	struct text brief; /* PAGE_BRIEF_AND_SMS; in[0] NULL: the answer's first words */
	struct str source, as_of, review_by;
	const struct example *examples;
	size_t example_count;
};

struct rule_spec;
struct transit;

/* A phrase that the page must have. Both lists end with NULL. */
struct phrase_spec {
	const char *name;
	const char *const *values; /* the {values} it may use */
	const char *const *widest; /* as handler_spec.widest */
};

/* What a handler may say, so that the check can hold the page to it. All lists end with NULL. */
struct handler_spec {
	const char *name;         /* "ssi.pension_place" */
	const char *const *slots; /* the slot names it reads */
	const char *const
	        *asides; /* those of `slots` that it can do without: taken when they are
	                    said, asked for only when it wants them (turn.h); NULL: none */
	const char *const *outcomes;
	const char *const *values;            /* the {values} it gives with any outcome */
	const struct rule_spec *const *rules; /* the rules it judges by (rule.h) */
	const char *const *provinces; /* those of `values` that are codes of provinces: a phone
	                                 shows their names; NULL: none */
	const char *const *labels;    /* pairs: one of `values`, and the question whose answers it
	                                 names as the page does: one where both are called the same,
	                                 else any number; NULL: none */
	/* As wide as each of `values` ever is, in the same order. {stop} and {train} in it are the
	 * widest of the timetable, {more} the marker of the next part, any other {name} the phrase
	 * at its widest. */
	const char *const *widest;
	const struct phrase_spec *phrases; /* ends with a name that is NULL; NULL: none */
	/* The phrase that says of an answer that its data are no real ones: each further part of
	 * one that begins with it does, too. NULL: none. */
	const char *mark;
	bool acts;     /* it stores or sends: never run by a guess, its words must stand alone */
	bool family;   /* it reads what is kept of the phone's family (turn.h) */
	bool searches; /* it may take a millisecond (conversation.searched) */
};

struct content_rules {
	const struct handler_spec *handlers;
	size_t handler_count;
	unsigned max_parts;       /* the configuration's sms.max_parts: no page may ask for more */
	struct text_limit screen; /* what every USSD screen fits; parts 0: USSD_SCREEN */
	int64_t today;            /* Unix seconds: past a review_by is a warning */
	const struct transit *transit; /* the timetable whose names must fit (transit.h), or NULL */
	unsigned part_fen;             /* what one part costs, in hundredths of a yuan */
	const char *refuse_words; /* that operators refuse, joined with ','; no text holds one */
};

struct content;

/*
 * Reads every *.yaml under dir (sub-folders too, sorted; names that begin with a dot
 * are passed over). Returns the tree, or NULL when there is an error among the faults.
 * `unreadable` (may be NULL) is set to the errno when dir itself can't be read.
 */
struct content *
content_load(const char *dir, const struct content_rules *rules, struct faults *f, int *unreadable);

/* The same, but a tree with errors comes back, too: of it only pages, with their ids, places,
 * titles and options, may be used, to show where the errors are. NULL: nothing could be read. */
struct content *
content_read(const char *dir, const struct content_rules *rules, struct faults *f, int *unreadable);
void content_free(struct content *c);

/* What a USSD screen holds: every text is held to it, and cut to it. */
struct text_limit content_screen(const struct content *c);

/* The page that has published this number (31 of *123*31#), or NULL. */
const struct page *content_number(const struct content *c, struct str number);

uint32_t page_key(struct str id); /* FNV-1a, 32 bits, never 0 */

const struct page *content_page(const struct content *c, uint32_t key); /* or NULL */
const struct page *content_home(const struct content *c);
const struct page *content_help(const struct content *c);
size_t content_pages(const struct content *c, const struct page *const **list); /* in file order */

size_t content_languages(const struct content *c);
struct str content_language(const struct content *c, lang_t lang);   /* "zh" */
int content_find_language(const struct content *c, struct str code); /* -1: none */

/* The command that a whole folded message is, or CMD_NONE; with CMD_LANGUAGE *lang is set. */
enum command content_command(const struct content *c, struct str folded, lang_t *lang);

/*
 * The page whose keyword is the longest that `folded` begins with, or NULL. *used is
 * the keyword's length in bytes. No word is cut: behind a Latin letter no Latin letter may
 * follow, behind a digit neither a letter nor a digit ("bus" begins "bus401", not "busy").
 */
const struct page *content_keyword(const struct content *c, struct str folded, size_t *used);

/*
 * The page of an emergency that the text speaks of: an alarm stands in it, and is no part of a
 * word that is calm; the first of the text. NULL: none does.
 */
const struct page *content_alarm(const struct content *c, struct str folded);

/*
 * What stands in front of the words that matter: politeness (service.yaml, `fillers`), emoji,
 * punctuation. Its length, blanks behind it included; 0: none. "请问" ends where it ends, "please"
 * at a blank.
 */
size_t content_filler(const struct content *c, struct str folded);

/*
 * Whether a phone that reads these words is asked to send something: one of service.yaml's
 * `invites` stands in them, letter by letter ("回：", "send "; a poster's "回" is in 回家, too).
 */
bool content_invites(const struct content *c, struct str words);

/*
 * The same in plain words, in `a`: what service.yaml's `dialect` has for sayings, and pinyin
 * without blanks cut into the words that are known (cheshenzhenchangsha: che shenzhen changsha).
 * Another way to read a text, never the only one.
 */
struct str content_plain(const struct content *c, struct arena *a, struct str folded);

/* A page's keyword, as it folds. */
struct keyword {
	struct str folded;
	const struct page *page;
};

/* The keywords of n bytes, in no order; how many there are. */
size_t content_keywords(const struct content *c, size_t n, const struct keyword **list);

const struct text *content_text(const struct content *c, enum service_text which);
const char *content_command_name(enum command which);   /* "back"; NULL: it has no words */
const char *content_text_name(enum service_text which); /* "bad-choice" */

/* 【…】 in front of every answer, or an empty slice. */
struct str content_signature(const struct content *c, lang_t lang);

/* A hash over all files: 16 hex digits, for logs and /health/ready. */
const char *content_version(const struct content *c);

/* The values that every text may use (service.yaml, `values`): name and text in `lang`. */
size_t content_values(const struct content *c, lang_t lang, const struct value **list);

#endif
