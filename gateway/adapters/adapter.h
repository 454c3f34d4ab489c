/*
 * An aggregator's HTTP contract as data: what config/adapters/NAME.yaml says (docs/adapters.md
 * explains every key), read and checked. From this the others work: fields.h reads requests,
 * access.h says who may call, form.h writes replies, adapters.h puts them together.
 */
#ifndef JIAXIN_ADAPTER_H
#define JIAXIN_ADAPTER_H

#include "adapters/hmac.h"
#include "content/fault.h"
#include "outside/allow.h"
#include "text/segment.h"

enum {
	ADAPTERS_MOST = 64,
	ROUTES_MOST = 16,
	SEGMENTS_MOST = 8,    /* of a path behind the adapter's name */
	SECRET_LEAST = 16,    /* bytes: a short one is guessed */
	SECRET_LONGEST = 256, /* bytes */
};

/* What a request says, whatever the provider calls it. */
enum field {
	FIELD_SESSION, /* the provider's name for a USSD session */
	FIELD_FROM,    /* the phone */
	FIELD_COUNTRY, /* its country code, where that comes apart */
	FIELD_TO,      /* what was dialled or written to */
	FIELD_TEXT,
	FIELD_ID, /* the message's */
	FIELD_SEQ,
	FIELD_NETWORK,
	FIELD_TIME,
	FIELD_OPERATION,
	FIELD_STATUS, /* of a report */
	FIELD_REF,    /* of a report: the name that we gave the message (outbox_ref) */
	FIELD_COUNT
};

const char *field_name(enum field field);

enum task {
	TASK_TALK,  /* a message or step; answered */
	TASK_END,   /* tells that a USSD session is over */
	TASK_REPORT /* tells what became of a message that we sent */
};
enum body_kind { BODY_QUERY, BODY_FORM, BODY_JSON };

/* What the text of a USSD step is. */
enum text_mode {
	TEXT_IS_LAST,         /* the last input; with the first step it means nothing */
	TEXT_IS_JOINED,       /* all inputs so far, with '*' between them */
	TEXT_IS_DIALLED_FIRST /* with the first step what was dialled, then the last input */
};

/* Whether a field has (or has not) one of some values; case does not count, missing is "". */
struct test {
	enum field field;
	bool is_not;
	const struct str *values;
	size_t count;
};

/* True when one of them is. */
struct tests {
	const struct test *list;
	size_t count;
};

enum form_kind { FORM_TEXT, FORM_PIPE, FORM_JSON, FORM_XML, FORM_PAIRS };

enum piece_kind {
	PIECE_LITERAL,
	PIECE_TEXT,        /* the words for the phone */
	PIECE_STATE,       /* the session goes on, or ends */
	PIECE_STATE_WHOLE, /* the same as a JSON value of its own */
	PIECE_WHY,         /* in an error: a line for the provider's engineer */
	PIECE_FIELD,       /* one of the request's */
	PIECE_WORD         /* in what we send: one of enum send_word */
};

/* What a request of ours says. */
enum send_word {
	SEND_MSISDN, /* +8613800138000 */
	SEND_DIGITS, /* 8613800138000 */
	SEND_FROM,   /* whom it comes from, as the description says */
	SEND_USER,
	SEND_SECRET,
	SEND_ID,      /* our name for the message (outbox_ref) */
	SEND_MINUTES, /* it is worth nothing afterwards */
	SEND_WORDS
};

struct piece {
	enum piece_kind kind;
	enum field field;
	enum send_word word;
	struct str literal;
};

struct pieces {
	const struct piece *list;
	size_t count;
};

struct form_header {
	const char *name;
	struct pieces value;
};

enum { FORM_HEADERS_MOST = 8 };

/* A reply, ready to be filled in. */
struct form {
	enum form_kind kind;
	const char *content_type;
	unsigned status;
	struct pieces body;
	struct form_header headers[FORM_HEADERS_MOST];
	size_t header_count;
	struct str states[2], whole_states[2]; /* [ends]; the latter as JSON */
	bool says_text;                        /* the words are in it; else it only acknowledges */
	bool is_sent;                          /* a request of ours, not a reply... */
	bool says_word[SEND_WORDS];            /* ...and which of its words it says */
};

