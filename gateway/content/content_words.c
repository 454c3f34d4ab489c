/* The words that phones send: noted while reading, then one table for keywords and commands. */
#include <ctype.h>
#include <string.h>

#include "base/utf8.h"
#include "content/content_model.h"
#include "text/fold.h"
#include "text/numeral.h"

enum {
	RAW_MAX_BYTES = 512,
	MENU_DIGITS = 2,
	MENU_MOST = 99,
	HAN_LEAD = 0xE3, /* begins characters that cling to nothing, Chinese ones above all */
};

static const uint32_t HASH_START = 2166136261u, HASH_PRIME = 16777619u;

static uint32_t
hash_add(uint32_t hash, char byte)
{
	return (hash ^ (unsigned char)byte) * HASH_PRIME;
}

static uint32_t
hash_of(struct str s)
{
	uint32_t hash = HASH_START;
	for (size_t i = 0; i < s.n; i++)
		hash = hash_add(hash, s.p[i]);
	return hash;
}

uint32_t
page_key(struct str id)
{
	uint32_t hash = hash_of(id);
	return hash ? hash : 1;
}

/* Typed digits, and all that is read as a choice in a menu (十二, 第一): it never is a keyword. */
static bool
is_menu_number(struct str s)
{
	int64_t number;
	bool digits = s.n <= MENU_DIGITS;
	for (size_t i = 0; i < s.n; i++)
		digits = digits && isdigit((unsigned char)s.p[i]);
	return digits || (s.p[0] != '0' && numeral_parse(s, MENU_MOST, &number) == 0);
}

/* The word's folded form, or an empty one after a fault. */
static struct str
fold_word(struct loader *l, const struct yaml_node *node, bool command)
{
	struct str folded = {0};
	if (node->text.n <= RAW_MAX_BYTES)
		folded = fold(&l->scratch, node->text);
	if (node->text.n > RAW_MAX_BYTES || folded.n > KEYWORD_MAX_BYTES) {
		loader_fault(l, node->at, "“%s”太长，最多%d字节（约%d个汉字）；请写短些",
		        "\"%s\" is too long, %d bytes at the most (%d Chinese characters); shorten "
		        "it",
		        fault_show(l->faults, node->text), KEYWORD_MAX_BYTES,
		        KEYWORD_MAX_BYTES / 3);
		return (struct str){0};
	}
	if (folded.n == 0) {
		loader_fault(l, node->at, "“%s”去掉标点就空了；请换成能打出来的词",
		        "\"%s\" holds nothing but punctuation; write a word",
		        fault_show(l->faults, node->text));
		return folded;
	}
	if (!command && is_menu_number(folded)) {
		loader_fault(l, node->at, "“%.*s”是选菜单用的数字；请换一个词",
		        "\"%.*s\" is a menu's number; take another word", STR_ARG(folded));
		return (struct str){0};
	}
	return arena_str(&l->c->memory, folded);
}

void
word_note(struct loader *l, const struct yaml_node *node, const struct page *page,
        enum command command, lang_t lang)
{
	struct str folded = fold_word(l, node, command != CMD_NONE);
	if (folded.n == 0)
		return;
	l->words = loader_grow(l->words, l->word_count, &l->word_cap, sizeof(*l->words));
	l->words[l->word_count++] = (struct word){folded, node->at, page, command, lang};
}

/* Where the word is, or belongs. */
static struct word *
slot_of(const struct word_table *t, struct str folded, uint32_t hash)
{
	size_t i = hash & (t->size - 1);
	while (t->slots[i].folded.n > 0 && !str_eq(t->slots[i].folded, folded))
		i = (i + 1) & (t->size - 1);
	return &t->slots[i];
}

static void
add_clash(struct loader *l, const struct word *word, const struct word *other)
{
	if (other->page) {
		loader_fault(l, word->at,
		        "“%.*s”已经是页面“%.*s”的词（%s:%u）；请换一个，或删掉其中一个",
		        "\"%.*s\" is a word of page \"%.*s\" already (%s:%u); take another or "
		        "delete one",
		        STR_ARG(word->folded), STR_ARG(other->page->id), other->at.file,
		        other->at.line);
		return;
	}
	loader_fault(l, word->at, "“%.*s”已经是命令词或语言词（%s:%u）；请换一个",
	        "\"%.*s\" is a word for a command or language already (%s:%u); take another",
	        STR_ARG(word->folded), other->at.file, other->at.line);
}

/* One page may name a word in several spellings that fold to the same. */
static bool
means_the_same(const struct word *a, const struct word *b)
{
	return a->page == b->page && a->command == b->command && a->lang == b->lang;
}

