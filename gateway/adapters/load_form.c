/* Reply forms: YAML to pieces that only want filling in. */
#include <string.h>
#include <strings.h>

#include "adapters/load.h"
#include "content/template.h"
#include "outside/query.h"

enum { PIECES_MOST = 256, HEADER_LONGEST = 256, BODY_LONGEST = 8192 };

/* Pieces as they come together; literals that touch become one. */
struct build {
	struct load *load;
	struct form *form; /* its kind, and says_text */
	struct piece list[PIECES_MOST];
	size_t count;
	struct buf literal; /* what has gathered since the last piece */
	bool full;
};

static void
push(struct build *b, struct piece piece)
{
	if (b->count < PIECES_MOST)
		b->list[b->count++] = piece;
	else
		b->full = true;
}

static void
flush(struct build *b)
{
	if (b->literal.n)
		push(b, (struct piece){.kind = PIECE_LITERAL,
		                .literal = arena_str(b->load->arena, buf_str(&b->literal))});
	buf_clear(&b->literal);
}

static struct pieces
finish(struct build *b, struct place at)
{
	flush(b);
	if (b->full || b->literal.full)
		fault_add(b->load->faults, FAULT_ERROR, at, "回复太长；请写短",
		        "the reply is too long; shorten it");
	buf_release(&b->literal);
	struct piece *list = arena_array(b->load->arena, b->count, sizeof(*list));
	if (b->count)
		memcpy(list, b->list, b->count * sizeof(*list));
	return (struct pieces){list, b->count};
}

static const char *const send_words[SEND_WORDS] = {[SEND_MSISDN] = "msisdn",
        [SEND_DIGITS] = "digits",
        [SEND_FROM] = "from",
        [SEND_USER] = "user",
        [SEND_SECRET] = "secret",
        [SEND_ID] = "id",
        [SEND_MINUTES] = "minutes"};

/* What a reply may say. */
static bool
find_piece(struct str name, struct piece *piece, struct names *names)
{
	static const struct {
		const char *name;
		enum piece_kind kind;
	} own[] = {{"text", PIECE_TEXT}, {"state", PIECE_STATE}, {"why", PIECE_WHY}};
	bool found = false;
	for (size_t i = 0; i < ARRAY_LEN(own); i++) {
		names_add(names, str_from(own[i].name));
		if (str_eq(name, str_from(own[i].name)))
			found = true, piece->kind = own[i].kind;
	}
	for (int i = 0; !found && i < FIELD_COUNT; i++) {
		names_add(names, str_from(field_name(i)));
		if (str_eq(name, str_from(field_name(i)))) {
			*piece = (struct piece){.kind = PIECE_FIELD, .field = (enum field)i};
			return true;
		}
	}
	return found;
}

/* What a request of ours may say. */
static bool
find_sent_piece(struct str name, struct piece *piece, struct names *names)
{
	names_add(names, STR("text"));
	if (str_eq(name, STR("text"))) {
		*piece = (struct piece){.kind = PIECE_TEXT};
		return true;
	}
	for (int i = 0; i < SEND_WORDS; i++) {
		names_add(names, str_from(send_words[i]));
		if (str_eq(name, str_from(send_words[i]))) {
			*piece = (struct piece){.kind = PIECE_WORD, .word = (enum send_word)i};
			return true;
		}
	}
	return false;
}

static void
add_placeholder(struct build *b, struct str name, struct place at, bool whole)
{
	struct piece piece = {.kind = PIECE_LITERAL};
	struct names names = {0};
	bool found = b->form->is_sent ? find_sent_piece(name, &piece, &names)
	                              : find_piece(name, &piece, &names);
	if (!found) {
		load_unknown(b->load, &names, name, at);
		return;
	}
	if (piece.kind == PIECE_STATE && whole)
		piece.kind = PIECE_STATE_WHOLE;
	b->form->says_text |= piece.kind == PIECE_TEXT;
	if (piece.kind == PIECE_WORD)
		b->form->says_word[piece.word] = true;
	flush(b);
	push(b, piece);
}

/* JSON's quotes around a string, and its escapes in it, are literals like all else. */
static void
add_literal(struct build *b, struct str text)
{
	struct buf json = BUF_INIT(BODY_LONGEST * 6);
	if (b->form->kind == FORM_PAIRS) {
		query_encode(&b->literal, text);
		return;
	}
	if (b->form->kind != FORM_JSON) {
		buf_add(&b->literal, text);
		return;
	}
	buf_add_json(&json, text);
	struct str quoted = buf_str(&json);
	buf_add(&b->literal, (struct str){quoted.p + 1, quoted.n - 2});
	buf_release(&json);
}

