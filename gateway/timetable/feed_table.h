/*
 * A timetable that a person types in a spreadsheet and saves as CSV (UTF-8 or GB18030):
 *
 *   #演示数据
 *   车次,站序,站名,到,开,天,首日,末日,城市
 *   K9001,1,深圳,,18:05,1,2026-01-01,2026-12-31,
 *   ,2,长沙,05:40,05:52,2,,,
 *
 * The columns may stand in any order; without a first row of names they stand as above. An
 * empty 车次, 首日 or 末日 is that of the row before. 天 is the day of the arrival, 1 (or 0) for
 * the first; empty: the next day where the clock runs back, or the one that the time itself says
 * (24:10, 次日0:10). What an input method writes wide is read. A row with #演示数据 marks all of it
 * as invented. Times are China's (Asia/Shanghai).
 */
#ifndef JIAXIN_TIMETABLE_FEED_TABLE_H
#define JIAXIN_TIMETABLE_FEED_TABLE_H

#include "timetable/feed.h"

/* Is this the name of such a file? It ends in .csv. */
bool feed_is_table(const char *path);

/* As feed_read, into a feed that is empty. */
bool feed_read_table(struct feed *feed) MUST_USE;

#endif
