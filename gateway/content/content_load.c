/* A folder of YAML files to a tree: reads all, checks all, keeps it only without errors. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "content/content_files.h"
#include "content/content_model.h"

enum { GUESSES = 200 };

/* FNV-1a, 64 bits: not against forgery, only to tell two versions apart. */
static uint64_t
hash_bytes(uint64_t hash, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		hash = (hash ^ (unsigned char)s.p[i]) * 1099511628211u;
	return hash;
}

static const struct yaml_node *
read_file(struct loader *l, const char *path, uint64_t *hash)
{
	struct str text;
	const struct yaml_node *root = NULL;
	if (yaml_file_text(&l->scratch, path, path, l->faults, &text)) {
		*hash = hash_bytes(*hash, text);
		root = yaml_parse(&l->scratch, text, path, l->faults);
	}
	l->incomplete = l->incomplete || !root;
	return root;
}

/* The files with a schema of their own, in the order in which they build on each other. */
static const struct {
	const char *name;
	void (*read)(struct loader *l, const struct yaml_node *root);
	bool required;
} special[] = {
        {"service.yaml", service_read, true},
        {"rules.yaml", rules_read, false},
        {"places.yaml", places_read, false},
        {"published.yaml", published_read, false},
};

static bool
has_file(const struct files *files, const char *path)
{
	for (size_t i = 0; i < files->count; i++)
		if (strcmp(files->list[i], path) == 0)
			return true;
	return false;
}

static bool
is_special(const char *dir, const char *path)
{
	size_t n = strlen(dir) + 1;
	for (size_t i = 0; i < ARRAY_LEN(special); i++)
		if (strlen(path) > n && strcmp(path + n, special[i].name) == 0)
			return true;
	return false;
}

/* These come first, wherever they stand in the order of names. */
static void
read_special(struct loader *l, const char *dir, const struct files *files, uint64_t *hash)
{
	for (size_t i = 0; i < ARRAY_LEN(special); i++) {
		const char *path = arena_printf(&l->c->memory, "%s/%s", dir, special[i].name);
		if (!special[i].required && !has_file(files, path))
			continue;
		const struct yaml_node *root = read_file(l, path, hash);
		if (root)
			special[i].read(l, root);
	}
}

static void
read_files(struct loader *l, const char *dir, const struct files *files)
{
	uint64_t hash = 14695981039346656037u;
	read_special(l, dir, files, &hash);
	for (size_t i = 0; i < files->count; i++) {
		/* The name too, with its end: moving a page to another file is a change. */
		hash = hash_bytes(hash, (struct str){files->list[i], strlen(files->list[i]) + 1});
		if (is_special(dir, files->list[i]))
			continue;
		const struct yaml_node *root = read_file(l, files->list[i], &hash);
		if (root)
			pages_collect(l, root);
	}
	snprintf(l->c->version, sizeof(l->c->version), "%016llx", (unsigned long long)hash);
}

static void
read_tree(struct loader *l, const char *dir, const struct files *files)
{
	read_files(l, dir, files);
	/* Without languages every text would be a fault. */
	if (l->c->language_count == 0)
		return;
	pages_read(l);
	published_check(l);
	words_build(l);
	tree_check(l);
}

static void
loader_release(struct loader *l)
{
	arena_release(&l->scratch);
	free(l->drafts);
	free(l->words);
	free(l->twins);
}

/* "a, b" to l->refused. */
static void
read_refused(struct loader *l, const char *words)
{
	for (struct str rest = str_from(words ? words : ""); rest.n > 0;) {
		const char *comma = memchr(rest.p, ',', rest.n);
		size_t n = comma ? (size_t)(comma - rest.p) : rest.n;
		struct str word = str_trim((struct str){rest.p, n});
		if (word.n > 0 && l->refused_count < REFUSED_MAX)
			l->refused[l->refused_count++] = word;
		rest = str_skip(rest, comma ? n + 1 : n);
	}
}

static bool
find_files(
        struct files *files, struct content *c, const char *dir, struct faults *f, int *unreadable)
{
	int error = files_find(files, &c->memory, dir, f);
	if (error == 0)
		return true;
	fault_add_unreadable(f, (struct place){dir, 0, 0}, -error);
	if (unreadable)
		*unreadable = -error;
	return false;
}

struct content *
content_read(const char *dir, const struct content_rules *rules, struct faults *f, int *unreadable)
{
	struct content *c = xcalloc(1, sizeof(*c));
	struct loader l = {.c = c, .rules = rules, .faults = f, .guesses = GUESSES};
	struct files files = {0};
	c->screen = rules->screen.parts ? rules->screen : USSD_SCREEN;
	date_today(rules->today, l.today);
	read_refused(&l, rules->refuse_words);
	bool found = find_files(&files, c, dir, f, unreadable);
	if (found)
		read_tree(&l, dir, &files);
	files_release(&files);
	loader_release(&l);
	faults_sort(f);
	if (found && c->language_count > 0)
		return c;
	content_free(c);
	return NULL;
}

struct content *
content_load(const char *dir, const struct content_rules *rules, struct faults *f, int *unreadable)
{
	size_t errors = f->errors;
	struct content *c = content_read(dir, rules, f, unreadable);
	if (f->errors == errors)
		return c;
	content_free(c);
	return NULL;
}
