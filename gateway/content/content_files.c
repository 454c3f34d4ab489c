#include "content/content_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct search {
	struct files *out;
	struct arena *arena;
	struct faults *faults;
};

static int search_folder(struct search *s, const char *folder, int depth);

static int
is_seen(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Byte by byte: the same order whatever the locale is. */
static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool
ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);
	return n > m && strcmp(name + n - m, end) == 0;
}

static void
add_file(struct search *s, const char *path)
{
	struct files *out = s->out;
	if (out->count == FILES_MAX) {
		fault_add(s->faults, FAULT_ERROR, (struct place){path, 0, 0},
		        "文件太多，最多%d个；请合并", "too many files, %d at the most; join some",
		        FILES_MAX);
		return;
	}
	if (out->count == out->cap) {
		out->cap = out->cap ? out->cap * 2 : 16;
		out->list = xrealloc(out->list, out->cap * sizeof(*out->list));
	}
	out->list[out->count++] = path;
}

static void
add_folder(struct search *s, const char *path, int depth)
{
	struct place at = {path, 0, 0};
	if (depth == FOLDERS_DEEP_MAX) {
		fault_add(s->faults, FAULT_ERROR, at, "文件夹套得太深，最多%d层；请往上挪",
		        "folders are nested deeper than %d; move it up", FOLDERS_DEEP_MAX);
		return;
	}
	int error = search_folder(s, path, depth + 1);
	if (error)
		fault_add_unreadable(s->faults, at, -error);
}

static void
add_entry(struct search *s, const char *path, int depth)
{
	struct stat st;
	/* Not through links: one could lead back up here. */
	if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
		add_folder(s, path, depth);
	else if (ends_with(path, ".yaml"))
		add_file(s, path);
	else if (ends_with(path, ".yml"))
		fault_add(s->faults, FAULT_WARNING, (struct place){path, 0, 0},
		        "只读名字以.yaml结尾的文件；请改名",
		        "only files named *.yaml are read; rename it");
}

static int
search_folder(struct search *s, const char *folder, int depth)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_seen, by_name);
	if (count < 0)
		return -errno;
	for (int i = 0; i < count; i++) {
		add_entry(s, arena_printf(s->arena, "%s/%s", folder, entries[i]->d_name), depth);
		free(entries[i]);
	}
	free(entries);
	return 0;
}

int
files_find(struct files *out, struct arena *a, const char *dir, struct faults *f)
{
	struct search s = {out, a, f};
	return search_folder(&s, dir, 1);
}

void
files_release(struct files *files)
{
	free(files->list);
	*files = (struct files){0};
}
