/* One text of the authors in every language: complete, fit to be shown, its {values} known. */
#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "content/content_model.h"
#include "text/gsm7.h"

/* Invisible, but joined scripts (Uyghur...) are written with them. */
static bool
is_joiner(uint32_t cp)
{
	return cp >= 0x200C && cp <= 0x200F;
}

/* Why phones would not show it, or NULL. */
static const struct both *
why_not_shown(uint32_t cp)
{
	static const struct both control = {"控制字符", "a control character"},
	                         invisible = {"看不见的字符", "an invisible character"},
	                         own = {"自造字", "a private-use character"},
	                         none = {"没有定义的字符", "no character at all"},
	                         rare = {"表情或生僻字，旧手机显示不了",
	                                 "an emoji or rare character that old phones cannot show"};
	if (cp == '\n')
		return NULL;
	switch (utf8proc_category((utf8proc_int32_t)cp)) {
	case UTF8PROC_CATEGORY_CC:
		return &control;
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return is_joiner(cp) ? NULL : &invisible;
	case UTF8PROC_CATEGORY_CO:
		return &own;
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_CS:
		return &none;
	default:
		return cp > 0xFFFF ? &rare : NULL;
	}
}

static bool
is_bracket(uint32_t cp)
{
	return cp == 0x3010 || cp == 0x3011; /* 【】 */
}

/* The first character that cannot stand in a text is a fault. */
static bool
check_characters(struct loader *l, const struct yaml_node *node, const char *what, bool brackets)
{
	for (struct str rest = node->text; rest.n > 0;) {
		uint32_t cp = utf8_next(&rest, NULL);
		const struct both *why = cp < 0x7F && cp >= 0x20 ? NULL : why_not_shown(cp);
		if (why) {
			loader_fault(l, node->at, "“%s”里有U+%04X（%s%.0s）；请删掉或换一个字",
			        "\"%s\" holds U+%04X (%.0s%s); delete or replace it", what,
			        (unsigned)cp, why->zh, why->en);
			return false;
		}
		if (!brackets && l->bracketed && is_bracket(cp)) {
			loader_fault(l, node->at,
			        "“%s”里有签名用的【】，运营商会当成签名；请换成别的括号",
			        "\"%s\" holds 【 or 】, which operators take for the signature; "
			        "use other brackets",
			        what);
			return false;
		}
	}
	return true;
}

/* Each word that operators refuse is a fault, wherever it stands. */
static void
check_refused(struct loader *l, const struct yaml_node *node, const char *what)
{
	for (size_t i = 0; i < l->refused_count; i++) {
		struct str word = l->refused[i];
		if (memmem(node->text.p, node->text.n, word.p, word.n))
			loader_fault(l, node->at,
			        "“%s”里有“%.*s”，运营商会拦下这条短信；请换个说法",
			        "\"%s\" holds \"%.*s\", which operators refuse; say it in other "
			        "words",
			        what, STR_ARG(word));
	}
}

bool
text_check_words(struct loader *l, const struct yaml_node *node, const char *what, bool brackets)
{
	if (!node_is(l, node, YAML_SCALAR, what))
		return false;
	if (str_trim(node->text).n == 0) {
		loader_fault(l, node->at, "“%s”是空的；请写上文字", "\"%s\" is empty; write a text",
		        what);
		return false;
	}
	if (node->text.n > TEXT_MAX_BYTES) {
		loader_fault(l, node->at, "“%s”太长，超过%d字节；请分成几个页面",
		        "\"%s\" is longer than %d bytes; make several pages of it", what,
		        TEXT_MAX_BYTES);
		return false;
	}
	check_refused(l, node, what);
	return check_characters(l, node, what, brackets);
}

static void
add_service_values(const struct content *c, struct names *n)
{
	for (size_t i = 0; i < c->value_count; i++)
		names_add(n, str_from(c->values[0][i].name));
}

static struct names
known_values(const struct content *c, const struct scope *scope)
{
	struct names n = {0};
	add_service_values(c, &n);
	if (scope->own)
		names_add(&n, str_from(scope->own));
	names_addz(&n, scope->names);
	if (scope->page && scope->page->as_of.n > 0)
		names_add(&n, STR("as_of"));
	if (scope->page && scope->page->source.n > 0)
		names_add(&n, STR("source"));
	for (size_t i = 0; scope->page && i < scope->page->slot_count; i++)
		names_add(&n, scope->page->slots[i].name);
	if (scope->handler) {
		/* That the page asks them all is checked elsewhere. */
		names_addz(&n, scope->handler->slots);
		names_addz(&n, scope->handler->values);
	}
	return n;
}

static void
check_values(struct loader *l, const struct template *t, const struct yaml_node *node,
        const char *what, const struct scope *scope)
{
	for (size_t i = 0; i < t->count; i++) {
		if (!t->pieces[i].is_value)
			continue;
		struct names known = known_values(l->c, scope);
		if (names_have(&known, t->pieces[i].text))
			continue;
		struct both hint = names_hint(l, &known, t->pieces[i].text);
		const char *shown = fault_show(l->faults, t->pieces[i].text);
		loader_fault(l, node->at, "“%s”里的{%s}在这里没有值；%s%.0s",
		        "\"%s\" uses {%s}, which has no value here; %.0s%s", what, shown, hint.zh,
		        hint.en);
	}
}