static void
add_template(struct build *b, const struct yaml_node *node)
{
	struct str source = arena_str(b->load->arena, node->text);
	const struct template *t =
	        template_compile(b->load->arena, source, node->at, b->load->faults);
	for (size_t i = 0; t && i < t->count; i++) {
		if (t->pieces[i].is_value)
			add_placeholder(b, t->pieces[i].text, node->at, false);
		else
			add_literal(b, t->pieces[i].text);
	}
}

/* true, 200, null: what JSON writes without quotes, as YAML does. */
static bool
is_bare(const struct yaml_node *node)
{
	int64_t number;
	return !node->quoted &&
	       (str_eq(node->text, STR("true")) || str_eq(node->text, STR("false")) ||
	               str_eq(node->text, STR("null")) ||
	               parse_int(node->text, INT64_MIN, INT64_MAX, &number) == 0);
}

static void
add_json_scalar(struct build *b, const struct yaml_node *node)
{
	if (is_bare(node)) {
		buf_add(&b->literal, node->text);
	} else if (str_eq(node->text, STR("{state}"))) {
		add_placeholder(b, STR("state"), node->at, true);
	} else {
		buf_addc(&b->literal, '"');
		add_template(b, node);
		buf_addc(&b->literal, '"');
	}
}

static void
add_json(struct build *b, const struct yaml_node *node)
{
	bool is_map = node->kind == YAML_MAP;
	if (node->kind == YAML_SCALAR) {
		add_json_scalar(b, node);
		return;
	}
	buf_addc(&b->literal, is_map ? '{' : '[');
	for (size_t i = 0; i < node->count; i++) {
		if (i > 0)
			buf_addc(&b->literal, ',');
		if (is_map) {
			buf_add_json(&b->literal, node->keys[i]->text);
			buf_addc(&b->literal, ':');
		}
		add_json(b, node->items[i]);
	}
	buf_addc(&b->literal, is_map ? '}' : ']');
}

/* name=value&name=value */
static void
add_pairs(struct build *b, const struct yaml_node *map)
{
	if (!load_is(b->load, map, YAML_MAP, "body"))
		return;
	for (size_t i = 0; i < map->count; i++) {
		if (i > 0)
			buf_addc(&b->literal, '&');
		query_encode(&b->literal, map->keys[i]->text);
		buf_addc(&b->literal, '=');
		if (load_is(b->load, map->items[i], YAML_SCALAR, "body"))
			add_template(b, map->items[i]);
	}
}

static struct build
build_of(struct load *l, struct form *form)
{
	return (struct build){.load = l, .form = form, .literal = BUF_INIT(BODY_LONGEST)};
}

static void
load_body(struct load *l, const struct yaml_node *node, struct form *form)
{
	struct build b = build_of(l, form);
	form->says_text = false;
	if (form->kind == FORM_JSON)
		add_json(&b, node);
	else if (form->kind == FORM_PAIRS)
		add_pairs(&b, node);
	else if (load_is(l, node, YAML_SCALAR, "body"))
		add_template(&b, node);
	form->body = finish(&b, node->at);
}

/* Those that say how the body is read: a second one beside ours, or a wrong one, would spoil it. */
static const char *
load_own_header(struct load *l, const struct yaml_node *node)
{
	static const char *const ours[] = {
	        "content-type", "content-length", "transfer-encoding", "host", "connection"};
	const char *name = load_header_name(l, node, "headers");
	for (size_t i = 0; name && i < ARRAY_LEN(ours); i++)
		if (strcasecmp(name, ours[i]) == 0)
			fault_add(l->faults, FAULT_ERROR, node->at,
			        "“%s”不能写在headers里；Content-Type请写成type，别的请删掉",
			        "\"%s\" can't stand in headers; Content-Type is \"type\", delete "
			        "others",
			        name);
	return name;
}

static void
load_headers(struct load *l, const struct yaml_node *map, struct form *form)
{
	if (!load_is(l, map, YAML_MAP, "headers"))
		return;
	if (map->count > FORM_HEADERS_MOST)
		fault_add(l->faults, FAULT_ERROR, map->at, "HTTP头最多%d个；请删掉几个",
		        "too many headers, %d at the most; delete some", FORM_HEADERS_MOST);
	form->header_count = 0;
	for (size_t i = 0; i < map->count && i < FORM_HEADERS_MOST; i++) {
		struct form plain = {.kind = FORM_TEXT, .is_sent = form->is_sent};
		struct build b = build_of(l, &plain);
		struct form_header *h = &form->headers[form->header_count];
		h->name = load_own_header(l, map->keys[i]);
		if (load_text(l, map->items[i], "headers", HEADER_LONGEST))
			add_template(&b, map->items[i]);
		if (plain.says_text)
			fault_add(l->faults, FAULT_ERROR, map->items[i]->at,
			        "{text}不能放在HTTP头里；请放进body",
			        "{text} can't stand in a header; put it into the body");
		for (int j = 0; j < SEND_WORDS; j++)
			form->says_word[j] |= plain.says_word[j];
		h->value = finish(&b, map->items[i]->at);
		form->header_count += h->name != NULL;
	}
}

