/*
 * The content tree from inside, and what the files that build it share. Only
 * content*.c include this.
 *
 * A load goes: files to nodes (content_load.c); service.yaml (content_service.c); rules.yaml
 * (content_rules.c); pages
 * (content_page.c, content_ask.c), every text through content_text.c; the words that phones
 * send (content_words.c); then what only the whole tree shows (content_check.c). Nothing
 * stops at the first fault: what could not be read stays empty, and the tree is thrown away.
 */
#ifndef JIAXIN_CONTENT_MODEL_H
#define JIAXIN_CONTENT_MODEL_H

#include "content/content.h"
#include "content/content_keys.h"
#include "content/did_you_mean.h"
#include "content/places.h"
#include "content/yaml.h"

enum {
	TEXT_MAX_BYTES = 8192,   /* one text; what is said in 40 messages is a book */
	OPTIONS_MAX = 40,        /* of one page */
	SLOTS_MAX = 16,          /* questions of one page */
	VALUES_MAX = 32,         /* of the service */
	REFUSED_MAX = 200,       /* words that no text may hold */
	NUMBER_MAX = 1000000000, /* that a question may take */
	DATE_SIZE = 11           /* YYYY-MM-DD and its NUL */
};

struct language {
	struct str code;
	struct place at;
	int fallback; /* the language that steps in; the first has none: -1 */
};

/* What a phone may send: a page's keyword, a command or a language's name. */
struct word {
	struct str folded;
	struct place at;
	const struct page *page; /* NULL: a command */
	enum command command;
	lang_t lang;
};

/* Words by their bytes: open addressing, at most half full. */
struct word_table {
	struct word *slots;                    /* folded.n == 0: free */
	size_t size;                           /* a power of two, or 0 */
	struct keyword *by_length;             /* the keywords, short ones first */
	size_t shorter[KEYWORD_MAX_BYTES + 2]; /* how many are shorter than n bytes */
};

/* Politeness (content_filler.c). */
struct filler {
	struct str folded;
	const struct filler *next; /* that may begin with the same character */
};

/* A word of an emergency (content_alarm.c). */
struct alarm {
	struct str folded;
	const struct page *page;
	const struct alarm *next; /* that may begin with the same bytes, of a later page */
};

/* What people say for it in dialect or pinyin, and the plain words (content_plain.c). */
struct saying {
	struct str said, plain; /* folded */
};

/* A word for a place; several may be alike. */
struct region_word {
	struct str folded;
	const struct region *region;
};

enum { START_BITS = 10, WORD_STARTS = 256 };

/* By the words' bytes. */
struct region_index {
	struct region_word *of;
	size_t count;
	bool starts[WORD_STARTS]; /* some word may begin with the character */
};

struct content {
	struct arena memory;
	struct language languages[LANG_MAX];
	size_t language_count;
	struct str signature[LANG_MAX];
	struct value *values[LANG_MAX];
	size_t value_count;
	struct text texts[TEXT_COUNT];
	struct page *all; /* in file order */
	size_t page_count;
	const struct page **list;   /* all, as content_pages gives it */
	const struct page **by_key; /* open addressing, at most half full */
	size_t by_key_size;         /* a power of two, or 0 */
	const struct page *home, *help;
	struct word_table words;
	const struct alarm *alarms[1 << START_BITS]; /* by their first bytes (content_alarm.c) */
	const struct filler *fillers[WORD_STARTS];   /* by their first character */
	struct saying *dialect;                      /* by the bytes of `said` */
	size_t dialect_count;
	bool dialect_starts[WORD_STARTS]; /* some saying may begin with the character */
	const struct str *invites;        /* as they stand in texts */
	size_t invite_count;
	struct rule *rules;
	size_t rule_count;
	struct region *regions; /* provinces first */
	size_t region_count;
	struct region_index region_words[REGION_KINDS];
	struct text_limit screen;
	char version[17];
};

/* A page whose YAML is still at hand: all[i] belongs to drafts[i]. */
struct draft {
	struct str id;
	struct place at;
	const struct yaml_node *node;
	struct page *page;
};

/* A text that costs twice as much for a character that has a cheap twin. */
struct twin {
	struct place at;
	struct str page;
	lang_t lang;
	uint32_t cp;
};