enum report_outcome { REPORT_DELIVERED, REPORT_FAILED, REPORT_EXPIRED, REPORT_OUTCOMES };

struct segment_pattern {
	bool is_field;
	enum field field;
	struct str literal;
};

struct route {
	struct place at;
	bool ussd; /* /ussd/NAME; else /sms/NAME */
	struct segment_pattern segments[SEGMENTS_MOST];
	size_t segment_count;
	enum task task;
	bool takes_get, takes_post;
	enum body_kind body;
	bool is_list;                    /* one request, several items... */
	struct str each;                 /* ...under this dotted path; empty: all of it */
	const char *fields[FIELD_COUNT]; /* their names there; NULL: there is none */
	enum text_mode text;             /* USSD alone */
	struct text_limit screen;        /* USSD: what one holds */
	struct tests begins, ends;       /* USSD alone */
	bool once[FIELD_COUNT];          /* what together names a message; none: nothing does */
	struct str code;                 /* USSD: the service's own, *123#; empty: FIELD_TO is it */
	struct str country;              /* put before a national number; or empty */
	struct str lang;                 /* of phones that have chosen none; or empty */
	struct tests outcomes[REPORT_OUTCOMES]; /* of FIELD_STATUS */
	struct form reply;                      /* to what was taken */
	struct form last;                       /* the same, with a session's last screen */
	struct form ended;                      /* to the end of a session */
	struct form error;                      /* to what can't be read; status and busy_status */
	unsigned busy_status;                   /* of `error` when the disk does not take it */
};

enum secret_place { SECRET_NONE, SECRET_IN_PATH, SECRET_IN_QUERY, SECRET_IN_HEADER };

/* Who may call. One of the three at least. */
struct access {
	enum secret_place secret_in;
	const char *secret_name;  /* the parameter's or header's */
	struct str secret_prefix; /* before it in the header ("Bearer "); or empty */
	struct place secret_at;
	bool has_from;
	struct allow_list from;
	const char *hmac_header; /* NULL: no signature is wanted */
	enum hmac_algorithm hmac_algorithm;
	enum hmac_encoding hmac_encoding;
	struct str hmac_prefix; /* "sha256=" */
	struct place hmac_at;
};

/* A value of a JSON answer, and what it is compared with. */
struct answer_test {
	struct str path; /* dotted (json.h) */
	const struct str *values;
	size_t count;
};

enum { ANSWER_TESTS_MOST = 8 };

struct answer_tests {
	struct answer_test list[ANSWER_TESTS_MOST];
	size_t count;
};

/* How messages are sent to the provider. */
struct sending {
	const char *url; /* NULL: they are not */
	bool is_get;     /* the body is the query */
	bool basic;      /* user and secret as HTTP Basic */
	bool has_secret; /* it says {secret}, or is basic */
	struct str user, from;
	struct form request;          /* body and headers */
	struct answer_tests accepted; /* all must be; none: any 2xx will do */
	struct answer_tests not_now;  /* any: it does not have it, and may later */
	struct str name;              /* where the answer has the provider's; empty: nowhere */
	unsigned at_a_time;
	int64_t timeout_ms, rate;
	struct place at;
	char secret[SECRET_LONGEST + 1]; /* adapters_open fills in */
	bool is_used;                    /* likewise: it has the secret that it wants */
};

struct adapter {
	struct str name; /* the file's, without .yaml: a-z 0-9 -; safe in a path and a metric */
	struct access access;
	struct route routes[ROUTES_MOST];
	size_t route_count;
	struct sending sending;
	const char *road;         /* "@NAME": what goes by it (outbox.h) */
	const char *label, *mend; /* of its sending, in the log: "adapter NAME", what to look at */
	char secret[SECRET_LONGEST + 1], hmac_key[SECRET_LONGEST + 1]; /* adapters_open fills in */
};

/*
 * Reads one description. `name` is the adapter's, `path` the file's; the adapter lives in `a`.
 * NULL after at least one fault was added.
 */
struct adapter *
adapter_load(struct arena *a, const char *path, struct str name, struct faults *faults);

#endif
