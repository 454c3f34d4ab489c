/*
 * The author's mistakes, collected: every one with its place, what is wrong and how
 * to mend it, in Chinese or English. Used for the content tree and the configuration.
 */
#ifndef JIAXIN_FAULT_H
#define JIAXIN_FAULT_H

#include <stdio.h>

#include "base/arena.h"

enum fault_level { FAULT_ERROR, FAULT_WARNING };
enum fault_lang { FAULT_ZH, FAULT_EN };

/* Where: file as the reader would name it, line and column from 1 (0, 0: the whole file). */
struct place {
	const char *file;
	unsigned line, column;
};

struct fault {
	struct place at;
	enum fault_level level;
	const char *say[2]; /* by enum fault_lang: "what is wrong; how to mend it" */
};

/* A list of faults; FAULTS_INIT, fault_add..., faults_sort, faults_print, faults_release. */
struct faults {
	struct arena memory;
	struct fault *list;
	size_t count, cap;
	size_t errors;  /* those of level FAULT_ERROR */
	size_t dropped; /* beyond FAULTS_MAX they are only counted */
};

enum { FAULTS_MAX = 1000 };
#define FAULTS_INIT ((struct faults){0})

/*
 * zh and en are printf formats that take the same arguments in the same order. Place and
 * arguments are copied: they need not outlive the call.
 */
void fault_add(struct faults *f, enum fault_level level, struct place at, const char *zh,
        const char *en, ...) PRINTF_LIKE(5, 6);

/* The fault that a file or folder can't be read, for `error` (a positive errno). */
void fault_add_unreadable(struct faults *f, struct place at, int error);

/*
 * An author's words, fit to stand in a fault: at most 40 characters ("…" behind what is
 * longer), anything invisible or not UTF-8 as U+FFFD. NUL-terminated, lives as long as f;
 * empty when f is full, for then nobody will read it.
 */
const char *fault_show(struct faults *f, struct str words);

/* Nothing more is kept: spare the work of finding out what to say. */
bool faults_full(const struct faults *f);

/* By file, line, column; the same fault twice at one place is kept once. */
void faults_sort(struct faults *f);

/* One a line: "file:line:column: error: what; mend" (zh: 错误 stays "error", for tools). */
void faults_print(const struct faults *f, enum fault_lang lang, FILE *out);

void faults_release(struct faults *f);

#endif
