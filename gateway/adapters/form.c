#include "adapters/form.h"

#include "base/buf.h"
#include "outside/query.h"
#include "text/decode.h"

enum { REPLACED_PIPE = '/' };

static void
add_json_escaped(struct buf *out, struct str text)
{
	struct buf json = BUF_INIT(FORM_REPLY_MOST);
	buf_add_json(&json, text);
	if (!json.full)
		buf_add(out, (struct str){json.p + 1, json.n - 2});
	out->full |= json.full;
	buf_release(&json);
}

static void
add_xml_escaped(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		switch (text.p[i]) {
		case '&':
			buf_addz(out, "&amp;");
			break;
		case '<':
			buf_addz(out, "&lt;");
			break;
		case '>':
			buf_addz(out, "&gt;");
			break;
		case '"':
			buf_addz(out, "&quot;");
			break;
		case '\'':
			buf_addz(out, "&apos;");
			break;
		default:
			buf_addc(out, text.p[i]);
		}
	}
}

static void
add_replacing(struct buf *out, struct str text, char from, char to)
{
	for (size_t i = 0; i < text.n; i++)
		buf_addc(out, text.p[i] == from ? to : text.p[i]);
}

static void
add_escaped(struct buf *out, enum form_kind kind, struct str text)
{
	switch (kind) {
	case FORM_JSON:
		add_json_escaped(out, text);
		break;
	case FORM_XML:
		add_xml_escaped(out, text);
		break;
	case FORM_PIPE:
		add_replacing(out, text, '|', REPLACED_PIPE);
		break;
	case FORM_PAIRS:
		query_encode(out, text);
		break;
	case FORM_TEXT:
		buf_add(out, text);
	}
}

/* What comes from outside may be no UTF-8, and a line feed would end a header. */
static struct str
clean_field(const struct form_words *words, enum field field, struct arena *a)
{
	struct str value = {"", 0};
	if (!words->item || !words->item->fields[field].n ||
	        decode_mo(a, words->item->fields[field], MO_GSM7, STR("UTF-8"), &value) != 0)
		return value;
	char *line = arena_dup(a, value);
	for (size_t i = 0; i < value.n; i++)
		if (line[i] == '\n')
			line[i] = ' ';
	return (struct str){line, value.n};
}

static void
add_pieces(struct buf *out, const struct form *form, enum form_kind kind,
        const struct pieces *pieces, const struct form_words *words, struct arena *a)
{
	for (size_t i = 0; i < pieces->count; i++) {
		const struct piece *p = &pieces->list[i];
		switch (p->kind) {
		case PIECE_LITERAL:
			buf_add(out, p->literal);
			break;
		case PIECE_TEXT:
			add_escaped(out, kind, words->text);
			break;
		case PIECE_STATE:
			add_escaped(out, kind, form->states[words->ends]);
			break;
		case PIECE_STATE_WHOLE:
			buf_add(out, form->whole_states[words->ends]);
			break;
		case PIECE_WHY:
			add_escaped(out, kind, str_from(words->why));
			break;
		case PIECE_FIELD:
			add_escaped(out, kind, clean_field(words, p->field, a));
			break;
		case PIECE_WORD:
			add_escaped(out, kind, words->sent[p->word]);
		}
	}
}

static const char *
header_value(const struct form *form, const struct form_header *header,
        const struct form_words *words, struct arena *a)
{
	struct buf value = BUF_INIT(FORM_REPLY_MOST);
	add_pieces(&value, form, FORM_TEXT, &header->value, words, a);
	const char *kept = arena_dup(a, buf_str(&value));
	buf_release(&value);
	return kept;
}

void
form_fill(const struct form *form, const struct form_words *words, struct arena *a,
        struct buf *body, struct http_header headers[FORM_HEADERS_MOST + 1])
{
	for (size_t i = 0; i < form->header_count; i++)
		headers[i] = (struct http_header){
		        form->headers[i].name, header_value(form, &form->headers[i], words, a)};
	headers[form->header_count] = (struct http_header){NULL, NULL};
	add_pieces(body, form, form->kind, &form->body, words, a);
}

void
form_reply(const struct form *form, unsigned status, const struct form_words *words,
        struct http_request *request)
{
	struct http_header headers[FORM_HEADERS_MOST + 1];
	struct buf body = BUF_INIT(FORM_REPLY_MOST);
	form_fill(form, words, &request->arena, &body, headers);
	must(!body.full); /* a screen and fields of limited length */
	http_reply(request, status, buf_str(&body), form->content_type, headers);
	buf_release(&body);
}
