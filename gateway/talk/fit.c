#include "talk/fit.h"

#include "base/utf8.h"
#include "content/did_you_mean.h"
#include "content/slot.h"
#include "talk/render.h"
#include "talk/screens.h"
#include "text/gsm7.h"

enum { FEN = 100 };

struct fit {
	const struct content *content;
	const struct content_rules *rules;
	struct faults *faults;
	struct arena arena;
	struct buf text;
};

static struct text_size
measure(struct fit *f, const struct screen *s, const struct value *values, bool *fits)
{
	struct text_limit limit = screen_limit(f->content, s, CHANNEL_SMS);
	buf_clear(&f->text);
	screen_render(f->content, s, values, &f->text);
	*fits = text_fits(buf_str(&f->text), &limit);
	return text_measure(buf_str(&f->text));
}

/* Is UCS-2 worth a remark? In Chinese it is what one expects. */
static bool
is_mostly_plain(struct str text)
{
	size_t plain = 0, all = 0;
	for (; text.n > 0; all++)
		plain += gsm7_septets(utf8_next(&text, NULL)) > 0;
	return plain * 2 > all;
}

/* The character that makes it UCS-2, if that is a surprise. */
static struct both
forced_by(struct fit *f, struct text_size size)
{
	if (!size.forced_by || !is_mostly_plain(buf_str(&f->text)))
		return (struct both){"", ""};
	char bytes[UTF8_MAX_BYTES];
	struct str shown = {bytes, utf8_put(size.forced_by, bytes)};
	return (struct both){arena_printf(&f->arena, "（U+%04X“%.*s”让整条按中文算）",
	                             (unsigned)size.forced_by, STR_ARG(shown)),
	        arena_printf(&f->arena, " (U+%04X \"%.*s\" makes it UCS-2)",
	                (unsigned)size.forced_by, STR_ARG(shown))};
}

/* 页面“bus”： and page "bus": , or nothing for what the service says itself. */
static struct both
whose(struct fit *f, const struct screen *s)
{
	if (!s->page)
		return (struct both){"", ""};
	return (struct both){
	        arena_printf(&f->arena, "页面“%.*s”：", STR_ARG(s->page->id)),
	        arena_printf(&f->arena, "page \"%.*s\": ", STR_ARG(s->page->id)),
	};
}

/* How to mend it: only a page's answers may take more parts, and go on behind "more". */
static struct both
mending(const struct screen *s, const struct value *value)
{
	if (!s->answers)
		return (struct both){"请写短些", "shorten it"};
	if (value)
		return (struct both){"请写短些，或加大parts", "shorten it or raise parts"};
	return (struct both){"请写短些，或加大parts，要翻页就写paged: yes",
	        "shorten it, raise parts, or write paged: yes to have it go on behind \"more\""};
}

/* `value` NULL: the words alone are too many. */
static void
report(struct fit *f, const struct screen *s, struct text_size size, const struct value *value)
{
	struct both page = whose(f, s), forced = forced_by(f, size), mend = mending(s, value);
	struct both when = {"", "it"};
	unsigned cost = size.parts * f->rules->part_fen;
	if (value) {
		const char *shown = fault_show(f->faults, value->text);
		when.zh = arena_printf(&f->arena, "{%s}是“%s”时", value->name, shown);
		when.en = arena_printf(&f->arena, "with {%s} = \"%s\" it", value->name, shown);
	}
	fault_add(f->faults, FAULT_ERROR, s->words->at,
	        "%s%.0s“%s”（%.*s）只许%u条，%s%.0s要%u条，%u.%02u元%s%.0s；%s%.0s",
	        "%.0s%s\"%s\" (%.*s) may take %u part(s), but %.0s%s takes %u, %u.%02u "
	        "yuan%.0s%s; %.0s%s",
	        page.zh, page.en, s->name, STR_ARG(content_language(f->content, s->lang)), s->parts,
	        when.zh, when.en, size.parts, cost / FEN, cost % FEN, forced.zh, forced.en, mend.zh,
	        mend.en);
}

