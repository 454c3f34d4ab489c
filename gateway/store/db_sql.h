/*
 * Every statement of the program that is prepared at the start, as SQL. Those on any table with a
 * `who` are made when they are wanted (db_run_any).
 */
#ifndef JIAXIN_DB_SQL_H
#define JIAXIN_DB_SQL_H

#include "store/db.h"

extern const char *const db_sql[DB_STMT_COUNT];

#endif