/* go_on or end: the word, and as a JSON value. */
static void
load_state(struct load *l, const struct yaml_node *node, const char *what, struct form *form,
        bool ends)
{
	struct buf json = BUF_INIT(HEADER_LONGEST * 6);
	const char *word = load_text(l, node, what, HEADER_LONGEST);
	if (!word)
		return;
	if (is_bare(node))
		buf_add(&json, node->text);
	else
		buf_add_json(&json, node->text);
	form->states[ends] = str_from(word);
	form->whole_states[ends] = arena_str(l->arena, buf_str(&json));
	buf_release(&json);
}

static const char *
usual_type(enum form_kind kind)
{
	return kind == FORM_JSON    ? "application/json; charset=UTF-8"
	       : kind == FORM_XML   ? "text/xml; charset=UTF-8"
	       : kind == FORM_PAIRS ? "application/x-www-form-urlencoded"
	                            : "text/plain; charset=UTF-8";
}

struct form
load_plain_form(struct load *l, unsigned status, enum piece_kind body)
{
	struct piece *piece = arena_array(l->arena, 1, sizeof(*piece));
	piece->kind = body;
	piece->literal = (struct str){"", 0};
	return (struct form){.kind = FORM_TEXT,
	        .content_type = usual_type(FORM_TEXT),
	        .status = status,
	        .body = {piece, 1}};
}

void
load_form(struct load *l, const struct yaml_node *map, const char *what, const struct form *base,
        const char *extra, struct form *form)
{
	static const struct choice kinds[] = {{"text", FORM_TEXT}, {"pipe", FORM_PIPE},
	        {"json", FORM_JSON}, {"xml", FORM_XML}, {NULL, 0}};
	const char *const known[] = {
	        "kind", "body", "type", "status", "headers", "go_on", "end", extra, NULL};
	*form = base ? *base : load_plain_form(l, 200, PIECE_LITERAL);
	if (!load_is(l, map, YAML_MAP, what))
		return;
	load_check_keys(l, map, known);
	const struct yaml_node *body = yaml_get(map, "body"), *headers = yaml_get(map, "headers");
	enum form_kind kind = (enum form_kind)load_choice(
	        l, yaml_get(map, "kind"), "kind", kinds, (int)form->kind);
	if (kind != form->kind && !body)
		fault_add(l->faults, FAULT_ERROR, map->at, "换了kind就要写body；请补上",
		        "another kind wants a body of its own; add it");
	if (kind != form->kind)
		form->content_type = usual_type(kind);
	form->kind = kind;
	const char *type = load_text(l, yaml_get(map, "type"), "type", HEADER_LONGEST);
	form->content_type = type ? type : form->content_type;
	form->status =
	        (unsigned)load_number(l, yaml_get(map, "status"), "status", 200, 599, form->status);
	load_state(l, yaml_get(map, "go_on"), "go_on", form, false);
	load_state(l, yaml_get(map, "end"), "end", form, true);
	if (body)
		load_body(l, body, form);
	if (headers)
		load_headers(l, headers, form);
}

void
load_sent_form(struct load *l, const struct yaml_node *map, struct form *form)
{
	static const struct choice kinds[] = {{"form", FORM_PAIRS}, {"json", FORM_JSON},
	        {"xml", FORM_XML}, {"text", FORM_TEXT}, {NULL, 0}};
	const struct yaml_node *body = yaml_get(map, "body"), *headers = yaml_get(map, "headers");
	enum form_kind kind =
	        (enum form_kind)load_choice(l, yaml_get(map, "kind"), "kind", kinds, FORM_PAIRS);
	*form = (struct form){.kind = kind, .content_type = usual_type(kind), .is_sent = true};
	const char *type = load_text(l, yaml_get(map, "type"), "type", HEADER_LONGEST);
	form->content_type = type ? type : form->content_type;
	if (body)
		load_body(l, body, form);
	if (headers)
		load_headers(l, headers, form);
}