/* Every other answer that may be the widest, each beside the widest of the rest. */
static void
widen_each(struct fit *f, const struct screen *s, struct value *values)
{
	for (size_t i = 0; i < s->value_count; i++) {
		struct str kept = values[i].text;
		for (size_t n = 0;
		        s->slots[i] && slot_widest(s->slots[i], &f->arena, f->rules->transit,
		                               s->lang, n, &values[i].text);
		        n++) {
			bool fits;
			struct text_size size = measure(f, s, values, &fits);
			if (fits)
				continue;
			report(f, s, size, &values[i]);
			return;
		}
		values[i].text = kept;
	}
}

/* From the bare words on, one value more each time: the first that is too much is told. */
static void
check_sms(struct fit *f, const struct screen *s)
{
	struct value values[SCREEN_VALUES];
	bool fits;
	for (size_t i = 0; i < s->value_count; i++)
		values[i] = (struct value){s->values[i].name, STR("")};
	struct text_size size = measure(f, s, values, &fits);
	if (!fits) {
		report(f, s, size, NULL);
		return;
	}
	for (size_t i = 0; i < s->value_count; i++) {
		values[i].text = s->values[i].text;
		size = measure(f, s, values, &fits);
		if (fits)
			continue;
		report(f, s, size, &values[i]);
		return;
	}
	widen_each(f, s, values);
}

/* Whoever sees the first piece must be able to choose; and no piece may be too long by itself. */
static void
check_pieces(struct fit *f, const struct screen *s, enum channel channel)
{
	struct screen_piece pieces[SCREEN_PIECES];
	struct text_limit limit = screen_limit(f->content, s, channel);
	struct both page = whose(f, s);
	const char *name = channel == CHANNEL_USSD ? "USSD" : "SMS";
	size_t count = screen_pieces(f->content, s, s->values, channel, &f->arena, pieces);
	size_t choice = screen_first_choice(f->content, s, s->values, channel);
	if (count > 1 && pieces[0].text.n < choice)
		fault_add(f->faults, FAULT_ERROR, s->words->at,
		        "%s%.0s“%s”（%.*s）在%s上第一屏放不下第1个选项；请写短些",
		        "%.0s%s\"%s\" (%.*s) leaves no room for the first choice on the first "
		        "screen by %s; shorten it",
		        page.zh, page.en, s->name, STR_ARG(content_language(f->content, s->lang)),
		        name);
	for (size_t i = 0; i < count; i++)
		if (!text_fits(pieces[i].text, &limit)) {
			fault_add(f->faults, FAULT_ERROR, s->words->at,
			        "%s%.0s“%s”（%.*s）在%s上第%zu屏太长；请改短签名或翻页提示",
			        "%.0s%s\"%s\" (%.*s) is too long by %s on screen %zu; shorten the "
			        "signature or the marker \"more\"",
			        page.zh, page.en, s->name,
			        STR_ARG(content_language(f->content, s->lang)), name, i + 1);
			return;
		}
}

static void
check_screen(void *context, const struct screen *s)
{
	struct fit *f = context;
	arena_reset(&f->arena);
	if (!s->paged)
		check_sms(f, s);
	else
		check_pieces(f, s, CHANNEL_SMS);
	check_pieces(f, s, CHANNEL_USSD);
}

void
fit_check(const struct content *content, const struct content_rules *rules, struct faults *faults)
{
	struct fit f = {.content = content,
	        .rules = rules,
	        .faults = faults,
	        .arena = ARENA_INIT,
	        .text = BUF_INIT(2 * ANSWER_MAX_BYTES)};
	screens_each(&(struct screens){content, rules, check_screen, &f});
	buf_release(&f.text);
	arena_release(&f.arena);
}
