/* Where to cut a text that is too long: what a reader takes for the end of something. */
#include <uchar.h>

#include "base/utf8.h"
#include "text/gauge.h"

/*
 * Whether `tail` still fits behind what g holds. Sums settle it nearly always; only
 * at the brim of joined parts are the characters of the tail laid down one by one.
 */
static bool
gauge_takes(const struct gauge *g, struct str tail, const struct gauge *tail_alone)
{
	const struct text_limit *limit = g->limit;
	bool wide = g->wide || tail_alone->wide;
	unsigned single = wide ? limit->single_ucs2 : limit->single_gsm7;
	unsigned joined = wide ? limit->joined_ucs2 : limit->joined_gsm7;
	unsigned units = wide ? g->ucs2.units + tail_alone->ucs2.units
	                      : g->gsm7.units + tail_alone->gsm7.units;
	if (units <= single)
		return true;
	if (limit->parts == 1)
		return false;
	if (units + limit->parts <= joined * limit->parts) /* a part wastes one at the most */
		return true;
	struct gauge both = *g;
	gauge_text(&both, tail);
	return gauge_size(&both).parts <= limit->parts;
}

/* What a character is to a reader who looks for a place to break a line. */
enum kind {
	BLANK,
	LINE,    /* line feed */
	HAN,     /* and whatever else may be cut on both sides */
	NUMERAL, /* Han digits: hold on to each other and to what they count */
	WORD,    /* letters and digits */
	OPEN,    /* stands before something */
	CLOSE,   /* stands behind something; a mark before it works through it */
	STOP,    /* ends a sentence */
	COMMA,   /* ends a clause */
	DOT,     /* ends a sentence unless a word follows at once */
	TICK,    /* ends a clause unless a word follows at once */
	JOIN,    /* holds on to both sides */
	MARK,    /* combines with what stands before it */
	KINDS
};

static const struct {
	enum kind kind;
	const char16_t *members;
} lists[] = {
        {BLANK, u" \t\r\u3000"},
        {LINE, u"\n"},
        {NUMERAL, u"〇零一二三四五六七八九十百千万亿两"},
        {OPEN, u"([{“‘《〈「『【〔（［第№•#$£¥€￥"},
        {CLOSE, u")]}%”》〉」』】〕）］％‰℃—"},
        {STOP, u"。！？；…"},
        {COMMA, u"，、"},
        {DOT, u".!?;"},
        {TICK, u","},
        {JOIN, u"\"'&*+-/:<=>@\\^_`|~\u00A0°·–’→：－．／～〜"},
};

/* Whoever is in no list and in no range is WORD. */
static const struct {
	uint32_t first, last;
	enum kind kind;
} ranges[] = {
        {0x3400, 0x9FFF, HAN},    /* the bulk */
        {0x0300, 0x036F, MARK},   /* diacritics */
        {0x064B, 0x065F, MARK},   /* Arabic, so Uyghur */
        {0x0F71, 0x0F84, MARK},   /* Tibetan vowels */
        {0x0F90, 0x0FBC, MARK},   /* Tibetan subjoined letters */
        {0x200B, 0x200F, MARK},   /* zero width, joiner, directions */
        {0x20D0, 0x20FF, MARK},   /* keycap and kin */
        {0x2460, 0x24FF, OPEN},   /* circled numbers stand before what they count */
        {0x2600, 0x27BF, HAN},    /* dingbats */
        {0x2E80, 0x2FDF, HAN},    /* radicals */
        {0x3003, 0x3006, HAN},    /* repetition and kin */
        {0x3041, 0x3096, HAN},    /* kana */
        {0x3099, 0x309A, MARK},   /* kana voicing */
        {0x309B, 0x31BF, HAN},    /* kana, bopomofo */
        {0xAC00, 0xD7A3, HAN},    /* Hangul */
        {0xF900, 0xFAFF, HAN},    /* compatibility Han */
        {0xFE00, 0xFE0F, MARK},   /* variation selectors */
        {0xFE20, 0xFE2F, MARK},   /* combining halves */
        {0x1F300, 0x1F3FA, HAN},  /* pictures; the letters of flags stay WORD */
        {0x1F3FB, 0x1F3FF, MARK}, /* skin tones */
        {0x1F400, 0x1FAFF, HAN},  /* more pictures */
        {0x20000, 0x3FFFF, HAN},  /* rare Han */
        {0xE0020, 0xE01EF, MARK}, /* tags, more variation selectors */
};

