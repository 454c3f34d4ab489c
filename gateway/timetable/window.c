#include "timetable/window.h"

enum { DAY_S = 86400, CLOCK_CHANGE_S = 3600 };

size_t
window_days(const struct timetable *tt, int32_t date, unsigned before, unsigned after,
        struct service_day days[MAX_SERVICE_DAYS])
{
	size_t n = 0;
	must(before <= WINDOW_DAYS_MOST && after <= WINDOW_DAYS_MOST);
	int32_t running = (tt->longest_s + CLOCK_CHANGE_S) / DAY_S;
	int32_t first = date - (int32_t)before - running, last = date + (int32_t)after;
	first = first < tt->info->first_day ? tt->info->first_day : first;
	last = last > tt->info->last_day ? tt->info->last_day : last;
	if (last - first >= MAX_SERVICE_DAYS)
		first = last - MAX_SERVICE_DAYS + 1;
	for (int32_t day = first; day <= last; day++)
		days[n++] = (struct service_day){
		        timetable_day(tt, day), timetable_shift(tt, date, day)};
	return n;
}