struct loader {
	struct content *c;
	const struct content_rules *rules;
	struct faults *faults;
	struct arena scratch; /* nodes and file contents: gone after the load */
	char today[DATE_SIZE];
	struct str page;  /* the id of the page at hand, for the messages; empty: none */
	bool incomplete;  /* a file could not be read: what is missing may be in it */
	unsigned guesses; /* how often "did you mean" may still search all pages */
	const struct yaml_node *home, *help; /* service.yaml's, until the pages are known */
	/* published.yaml's, or NULL */
	const struct yaml_node *published, *retired_codes, *retired_pages;
	bool bracketed;                  /* a signature stands in 【】 */
	struct str refused[REFUSED_MAX]; /* words that operators refuse */
	size_t refused_count;
	struct draft *drafts;
	size_t draft_count, draft_cap;
	struct word *words;
	size_t word_count, word_cap;
	struct twin *twins;
	size_t twin_count, twin_cap;
	size_t spoken[LANG_MAX], plain[LANG_MAX]; /* texts; those of GSM-7 but for twins */
};

/* Room for one more element behind `count`; returns the array, moved if need be. */
void *loader_grow(void *array, size_t count, size_t *cap, size_t size);

/* fault_add with the page at hand in front: 页面“home”：… / page "home": … */
void loader_fault(struct loader *l, struct place at, const char *zh, const char *en, ...)
        PRINTF_LIKE(3, 5);
void loader_warn(struct loader *l, struct place at, const char *zh, const char *en, ...)
        PRINTF_LIKE(3, 5);

/* ---- content_node.c: what the authors' nodes must look like ---- */

/* How to mend `word`: the name it was meant to be, or all there are. */
struct both names_hint(struct loader *l, const struct names *n, struct str word);

/* The fault that `word`, at `at`, is none of the names. */
void names_unknown(struct loader *l, const struct names *n, struct str word, struct place at);

/* The codes of the tree's languages. */
void names_add_languages(struct names *n, const struct content *c);

/* `what` is the node's name in faults. False, after a fault, when it is of another kind. */
bool node_is(struct loader *l, const struct yaml_node *node, enum yaml_kind kind, const char *what);

/* A fault for every key of `map` that is neither in `known` nor (if so) a language. */
void node_check_keys(
        struct loader *l, const struct yaml_node *map, const char *const *known, bool languages);

/* The same by the table of all keys (content_keys.h). */
void node_check_known(struct loader *l, const struct yaml_node *map, enum key_set set);

/* A scalar's text, in the tree's arena; empty after a fault. node may be NULL: empty. */
struct str node_text(struct loader *l, const struct yaml_node *node, const char *what);

/* "yes" or nothing at all (node may be NULL); anything else is a fault, and false. */
bool node_yes(struct loader *l, const struct yaml_node *node, const char *what);

/* A whole number within [min, max], or a fault and false. */
bool node_number(struct loader *l, const struct yaml_node *node, const char *what, int64_t min,
        int64_t max, int64_t *out);

/* ---- content_text.c ---- */

/* Is it a scalar with words in it that phones can show and operators let pass? `brackets`: it may
 * hold 【】. False after a fault. */
bool
text_check_words(struct loader *l, const struct yaml_node *node, const char *what, bool brackets);

/* What a text may say beside words. */
struct scope {
	const struct page *page;            /* its slots, as_of and source, or NULL */
	const struct handler_spec *handler; /* its values, or NULL */
	const char *own;                    /* one value more, or NULL */
	const char *const *names;           /* these, too; ends with NULL; or NULL */
};

/*
 * Reads a map of languages (beside other keys: those are the caller's to check) named `what`.
 * Every language must be there. *out is filled, fall-backs included; all NULL when no
 * language could be read.
 */
void text_read(struct loader *l, const struct yaml_node *map, const char *what,
        const struct scope *scope, struct text *out);

/* The same for a map that holds nothing else: other keys are faults. map may be NULL. */
void text_read_alone(struct loader *l, const struct yaml_node *map, const char *what,
        const struct scope *scope, struct text *out);

/* The same for words without {values}: out[lang]. */
void text_read_plain(struct loader *l, const struct yaml_node *map, const char *what, bool brackets,
        struct str out[LANG_MAX]);

