#include <string.h>

#include "base_tree.h"
#include "check.h"
#include "talk/render.h"

struct desk {
	struct content *content;
	struct arena arena;
	struct rendering r;
	struct buf out;
};

static void
desk_open(struct desk *d, lang_t lang)
{
	struct faults faults = FAULTS_INIT;
	*d = (struct desk){.out = BUF_INIT(ANSWER_MAX_BYTES)};
	d->content = content_load(BASE_TREE, &base_rules, &faults, NULL);
	ck_assert_ptr_nonnull(d->content);
	faults_release(&faults);
	d->r = (struct rendering){.content = d->content, .lang = lang};
}

static void
desk_close(struct desk *d)
{
	buf_release(&d->out);
	arena_release(&d->arena);
	content_free(d->content);
}

static const struct page *
page(const struct desk *d, const char *id)
{
	const struct page *p = content_page(d->content, page_key(str_from(id)));
	ck_assert_ptr_nonnull(p);
	return p;
}

START_TEST(pages)
{
	static const struct {
		const char *page;
		lang_t lang;
		const char *want;
	} cases[] = {
	        {"home", 0, "问哪样？\n1 养老金\n2 坐公交"},
	        {"home", 1, "Send a number:\n1 Pension\n2 Take a bus"},
	        {"help", 0, "发个词就能问{}。\n1 交几年"},
	        {"pension", 0, "家信：截至2026-10，够15年能领。\n1 在家上班"},
	        {"pension", 1, "Jiaxin: as of 2026-10, 15 years are enough.\n1 Work at home"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct desk d;
		desk_open(&d, cases[i].lang);
		d.r.page = page(&d, cases[i].page);
		render_page(&d.r, d.r.page, &d.out);
		ck_assert_text(buf_str(&d.out), cases[i].want);
		ck_assert(!d.r.incomplete);
		desk_close(&d);
	}
}
END_TEST

/* The answer's own values win over the service's; a missing one is noticed. */
START_TEST(values)
{
	const struct value own[] = {{"service", STR("自己")}, {"as_of", STR("那天")}};
	struct desk d;
	desk_open(&d, 0);
	d.r.page = page(&d, "pension");
	d.r.values = own;
	d.r.value_count = ARRAY_LEN(own);
	render_text(&d.r, &d.r.page->body, &d.out);
	ck_assert_text(buf_str(&d.out), "自己：截至那天，够15年能领。");
	ck_assert(!d.r.incomplete);

	buf_clear(&d.out);
	d.r.values = NULL;
	d.r.value_count = 0;
	render_text(&d.r, content_text(d.content, TEXT_BAD_CHOICE), &d.out);
	ck_assert_text(buf_str(&d.out), "没有，再选：");
	ck_assert(d.r.incomplete);
	desk_close(&d);
}
END_TEST

/* All pieces together are the whole, each fits, and all but the last say so. */
START_TEST(pieces)
{
	static const struct {
		unsigned parts;
		lang_t lang;
		const char *sentence;
		unsigned units; /* that a piece may have */
	} cases[] = {
	        {1, 0, "第一句话说的是家里的事。", 70},
	        {2, 0, "第一句话说的是家里的事。", 134},
	        {1, 1, "One sentence of many words. ", 160},
	        {3, 1, "One sentence of many words. ", 459},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct desk d;
		struct buf whole = BUF_INIT(4096);
		desk_open(&d, cases[i].lang);
		struct str signature = content_signature(d.content, cases[i].lang);
		struct str marker = cases[i].lang ? STR("\nSend M for more") : STR("\n回M看下页");
		for (int j = 0; j < 100; j++)
			buf_addz(&whole, cases[i].sentence);
		struct str left = str_trim(buf_str(&whole)), all = left;
		size_t count = 0;
		while (left.n) {
			struct str piece =
			        render_piece(&d.r, &d.arena, cases[i].parts, left, &left);
			struct text_size size = text_measure(piece);
			ck_assert_msg(size.units <= cases[i].units, "case %zu: %u", i, size.units);
			ck_assert(str_starts(piece, signature));
			piece = str_skip(piece, signature.n);
			if (left.n) {
				ck_assert(str_eq(str_skip(piece, piece.n - marker.n), marker));
				piece.n -= marker.n;
			}
			if (d.out.n && cases[i].lang)
				buf_addc(&d.out, ' '); /* the blank at a cut is not sent */
			buf_add(&d.out, str_trim(piece));
			ck_assert_uint_lt(++count, 100);
		}
		ck_assert_uint_gt(count, 2);
		ck_assert(str_eq(buf_str(&d.out), all));
		buf_release(&whole);
		desk_close(&d);
	}
}
END_TEST

START_TEST(short_ones_stay_whole)
{
	struct desk d;
	struct str rest = STR("x");
	desk_open(&d, 0);
	struct str piece = render_piece(&d.r, &d.arena, 1, STR("短"), &rest);
	ck_assert_text(piece, "【家信】短");
	ck_assert_uint_eq(rest.n, 0);
	ck_assert_text(render_piece(&d.r, &d.arena, 1, (struct str){0}, &rest), "【家信】");
	desk_close(&d);
}
END_TEST

/* On a screen: the best footer that fits, none when only the words do, and "more" when they don't.
 */
START_TEST(screens)
{
	static const struct text_limit limit = {20, 20, 12, 12, 1};
	const struct str footers[] = {STR("0返回 00首页"), STR("0返回")};
	static const struct {
		const char *whole, *screen, *rest;
	} cases[] = {
	        {"一", "一\n0返回 00首页", ""},
	        {"一二三四", "一二三四\n0返回", ""},
	        {"一二三四五六七八", "一二三四五六七八\n0返回", ""},
	        {"一二三四五六七八九", "一二三四五六七八九", ""},
	        {"一二三四五六七八九十百千", "一二三四五六七八九十百千", ""},
	        {"一、二三四五六七八九十百千", "一、二三四五六七\n98下", "八九十百千"},
	        {"1 一二\n2 三四\n3 五六", "1 一二\n98下", "2 三四\n3 五六"},
	        {"", "\n0返回 00首页", ""},
	};
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str rest;
		struct str screen = render_screen(&a, &limit, footers, ARRAY_LEN(footers),
		        STR("98下"), str_from(cases[i].whole), &rest);
		ck_assert_text(screen, cases[i].screen);
		ck_assert_text(rest, cases[i].rest);
		ck_assert(text_fits(screen, &limit));
	}
	arena_release(&a);
}
END_TEST

TEST_MAIN("render", screens, pages, values, pieces, short_ones_stay_whole)