static void
add_word(struct loader *l, const struct word *word)
{
	struct word_table *t = &l->c->words;
	struct word *slot = slot_of(t, word->folded, hash_of(word->folded));
	if (slot->folded.n > 0) {
		l->page = word->page ? word->page->id : (struct str){0};
		if (!means_the_same(slot, word))
			add_clash(l, word, slot);
		l->page = (struct str){0};
		return;
	}
	*slot = *word;
	if (word->page)
		t->shorter[word->folded.n + 1]++;
}

/* So that one that is nearly the text is looked for among few. */
static void
sort_by_length(struct arena *a, struct word_table *t)
{
	size_t next[KEYWORD_MAX_BYTES + 2];
	for (size_t n = 0; n <= KEYWORD_MAX_BYTES; n++)
		t->shorter[n + 1] += t->shorter[n];
	memcpy(next, t->shorter, sizeof(next));
	t->by_length = arena_array(a, next[KEYWORD_MAX_BYTES + 1], sizeof(*t->by_length));
	for (size_t i = 0; i < t->size; i++) {
		const struct word *word = &t->slots[i];
		if (word->page)
			t->by_length[next[word->folded.n]++] =
			        (struct keyword){word->folded, word->page};
	}
}

void
words_build(struct loader *l)
{
	struct word_table *t = &l->c->words;
	t->size = 1;
	while (t->size < l->word_count * 2)
		t->size *= 2;
	t->slots = arena_array(&l->c->memory, t->size, sizeof(*t->slots));
	for (size_t i = 0; i < l->word_count; i++)
		add_word(l, &l->words[i]);
	sort_by_length(&l->c->memory, t);
}

const struct word *
word_find(const struct content *c, struct str folded)
{
	if (c->words.size == 0 || folded.n == 0)
		return NULL;
	const struct word *word = slot_of(&c->words, folded, hash_of(folded));
	return word->folded.n ? word : NULL;
}

enum command
content_command(const struct content *c, struct str folded, lang_t *lang)
{
	const struct word *word = word_find(c, folded);
	if (word && word->command == CMD_LANGUAGE)
		*lang = word->lang;
	return word ? word->command : CMD_NONE;
}

/* Letters of the Latin script, accents included: words of them are parted by blanks. */
static bool
is_latin(uint32_t cp)
{
	return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') ||
	       (cp >= 0xC0 && cp <= 0x24F && cp != 0xD7 && cp != 0xF7) ||
	       (cp >= 0x1E00 && cp <= 0x1EFF);
}

static bool
is_digit(uint32_t cp)
{
	return cp >= '0' && cp <= '9';
}

static uint32_t
last_of(struct str s)
{
	size_t n = s.n - 1;
	while (n > 0 && (s.p[n] & 0xC0) == 0x80)
		n--;
	struct str last = str_skip(s, n);
	return utf8_next(&last, NULL);
}

bool
word_ends(struct str folded, size_t n)
{
	if (n == folded.n)
		return true;
	if ((folded.p[n] & 0xC0) == 0x80)
		return false;
	if ((unsigned char)folded.p[n] >= HAN_LEAD)
		return true;
	struct str rest = str_skip(folded, n);
	uint32_t last = last_of((struct str){folded.p, n}), next = utf8_next(&rest, NULL);
	if (is_digit(last))
		return !is_digit(next) && !is_latin(next);
	return !is_latin(last) || !is_latin(next);
}

/* The digit at a code's end may count what follows: 社保3个月没交 begins with no code 社保3. */
static bool
counts_on(struct str folded, size_t n)
{
	return n < folded.n && (unsigned char)folded.p[n] >= HAN_LEAD &&
	       is_digit((unsigned char)folded.p[n - 1]) && !is_digit((unsigned char)folded.p[0]);
}

size_t
content_keywords(const struct content *c, size_t n, const struct keyword **list)
{
	const struct word_table *t = &c->words;
	*list = t->by_length;
	if (n > KEYWORD_MAX_BYTES)
		return 0;
	*list += t->shorter[n];
	return t->shorter[n + 1] - t->shorter[n];
}

const struct page *
content_keyword(const struct content *c, struct str folded, size_t *used)
{
	const struct word_table *t = &c->words;
	uint32_t hashes[KEYWORD_MAX_BYTES + 1];
	size_t longest = folded.n < KEYWORD_MAX_BYTES ? folded.n : KEYWORD_MAX_BYTES;
	hashes[0] = HASH_START;
	for (size_t n = 1; n <= longest; n++)
		hashes[n] = hash_add(hashes[n - 1], folded.p[n - 1]);
	for (size_t n = longest; n > 0; n--) {
		bool in_character = n < folded.n && (folded.p[n] & 0xC0) == 0x80;
		if (in_character || t->shorter[n + 1] == t->shorter[n])
			continue;
		const struct word *word = slot_of(t, (struct str){folded.p, n}, hashes[n]);
		if (word->page && word_ends(folded, n) && !counts_on(folded, n)) {
			*used = n;
			return word->page;
		}
	}
	return NULL;
}