static bool
is_digit(uint32_t cp)
{
	return cp >= '0' && cp <= '9';
}

static bool
is_in(const char16_t *members, uint32_t cp)
{
	while (*members && *members != cp)
		members++;
	return *members != 0;
}

static enum kind
kind_of(uint32_t cp)
{
	if (is_digit(cp) || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z'))
		return WORD;
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		if (is_in(lists[i].members, cp))
			return lists[i].kind;
	for (size_t i = 0; i < ARRAY_LEN(ranges); i++)
		if (cp >= ranges[i].first && cp <= ranges[i].last)
			return ranges[i].kind;
	return WORD;
}

/* How good a place is to break at, the best last. */
enum rank { CLUSTER, POOR, CHARACTER, CLAUSE, SENTENCE, LINE_END, RANKS };

/*
 * The place behind a character of the row's kind and before one of the column's: the
 * digits are enum rank. A piece never ends with a blank, so no place behind one is good.
 */
static const char places[KINDS][KINDS + 1] = {
        /*            B L H N W O C S , . ' J M */
        [BLANK] = "1111111111110",
        [LINE] = "1111111111110",
        [HAN] = "3522221111110",
        [NUMERAL] = "3511111111110",
        [WORD] = "3511111111110",
        [OPEN] = "1511111111110",
        [CLOSE] = "3522121111110",
        [STOP] = "4544441111140",
        [COMMA] = "3533331111130",
        [DOT] = "4544141111110",
        [TICK] = "3533131111110",
        [JOIN] = "1511111111110",
        [MARK] = "1511111111110",
};

/* What has been read up to a place, as far as it matters there. */
struct reader {
	uint32_t last;      /* the character before the place */
	enum kind kind;     /* its kind, or that of what works through it */
	uint32_t closes;    /* the bracket that must come before any good place, or 0 */
	unsigned run;       /* length of the run of letters, digits and joiners so far */
	bool number, label; /* the run is digits; "2." or "(2)": holds on to what it counts */
};

/* The bracket that closes `open`, for those that hold names together; else 0. */
static uint32_t
closing(uint32_t open)
{
	return open == u'《' ? u'》' : open == u'【' ? u'】' : 0;
}

/* Whether the bracket is closed in this line, with no other opened before. */
static bool
is_closed(struct str rest, uint32_t close)
{
	while (rest.n > 0) {
		uint32_t cp = utf8_next(&rest, NULL);
		if (cp == close)
			return true;
		if (cp == '\n' || closing(cp))
			return false;
	}
	return false;
}

static void
reader_brackets(struct reader *r, uint32_t cp, struct str rest)
{
	uint32_t close = closing(cp);
	if (cp == r->closes)
		r->closes = 0;
	else if (close && is_closed(rest, close))
		r->closes = close;
}

/* "1." "12、" "(3)" are labels, "08:30." and "553.50、" are not. */
static void
reader_labels(struct reader *r, uint32_t cp, enum kind kind)
{
	bool in_run = kind == WORD || kind == JOIN || kind == DOT || kind == TICK;
	bool is_label = r->number && r->run <= 2 && is_in(u".．、)）", cp);
	r->label = is_label || (r->label && kind == BLANK);
	r->number = is_digit(cp) && (r->run == 0 || r->number);
	r->run = in_run ? r->run + 1 : 0;
}

/* Reads cp, behind which `rest` stands. */
static void
reader_take(struct reader *r, uint32_t cp, struct str rest)
{
	enum kind kind = kind_of(cp);
	r->last = cp;
	if (kind == MARK)
		return;
	reader_brackets(r, cp, rest);
	reader_labels(r, cp, kind);
	bool through = kind == CLOSE && (r->kind == STOP || r->kind == DOT || r->kind == COMMA);
	if (!through)
		r->kind = kind;
}

/* The place before blanks: as good as what stands behind them allows. */
static enum rank
rank_at_blanks(const struct reader *r, enum rank rank, struct str rest)
{
	uint32_t next = 0;
	enum kind kind = BLANK;
	while (kind == BLANK && rest.n > 0) {
		next = utf8_next(&rest, NULL);
		kind = kind_of(next);
	}
	if (kind == LINE)
		return LINE_END;
	if (kind == JOIN)
		return POOR;
	if (is_digit(r->last) && is_digit(next)) /* 138 0013 8000 */
		return CHARACTER;
	bool sentence_begins = !is_digit(next) && !(next >= 'a' && next <= 'z');
	return rank == SENTENCE && !sentence_begins ? CLAUSE : rank; /* No. 8 */
}

/* How good the place between what r has read and `rest` (not empty) is. */
static enum rank
reader_rank(const struct reader *r, struct str rest)
{
	enum { JOINER = 0x200D };
	struct str behind = rest;
	enum kind next = kind_of(utf8_next(&behind, NULL));
	enum rank rank = (enum rank)(places[r->kind][next] - '0');
	if (next == BLANK && r->kind != BLANK && r->kind != LINE)
		rank = rank_at_blanks(r, rank, behind);
	if (r->last == JOINER)
		return CLUSTER;
	if ((r->closes || r->label) && rank > POOR && rank < LINE_END)
		return POOR;
	return rank;
}

/* A place to cut at, and how long the piece before it is in either coding. */
struct spot {
	size_t bytes;
	unsigned gsm7, ucs2;
};

/* The last place of the best rank that leaves at least half of what could be shown. */
static struct spot
choose(const struct spot best[RANKS], struct spot longest, bool wide)
{
	for (int rank = RANKS - 1; rank > CLUSTER; rank--) {
		const struct spot *s = &best[rank];
		bool half = wide ? 2 * s->ucs2 >= longest.ucs2 : 2 * s->gsm7 >= longest.gsm7;
		if (s->bytes > 0 && half)
			return *s;
	}
	return longest;
}

/* How many of the first n bytes of text are left without the blanks at their end; n if none. */
static size_t
without_blanks(struct str text, size_t n)
{
	size_t keep = 0;
	struct str rest = text;
	while (text.n - rest.n < n) {
		enum kind kind = kind_of(utf8_next(&rest, NULL));
		if (kind != BLANK && kind != LINE)
			keep = text.n - rest.n;
	}
	return keep > 0 ? keep : n;
}

size_t
text_cut(struct str text, struct str tail, const struct text_limit *limit)
{
	if (text_fits(text, limit))
		return text.n;

	struct gauge g = {.limit = limit}, tail_alone = {.limit = limit};
	gauge_text(&tail_alone, tail);
	struct reader r = {.kind = LINE};
	struct spot best[RANKS] = {0}, longest = {0};
	bool wide = tail_alone.wide;
	struct str rest = text;
	for (;;) {
		uint32_t cp = utf8_next(&rest, NULL);
		gauge_add(&g, cp);
		bool fits = gauge_takes(&g, tail, &tail_alone);
		if (!fits && longest.bytes > 0)
			break;
		longest = (struct spot){text.n - rest.n, g.gsm7.units, g.ucs2.units};
		wide = g.wide || tail_alone.wide;
		if (!fits || rest.n == 0)
			break;
		reader_take(&r, cp, rest);
		best[reader_rank(&r, rest)] = longest;
	}
	return without_blanks(text, choose(best, longest, wide).bytes);
}

struct str
text_skip_blanks(struct str s)
{
	for (struct str rest = s; rest.n > 0; s = rest) {
		enum kind kind = kind_of(utf8_next(&rest, NULL));
		if (kind != BLANK && kind != LINE)
			break;
	}
	return s;
}
