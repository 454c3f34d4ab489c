/*
 * From a page and its values to the text on the phone: signature, words, menu.
 */
#ifndef JIAXIN_RENDER_H
#define JIAXIN_RENDER_H

#include "base/buf.h"
#include "talk/turn.h"

enum { ANSWER_MAX_BYTES = 12000 };

/* What a text is rendered with. */
struct rendering {
	const struct content *content;
	lang_t lang;
	const struct page *page; /* for {as_of} and {source}; may be NULL */
	const struct value *values;
	size_t value_count;
	bool incomplete; /* set when a value was missing */
};

/* Appends one text. */
void render_text(struct rendering *r, const struct text *text, struct buf *out);

/* Appends a page's own words and its menu, each option on a line "1 label". */
void render_page(struct rendering *r, const struct page *page, struct buf *out);

/* The same without the words. */
void render_options(struct rendering *r, const struct page *page, struct buf *out);

/* Option i of the page's menu, on a line of its own: "3 Title". */
void render_option(struct rendering *r, const struct page *page, size_t i, struct buf *out);

/*
 * What is left of `whole` may be read alone: begins with the mark of the rendering's page
 * (content.h), too, if the whole does. In `a`. render_piece has done it already.
 */
struct str render_marked(struct rendering *r, struct arena *a, struct str whole, struct str rest);

/*
 * The piece of `whole` to send now: all of it, or as much as `parts` SMS parts take with the "more"
 * marker behind it. Signature included; in `a`. *rest is what is left, or empty.
 */
struct str render_piece(
        struct rendering *r, struct arena *a, unsigned parts, struct str whole, struct str *rest);

/* What can be pressed below a USSD screen, on one line: "98下页 0返回 00首页"; in `a`. */
struct str render_keys(struct rendering *r, struct arena *a, bool more, bool back, bool home);

/*
 * The piece of `whole` for a USSD screen, in `a`; no signature: the phone has dialled us. Below it,
 * on a line of its own, stands the first of `footers` (best first) that fits with all of it, or
 * nothing; what does not fit even so is cut, with `more` below, and *rest is what is left.
 */
struct str render_screen(struct arena *a, const struct text_limit *limit, const struct str *footers,
        size_t footer_count, struct str more, struct str whole, struct str *rest);

/*
 * A text of `page` with these values as a message by itself, in as many parts as the page allows:
 * the check has seen to it that it fits. In `a`.
 */
struct str render_outcome(const struct content *content, struct arena *a, const struct page *page,
        const struct text *text, lang_t lang, const struct value *values, size_t count);

/*
 * The words of a page without a handler as a message by itself, in as many parts as the page
 * allows; what is longer ends with the "more" marker. In `a`.
 */
struct str render_message(
        const struct content *content, struct arena *a, const struct page *page, lang_t lang);

#endif