/* ---- content_service.c, content_page.c, content_ask.c, content_date.c,
 * content_rules.c, content_words.c, content_check.c ---- */

void service_read(struct loader *l, const struct yaml_node *root);

/* Notes the pages of one file. */
void pages_collect(struct loader *l, const struct yaml_node *root);

/* Reads all that were noted. */
void pages_read(struct loader *l);

/* The page by its id, or NULL. */
const struct page *page_find(const struct content *c, struct str id);

/* Which handler a page names; then its `ask`; then `say`. */
void handler_find(struct loader *l, struct page *p, const struct yaml_node *page);
void ask_read(struct loader *l, struct page *p, const struct yaml_node *map);
bool ask_has_bounds(enum slot_type type); /* it wants min and max */
void handler_read(struct loader *l, struct page *p, const struct yaml_node *page);

/* A page's `phrases`, when its handler is known (content_phrase.c). */
void phrases_read(struct loader *l, struct page *p, const struct yaml_node *page);

/* A page's `why`, when its source, `say` and handler are known (content_why.c). */
void why_read(struct loader *l, struct page *p, const struct yaml_node *page);
const struct handler_spec *handler_of(const struct loader *l, const struct page *p);

/* The day of Unix second `now` in China. */
void date_today(int64_t now, char out[DATE_SIZE]);

/* YYYY-MM or YYYY-MM-DD, in the calendar. */
bool date_is(struct str s);

/* A scalar that is one, or a fault. node may be NULL: empty. */
struct str date_read(struct loader *l, const struct yaml_node *node, const char *what);

/* source, as_of and review_by of a page or a rule: well spelt, in order, against today. */
struct dates {
	struct str source, as_of, review_by;
};

struct dates dates_read(struct loader *l, const struct yaml_node *map);

/* rules.yaml; then whether it has what a handler, named at `at`, judges by. */
void rules_read(struct loader *l, const struct yaml_node *root);
void rules_need(struct loader *l, const struct handler_spec *spec, struct place at);

/* A page's `codes`; published.yaml; then whether they agree (content_published.c). */
void codes_read(struct loader *l, struct page *p, const struct yaml_node *list);
void published_read(struct loader *l, const struct yaml_node *root);
void published_check(struct loader *l);

/* Where a table of WORD_STARTS keeps what begins with the text's first character: its bytes,
 * mixed. */
static inline unsigned char
word_start(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	return (unsigned char)(p[0] < 0xE0 || s.n < 3 ? p[0] : p[0] ^ p[1] << 2 ^ p[2]);
}

/* service.yaml's fillers (content_filler.c). */
void fillers_read(struct loader *l, const struct yaml_node *list);

/* service.yaml's invites (content_invite.c). */
void invites_read(struct loader *l, const struct yaml_node *list);

/* service.yaml's dialect (content_plain.c). */
void dialect_read(struct loader *l, const struct yaml_node *map);

/* places.yaml (places.h); then its words in the order in which they are looked for. */
void places_read(struct loader *l, const struct yaml_node *root);
void places_index(struct content *c);

/* Notes a word; it is folded here. `page` NULL: a command's. */
void word_note(struct loader *l, const struct yaml_node *node, const struct page *page,
        enum command command, lang_t lang);

/* The folded words of a list of `what`, in *out; how many there are. */
size_t words_read(
        struct loader *l, const struct yaml_node *list, const char *what, const struct str **out);

/* A page's `alarms` and `calm`. */
void alarms_read(struct loader *l, struct page *p, const struct yaml_node *page);

/* Where the pages with alarms are: once all pages are read. */
void alarms_build(struct loader *l);

/* All that were noted, into c->words; clashes are faults. */
void words_build(struct loader *l);

/* The word that the whole folded text is, or NULL. */
const struct word *word_find(const struct content *c, struct str folded);

/* May a keyword end at byte n of `folded`, given what stands on either side? */
bool word_ends(struct str folded, size_t n);

/* Options, home and help find their pages; then all that follows, and dear characters. */
void tree_check(struct loader *l);

/* Pages that cannot be reached, and dead ends (content_ways.c). */
void ways_check(struct loader *l);

/* Keywords and commands that take an answer away, or the other way round (content_clash.c). */
void clash_check(struct loader *l);

#endif
