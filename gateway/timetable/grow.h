/* Arrays that grow by half as much again. */
#ifndef JIAXIN_TIMETABLE_GROW_H
#define JIAXIN_TIMETABLE_GROW_H

#include "base/base.h"

/* Room for `count` elements; what is new is not zeroed. */
static inline void *
grow(void *array, size_t *cap, size_t count, size_t element)
{
	if (count <= *cap && array)
		return array;
	size_t more = *cap + *cap / 2 + 16;
	*cap = more < count ? count : more;
	must(*cap <= SIZE_MAX / element);
	return xrealloc(array, *cap * element);
}

/* A list: { TYPE *p; size_t n, cap; } */
#define LIST(type)             \
	struct {               \
		type *p;       \
		size_t n, cap; \
	}

/* Adds one to a list. */
#define LIST_ADD(list, ...)                                                                   \
	do {                                                                                  \
		(list)->p = grow((list)->p, &(list)->cap, (list)->n + 1, sizeof(*(list)->p)); \
		(list)->p[(list)->n++] = __VA_ARGS__;                                         \
	} while (0)

#endif
