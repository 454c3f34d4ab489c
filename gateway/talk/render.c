#include "talk/render.h"

#include <string.h>

static const struct value *
find_value(const struct value *list, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(str_from(list[i].name), name))
			return &list[i];
	return NULL;
}

/* The answer's own values win over the service's. */
static const struct value *
value_of(const struct rendering *r, struct str name, struct value *own)
{
	const struct value *found = find_value(r->values, r->value_count, name);
	if (found)
		return found;
	struct str as_of = r->page ? r->page->as_of : (struct str){0};
	struct str source = r->page ? r->page->source : (struct str){0};
	if ((as_of.n && str_eq(name, STR("as_of"))) || (source.n && str_eq(name, STR("source")))) {
		*own = (struct value){NULL, name.p[0] == 'a' ? as_of : source};
		return own;
	}
	const struct value *shared;
	size_t count = content_values(r->content, r->lang, &shared);
	return find_value(shared, count, name);
}

void
render_text(struct rendering *r, const struct text *text, struct buf *out)
{
	const struct template *t = text->in[r->lang];
	for (size_t i = 0; i < t->count; i++) {
		const struct template_piece *piece = &t->pieces[i];
		if (!piece->is_value) {
			buf_add(out, piece->text);
			continue;
		}
		struct value own;
		const struct value *value = value_of(r, piece->text, &own);
		if (value)
			buf_add(out, value->text);
		else
			r->incomplete = true;
	}
}

/* "1 " on a line of its own; a menu has less than a hundred. */
static void
add_number(struct buf *out, size_t number)
{
	if (out->n)
		buf_addc(out, '\n');
	if (number > 9)
		buf_addc(out, (char)('0' + number / 10));
	buf_addc(out, (char)('0' + number % 10));
	buf_addc(out, ' ');
}

void
render_option(struct rendering *r, const struct page *page, size_t i, struct buf *out)
{
	add_number(out, i + 1);
	render_text(r, &page->options[i].label, out);
}

void
render_options(struct rendering *r, const struct page *page, struct buf *out)
{
	for (size_t i = 0; i < page->option_count; i++)
		render_option(r, page, i, out);
}

void
render_page(struct rendering *r, const struct page *page, struct buf *out)
{
	if (page->body.in[0])
		render_text(r, &page->body, out);
	render_options(r, page, out);
}

static struct str
joined(struct arena *a, struct str x, struct str y, struct str z)
{
	char *p = arena_alloc(a, x.n + y.n + z.n + 1);
	memcpy(p, x.p ? x.p : "", x.n);
	memcpy(p + x.n, y.p ? y.p : "", y.n);
	memcpy(p + x.n + y.n, z.p ? z.p : "", z.n);
	return (struct str){p, x.n + y.n + z.n};
}

struct str
render_marked(struct rendering *r, struct arena *a, struct str whole, struct str rest)
{
	struct buf mark = BUF_INIT(256);
	if (rest.n && r->page && r->page->mark)
		render_text(r, r->page->mark, &mark);
	if (mark.n && mark.n <= whole.n && memcmp(mark.p, whole.p, mark.n) == 0)
		rest = joined(a, buf_str(&mark), rest, (struct str){0});
	buf_release(&mark);
	return rest;
}

struct str
render_piece(
        struct rendering *r, struct arena *a, unsigned parts, struct str whole, struct str *rest)
{
	struct text_limit limit = SMS_ONE_PART;
	limit.parts = parts;
	struct str signature = content_signature(r->content, r->lang);
	struct str signed_whole = joined(a, signature, whole, (struct str){0});
	*rest = (struct str){0};
	if (text_fits(signed_whole, &limit))
		return signed_whole;

	struct buf marker = BUF_INIT(256);
	render_text(r, content_text(r->content, TEXT_MORE), &marker);
	size_t taken = text_cut(signed_whole, buf_str(&marker), &limit);
	if (taken < signature.n) /* a signature longer than a part: the check forbids it */
		taken = signed_whole.n;
	*rest = text_skip_blanks(str_skip(signed_whole, taken));
	*rest = render_marked(r, a, whole, *rest);
	struct str piece = {signed_whole.p, taken};
	if (rest->n)
		piece = joined(a, piece, buf_str(&marker), (struct str){0});
	buf_release(&marker);
	return piece;
}

static void
add_key(struct rendering *r, struct buf *line, enum service_text key)
{
	if (line->n)
		buf_addc(line, ' ');
	render_text(r, content_text(r->content, key), line);
}

struct str
render_keys(struct rendering *r, struct arena *a, bool more, bool back, bool home)
{
	struct buf line = BUF_INIT(1024);
	if (more)
		add_key(r, &line, TEXT_KEY_MORE);
	if (back)
		add_key(r, &line, TEXT_KEY_BACK);
	if (home)
		add_key(r, &line, TEXT_KEY_HOME);
	struct str text = arena_str(a, buf_str(&line));
	buf_release(&line);
	return text;
}

struct str
render_screen(struct arena *a, const struct text_limit *limit, const struct str *footers,
        size_t footer_count, struct str more, struct str whole, struct str *rest)
{
	*rest = (struct str){0};
	for (size_t i = 0; i < footer_count; i++) {
		struct str screen = joined(a, whole, STR("\n"), footers[i]);
		if (text_fits(screen, limit))
			return screen;
	}
	if (text_fits(whole, limit))
		return whole;
	struct str tail = more.n ? joined(a, STR("\n"), more, (struct str){0}) : more;
	size_t taken = text_cut(whole, tail, limit);
	*rest = text_skip_blanks(str_skip(whole, taken));
	return joined(
	        a, (struct str){whole.p, taken}, rest->n ? tail : (struct str){0}, (struct str){0});
}

static struct str
message_of(struct rendering *r, struct arena *a, const struct buf *whole)
{
	struct str rest, words = arena_str(a, buf_str(whole));
	return render_piece(r, a, r->page->parts, words, &rest);
}

struct str
render_outcome(const struct content *content, struct arena *a, const struct page *page,
        const struct text *text, lang_t lang, const struct value *values, size_t count)
{
	struct rendering r = {content, lang, page, values, count, false};
	struct buf whole = BUF_INIT(ANSWER_MAX_BYTES);
	render_text(&r, text, &whole);
	struct str message = message_of(&r, a, &whole);
	buf_release(&whole);
	return message;
}

struct str
render_message(const struct content *content, struct arena *a, const struct page *page, lang_t lang)
{
	struct rendering r = {.content = content, .lang = lang, .page = page};
	struct buf whole = BUF_INIT(ANSWER_MAX_BYTES);
	render_page(&r, page, &whole);
	struct str message = message_of(&r, a, &whole);
	buf_release(&whole);
	return message;
}