/* Does the text need UCS-2 only for characters with a twin? *cp is the first of them. */
static bool
has_twin(struct str text, uint32_t *cp, bool *plain)
{
	uint32_t first = 0;
	*plain = true;
	while (*plain && text.n > 0) {
		uint32_t next = utf8_next(&text, NULL);
		if (gsm7_septets(next) > 0)
			continue;
		*plain = gsm7_twin(next) != NULL;
		first = first ? first : next;
	}
	*cp = first;
	return *plain && first;
}

/* Whether it matters depends on the language's other texts: tree_check tells. */
static void
note_twin(struct loader *l, const struct yaml_node *node, lang_t lang)
{
	uint32_t cp;
	bool plain, twin = has_twin(node->text, &cp, &plain);
	l->spoken[lang]++;
	l->plain[lang] += plain;
	if (!twin)
		return;
	l->twins = loader_grow(l->twins, l->twin_count, &l->twin_cap, sizeof(*l->twins));
	l->twins[l->twin_count++] = (struct twin){node->at, l->page, lang, cp};
}

/* template_compile does not know the page at hand: its faults are said again, with it. */
static const struct template *
compile(struct loader *l, const struct yaml_node *node)
{
	struct faults own = FAULTS_INIT;
	struct content *c = l->c;
	struct template *t =
	        template_compile(&c->memory, arena_str(&c->memory, node->text), node->at, &own);
	for (size_t i = 0; i < own.count; i++)
		loader_fault(l, node->at, "%s%.0s", "%.0s%s", own.list[i].say[FAULT_ZH],
		        own.list[i].say[FAULT_EN]);
	faults_release(&own);
	return t;
}

static const struct template *
read_one(struct loader *l, const struct yaml_node *node, const char *what,
        const struct scope *scope, lang_t lang)
{
	if (!text_check_words(l, node, what, false))
		return NULL;
	note_twin(l, node, lang);
	const struct template *t = compile(l, node);
	if (t)
		check_values(l, t, node, what, scope);
	return t;
}

/* The value under a language's code, or NULL after a fault. */
static const struct yaml_node *
in_language(struct loader *l, const struct yaml_node *map, const char *what, size_t lang)
{
	struct str code = l->c->languages[lang].code;
	for (size_t i = 0; i < map->count; i++)
		if (str_eq(map->keys[i]->text, code))
			return map->items[i];
	loader_fault(l, map->at, "“%s”缺“%.*s”的文字；请补上“%.*s: …”",
	        "\"%s\" has no text in \"%.*s\"; add \"%.*s: …\"", what, STR_ARG(code),
	        STR_ARG(code));
	return NULL;
}

/* What a language lacks its fall-back says, in the end the first one. */
static void
fill_in(const struct content *c, struct text *text)
{
	const struct template *written[LANG_MAX];
	for (size_t lang = 0; lang < c->language_count; lang++)
		written[lang] = text->in[lang];
	for (size_t lang = 0; lang < c->language_count; lang++) {
		size_t from = lang;
		for (int step = 0; !written[from] && from > 0 && step < LANG_MAX; step++)
			from = (size_t)c->languages[from].fallback;
		text->in[lang] = written[from];
		text->spoken[lang] = (lang_t)from;
	}
}

void
text_read(struct loader *l, const struct yaml_node *map, const char *what,
        const struct scope *scope, struct text *out)
{
	*out = (struct text){.at = map->at};
	if (!node_is(l, map, YAML_MAP, what))
		return;
	for (size_t lang = 0; lang < l->c->language_count; lang++) {
		const struct yaml_node *node = in_language(l, map, what, lang);
		out->in[lang] = node ? read_one(l, node, what, scope, (lang_t)lang) : NULL;
	}
	fill_in(l->c, out);
}

void
text_read_alone(struct loader *l, const struct yaml_node *map, const char *what,
        const struct scope *scope, struct text *out)
{
	if (!map)
		return;
	if (map->kind == YAML_MAP)
		node_check_keys(l, map, NULL, true);
	text_read(l, map, what, scope, out);
}

void
text_read_plain(struct loader *l, const struct yaml_node *map, const char *what, bool brackets,
        struct str out[LANG_MAX])
{
	if (!node_is(l, map, YAML_MAP, what))
		return;
	node_check_keys(l, map, NULL, true);
	for (size_t lang = 0; lang < l->c->language_count; lang++) {
		const struct yaml_node *node = in_language(l, map, what, lang);
		if (!node || !text_check_words(l, node, what, brackets))
			continue;
		note_twin(l, node, (lang_t)lang);
		out[lang] = arena_str(&l->c->memory, node->text);
	}
}
