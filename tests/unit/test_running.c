#include "timetable/running.h"

#include "unit/check.h"

/* Trips over several words of bits; their services run by a pattern of days. */
enum { TRIPS = 300, SERVICES = 3, DAYS = 90, WORDS = 3 };

static struct net_trip trips[TRIPS];
static uint32_t service_days[SERVICES * WORDS];
static const struct network net = {.trips = TRIPS,
        .services = SERVICES,
        .day_words = WORDS,
        .trip = trips,
        .service_days = service_days};

/* Service 0 runs on few days, 1 on each second, 2 never; runs of trips have the same. */
static void
draw(void)
{
	for (uint32_t t = 0; t < TRIPS; t++)
		trips[t].service = t % 7 == 0 ? 0 : t / 90 % 2 ? 2 : 1;
	for (uint32_t w = 0; w < WORDS; w++) {
		service_days[w] = 0x80000001;
		service_days[WORDS + w] = 0x55555555;
	}
}

static void
check_row(const uint64_t *row, uint32_t day)
{
	for (uint32_t from = 0; from <= TRIPS; from += 11)
		for (uint32_t end = from; end <= TRIPS; end++) {
			uint32_t first = from, last = end;
			while (first < end && !network_runs(&net, trips[first].service, day))
				first++;
			while (last > from && !network_runs(&net, trips[last - 1].service, day))
				last--;
			ck_assert_uint_eq(running_first(row, from, end), first);
			ck_assert_uint_eq(running_last(row, from, end), last - 1);
		}
}

START_TEST(finds_the_trips_that_run)
{
	draw();
	struct running *r = running_new(&net);
	for (uint32_t day = 0; day <= DAYS + 10; day += 5)
		check_row(running_on(r, day).trips, day);
	check_row(running_on(r, UINT32_MAX).trips, UINT32_MAX);
	running_free(r);
}
END_TEST

START_TEST(keeps_the_days_of_one_question)
{
	draw();
	struct running *r = running_new(&net);
	const uint64_t *rows[MAX_SERVICE_DAYS];
	for (uint32_t first = 0; first + MAX_SERVICE_DAYS <= DAYS; first += 13) {
		for (uint32_t i = 0; i < MAX_SERVICE_DAYS; i++)
			rows[i] = running_on(r, first + i).trips;
		for (uint32_t i = 0; i < MAX_SERVICE_DAYS; i++) {
			ck_assert_ptr_eq(rows[i], running_on(r, first + i).trips);
			bool runs = network_runs(&net, 0, first + i);
			ck_assert_int_eq(rows[i][0] & 1, runs);
		}
	}
	running_free(r);
}
END_TEST

TEST_MAIN("running", finds_the_trips_that_run, keeps_the_days_of_one_question)
