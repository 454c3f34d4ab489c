#include "timetable/build.h"

#include <stdio.h>

#include "unit/small_feed.h"

/* One trap of GTFS a case: what a feed holds, what is asked of it, and what the answer is. */

#define TIMES "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
#define FLAGS \
	"trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
#define TRIPS "trip_id,route_id,service_id\n"
#define TWO_TRIPS "trip_id,route_id,service_id\nT1,R,S\nT2,R,S\n"
#define BLOCKS "trip_id,route_id,service_id,block_id\n"
#define CHAIN                                                                            \
	TIMES "T1,8:00:00,8:00:00,A,1\nT1,8:30:00,8:30:00,B,2\nT2,8:35:00,8:35:00,B,1\n" \
	      "T2,9:00:00,9:00:00,C,2\nT3,9:05:00,9:05:00,C,1\nT3,9:30:00,9:30:00,D,2\n" \
	      "T4,7:00:00,7:00:00,C,1\nT4,7:30:00,7:30:00,B,2\n"
#define CALENDAR                                                                                  \
	"service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date" \
	"\n"
#define PARENTS                                                             \
	"stop_id,stop_name,location_type,parent_station\n"                  \
	"A,Aa,0,\nB,Bb,1,\nB1,Bb one,0,B\nB2,Bb two,0,B\nC,Cc,,\nD,Dd,1,\n" \
	"D1,Dd one,0,D\nD1x,Dd front,4,D1\nBe,Bb door,2,B\nBn,Bb hall,3,B\n"
#define CHANGE_AT_B                                               \
	TIMES "T1,8:00:00,8:00:00,A,1\nT1,8:30:00,8:30:00,B1,2\n" \
	      "T2,8:35:00,8:35:00,B2,1\nT2,9:00:00,9:00:00,C,2\n"
#define WALKS                                                    \
	TIMES "T1,8:00:00,8:00:00,A,1\nT1,8:30:00,8:30:00,B,2\n" \
	      "T2,8:40:00,8:40:00,D,1\nT2,9:00:00,9:00:00,E,2\n"
#define FIVE "stop_id,stop_name,stop_lat,stop_lon\nA,Aa,,\nB,Bb,0,0\nC,Cc,,\nD,Dd,0,0.005\nE,Ee,,\n"

struct ask {
	const char *from, *to, *date;
	int hour, minute;
	const char *answer;
};

static const struct trap {
	const char *name;
	struct small_file files[4];
	const char *said;
	struct ask asks[6];
} traps[] = {
        {"nothing special", {{0}}, "",
                {{"A", "C", "2016-03-10", 8, 0, "8:00-9:00 T1;"},
                        {"A", "C", "2016-03-10", 8, 1, ""},
                        {"B", "C", "2016-03-31", 0, 0, "8:31-9:00 T1;"},
                        {"C", "A", "2016-03-10", 8, 0, ""}, {"A", "C", "2016-04-01", 8, 0, ""}}},
        {"trips of yesterday and before still run",
                {{"stop_times.txt", TIMES "T1,23:00:00,23:00:00,A,1\nT1,25:00:00,25:10:00,B,2\n"
                                          "T1,86:00:00,86:00:00,C,3\n"}},
                "",
                {{"B", "C", "2016-03-10", 0, 30, "1:10-62:00 T1;"},
                        {"B", "C", "2016-03-10", 1, 20, "25:10-86:00 T1;"},
                        {"A", "C", "2016-03-10", 0, 0, "23:00-86:00 T1;"},
                        {"B", "C", "2016-04-01", 0, 0, "1:10-62:00 T1;"}}},
        {"times count from noon minus twelve hours",
                {{"agency.txt", "agency_timezone\nAmerica/New_York\n"},
                        {"calendar.txt", CALENDAR "S,1,1,1,1,1,1,1,20161101,20161130\n"},
                        {"stop_times.txt", TIMES "T1,24:30:00,24:30:00,A,1\n"
                                                 "T1,27:00:00,27:00:00,C,2\n"}},
                "",
                {{"A", "C", "2016-11-05", 0, 0, "0:30-3:00 T1;"},
                        /* the 5th has 25 hours */
                        {"A", "C", "2016-11-06", -2, 0, "-0:30-2:00 T1;"},
                        {"A", "C", "2016-11-07", 0, 0, "0:30-3:00 T1;"}}},
        {"calendar_dates alone",
                {{"calendar.txt", NULL},
                        {"calendar_dates.txt", "date,exception_type,service_id\n20160310,1,S\n"
                                               "20160312,1,S\n20160312,2,S\n20160311,2,S\n"}},
                "",
                {{"A", "C", "2016-03-10", 8, 0, "8:00-9:00 T1;"},
                        {"A", "C", "2016-03-11", 8, 0, ""}, {"A", "C", "2016-03-12", 8, 0, ""}}},
        {"weekdays and exceptions",
                {{"calendar.txt", CALENDAR "S,1,1,1,1,1,0,0,20160301,20160331\n"},
                        {"calendar_dates.txt", "service_id,date,exception_type\nS,20160312,1\n"
                                               "S,20160310,2\nS,20160405,1\n"}},
                "",
                {{"A", "C", "2016-03-12", 8, 0, "8:00-9:00 T1;"},
                        {"A", "C", "2016-03-13", 8, 0, ""}, {"A", "C", "2016-03-10", 8, 0, ""},
                        {"A", "C", "2016-03-11", 8, 0, "8:00-9:00 T1;"},
                        {"A", "C", "2016-04-05", 8, 0, "8:00-9:00 T1;"},
                        {"A", "C", "2016-04-04", 8, 0, ""}}},
        {"platforms are their station, its change time holds",
                {{"stops.txt", PARENTS}, {"trips.txt", TWO_TRIPS}, {"stop_times.txt", CHANGE_AT_B},
                        {"transfers.txt", "from_stop_id,to_stop_id,transfer_type,"
                                          "min_transfer_time\nB,B,2,300\n"}},
                "",
                {{"A", "C", "2016-03-10", 8, 0, "8:00-9:00 T1+T2;"},
                        {"A", "B2", "2016-03-10", 8, 0, "8:00-8:30 T1;"},
                        {"Bb", "C", "2016-03-10", 8, 0, "8:35-9:00 T2;"}}},
        {"a change takes too long; the longest rule holds",
                {{"stops.txt", PARENTS}, {"trips.txt", TWO_TRIPS}, {"stop_times.txt", CHANGE_AT_B},
                        {"transfers.txt", "from_stop_id,to_stop_id,transfer_type,"
                                          "min_transfer_time\nB1,B2,2,301\nB,B,2,60\n"}},
                "", {{"A", "C", "2016-03-10", 8, 0, ""}}},
        {"a change is forbidden",
                {{"stops.txt", PARENTS}, {"trips.txt", TWO_TRIPS}, {"stop_times.txt", CHANGE_AT_B},
                        {"transfers.txt", "from_stop_id,to_stop_id,transfer_type\nB,B,3\n"}},
                "", {{"A", "C", "2016-03-10", 8, 0, ""}}},
        {"rules of certain trips are not the stop's",
                {{"stops.txt", PARENTS}, {"trips.txt", TWO_TRIPS}, {"stop_times.txt", CHANGE_AT_B},
                        {"transfers.txt", "from_stop_id,to_stop_id,transfer_type,from_trip_id,"
                                          "to_trip_id\nB,B,3,T1,T2\nB1,B2,3,,\n"}},
                "transfers.txt:2: note: a transfer of certain trips (\"B\"); not used, the stop's "
                "rule holds\n"
                "transfers.txt:3: note: a change forbidden between platforms of one station "
                "(\"B1\"); not used, the station's rule holds\n",
                {{"A", "C", "2016-03-10", 8, 0, "8:00-9:00 T1+T2;"}}},
        {"riders of one block stay seated, over three trips, though changing takes long",
                {{"trips.txt", BLOCKS "T1,R,S,b\nT3,R,S,b\nT2,R,S,b\nT4,R,S,\n"},
                        {"stop_times.txt", CHAIN},
                        {"transfers.txt", "from_stop_id,to_stop_id,transfer_type,"
                                          "min_transfer_time\nB,B,2,3600\nC,C,2,3600\n"}},
                "",
                {{"A", "C", "2016-03-10", 8, 0, "8:00-9:00 T1;"},
                        {"A", "D", "2016-03-10", 8, 0, "8:00-9:30 T1;"},
                        {"A", "B", "2016-03-10", 8, 0, "8:00-8:30 T1;"},
                        {"B", "D", "2016-03-10", 8, 0, "8:35-9:30 T2;"},
                        {"A", "C", "2016-04-01", 0, 0, ""}}},
        {"not on days when the next trip of the block is another",
                {{"calendar.txt", CALENDAR "S,1,1,1,1,1,1,1,20160301,20160331\n"
                                           "Q,1,1,1,1,1,1,0,20160301,20160331\n"},
                        {"trips.txt", BLOCKS "T1,R,S,b\nT2,R,Q,b\nT3,R,S,b\nT4,R,S,\n"},
                        {"stop_times.txt", CHAIN},
                        {"transfers.txt", "from_stop_id,to_stop_id,transfer_type\nB,B,3\n"}},
                "",
                {{"A", "C", "2016-03-12", 8, 0, "8:00-9:00 T1;"},
                        {"A", "C", "2016-03-13", 8, 0, ""}}},
        {"transfers of type 4 say the same, those of type 5 forbid it",
                {{"trips.txt", BLOCKS "T1,R,S,\nT2,R,S,b\nT3,R,S,b\nT4,R,S,\n"},
                        {"stop_times.txt", CHAIN},
                        {"transfers.txt", "from_stop_id,to_stop_id,transfer_type,from_trip_id,"
                                          "to_trip_id\nB,B,3,,\nC,C,3,,\n,,4,T1,T2\n"
                                          ",,5,T2,T3\n,,4,T1,Q\n"}},
                "transfers.txt:6: warning: there is no trip \"Q\"; the row is left out\n",
                {{"A", "C", "2016-03-10", 8, 0, "8:00-9:00 T1;"},
                        {"A", "D", "2016-03-10", 8, 0, ""}, {"B", "D", "2016-03-10", 8, 0, ""}}},
        {"who turns back takes nobody along",
                {{"stops.txt", "stop_id,stop_name,stop_lat,stop_lon\nA,Aa,0,0\nB,Bb,0,0.2\n"
                               "C,Cc,0,0.05\nD,Dd,0,0.3\n"},
                        {"trips.txt", BLOCKS "T1,R,S,b\nT2,R,S,b\nT4,R,S,\n"},
                        {"stop_times.txt", CHAIN},
                        {"transfers.txt", "from_stop_id,to_stop_id,transfer_type\nB,B,3\n"}},
                "stop_times.txt:6: warning: there is no trip \"T3\"; the row is left out\n"
                "stop_times.txt:7: warning: there is no trip \"T3\"; the row is left out\n",
                {{"A", "C", "2016-03-10", 8, 0, ""}}},
        {"footpaths are closed",
                {{"stops.txt", FIVE}, {"trips.txt", TWO_TRIPS}, {"stop_times.txt", WALKS},
                        {"transfers.txt", "from_stop_id,to_stop_id,transfer_type,"
                                          "min_transfer_time\nB,C,2,300\nC,D,2,300\n"}},
                "",
                {{"A", "E", "2016-03-10", 8, 0, "8:00-9:00 T1+T2;"},
                        {"B", "E", "2016-03-10", 8, 0, "8:30-9:00 T2;"},
                        {"D", "E", "2016-03-10", 8, 35, "8:40-9:00 T2;"}}},
        {"a forbidden footpath stays away, even by a detour",
                {{"stops.txt", FIVE}, {"trips.txt", TWO_TRIPS}, {"stop_times.txt", WALKS},
                        {"transfers.txt", "from_stop_id,to_stop_id,transfer_type,"
                                          "min_transfer_time\nB,C,2,300\nC,D,2,300\nB,D,3,\n"}},
                "", {{"A", "E", "2016-03-10", 8, 0, ""}}},
        {"a footpath without a time is a straight walk of 556 m",
                {{"stops.txt", FIVE}, {"trips.txt", TWO_TRIPS}, {"stop_times.txt", WALKS},
                        {"transfers.txt", "from_stop_id,to_stop_id\nB,D\n"}},
                "transfers.txt:2: note: a transfer without a time; taken as a straight walk at 1 "
                "m/s\n",
                {{"A", "E", "2016-03-10", 8, 0, "8:00-9:00 T1+T2;"},
                        {"B", "E", "2016-03-10", 8, 0, "8:30:44-9:00 T2;"}}},
        {"frequencies: exact or about, none at the end",
                {{"trips.txt", TWO_TRIPS},
                        {"stop_times.txt",
                                TIMES "T1,0:00:00,0:05:00,A,1\nT1,0:30:00,0:30:00,B,2\n"
                                      "T2,7:00:00,7:00:00,B,1\nT2,7:10:00,7:10:00,C,2\n"},
                        {"frequencies.txt",
                                "trip_id,start_time,end_time,headway_secs,exact_times\n"
                                "T1,8:00:00,9:00:00,1200,0\nT2,8:00:00,8:40:00,600,1\n"}},
                "",
                {{"A", "B", "2016-03-10", 8, 1, "8:20-8:45 T1;"},
                        {"A", "B", "2016-03-10", 8, 41, ""},
                        {"B", "C", "2016-03-10", 8, 21, "8:30-8:40 T2;"},
                        {"B", "C", "2016-03-10", 8, 31, ""},
                        {"B", "C", "2016-03-10", 6, 0, "8:00-8:10 T2;"}}},
        {"times between timepoints are filled in, rows sorted",
                {{"stop_times.txt", TIMES "T1,9:00:00,,D,40\nT1,,,C,30\nT1,8:00:00,8:00:00,A,1\n"
                                          "T1,,,B,7\n"}},
                "",
                {{"A", "D", "2016-03-10", 8, 0, "8:00-9:00 T1;"},
                        {"B", "C", "2016-03-10", 8, 0, "8:20-8:40 T1;"}}},
        {"no boarding, no alighting",
                {{"stop_times.txt",
                        FLAGS "T1,8:00:00,8:00:00,A,1,,1\nT1,8:30:00,8:31:00,B,2,1,0\n"
                              "T1,9:00:00,9:00:00,C,3,0,1\nT1,9:30:00,9:30:00,D,4,2,3\n"}},
                "stop_times.txt:5: note: must be asked for by phone (\"D\"); taken as a plain "
                "call\n",
                {{"A", "B", "2016-03-10", 8, 0, "8:00-8:30 T1;"},
                        {"B", "D", "2016-03-10", 8, 0, ""}, {"A", "C", "2016-03-10", 8, 0, ""},
                        {"C", "D", "2016-03-10", 8, 0, "9:00-9:30 T1;"}}},
        {"a fast train overtakes a slow one",
                {{"trips.txt", TWO_TRIPS},
                        {"stop_times.txt",
                                TIMES "T1,8:00:00,8:00:00,A,1\nT1,8:30:00,8:31:00,B,2\n"
                                      "T1,10:00:00,10:00:00,C,3\nT2,8:10:00,8:10:00,A,1\n"
                                      "T2,8:40:00,8:41:00,B,2\nT2,9:00:00,9:00:00,C,3\n"}},
                "",
                {{"A", "C", "2016-03-10", 8, 0, "8:10-9:00 T2;"},
                        {"A", "B", "2016-03-10", 8, 0, "8:00-8:30 T1;"}}},
        {"a trip comes to a stop twice",
                {{"stop_times.txt", TIMES "T1,8:00:00,8:00:00,A,1\nT1,8:10:00,8:10:00,B,2\n"
                                          "T1,8:20:00,8:20:00,C,3\nT1,8:30:00,8:30:00,B,4\n"
                                          "T1,8:40:00,8:40:00,D,5\n"}},
                "",
                {{"A", "B", "2016-03-10", 8, 0, "8:00-8:10 T1;"},
                        {"B", "D", "2016-03-10", 8, 0, "8:30-8:40 T1;"},
                        {"C", "B", "2016-03-10", 8, 0, "8:20-8:30 T1;"},
                        {"B", "C", "2016-03-10", 8, 0, "8:10-8:20 T1;"}}},
        {"no change time where the rider starts",
                {{"trips.txt", TWO_TRIPS},
                        {"stop_times.txt",
                                TIMES "T1,8:00:00,8:00:00,A,1\nT1,8:30:00,8:30:00,B,2\n"
                                      "T2,8:34:00,8:34:00,B,1\nT2,9:00:00,9:00:00,C,2\n"},
                        {"transfers.txt", "from_stop_id,to_stop_id,transfer_type,"
                                          "min_transfer_time\nA,A,2,9000\n"}},
                "",
                {{"A", "B", "2016-03-10", 8, 0, "8:00-8:30 T1;"},
                        {"A", "C", "2016-03-10", 8, 0, ""}}},
        {"a mark, CR LF, quotes, blanks, columns in any order",
                {{"stops.txt", "\xEF\xBB\xBF\"stop_name\" , stop_id\r\n\"A, \"\"a\"\"\",A\r\n"
                               "\"B\nb\",B\r\n Cc , C \r\n"},
                        {"routes.txt", NULL},
                        {"trips.txt", "service_id,trip_id,trip_short_name\r\nS,T1,K9\r\n"}},
                "",
                {{"A, \"a\"", "Cc", "2016-03-10", 8, 0, "8:00-9:00 T1;"},
                        {"A", "B b", "2016-03-10", 8, 0, "8:00-8:30 T1;"}}},
        {"hops that take no time keep their order",
                {{"trips.txt", TWO_TRIPS},
                        {"stop_times.txt", TIMES "T2,8:30:00,8:30:00,C,1\nT2,8:30:00,8:30:00,D,2\n"
                                                 "T1,8:00:00,8:00:00,A,1\nT1,8:00:00,8:00:00,B,2\n"
                                                 "T1,8:00:00,8:00:00,C,3\n"}},
                "",
                {{"A", "D", "2016-03-10", 8, 0, "8:00-8:30 T1+T2;"},
                        {"A", "B", "2016-03-10", 8, 0, "8:00-8:00 T1;"},
                        {"C", "A", "2016-03-10", 8, 0, ""}}},
        {"cities are groups",
                {{"stops.txt", "stop_id,stop_name,stop_city\nA,Aa,West\nB,Bb,East\nC,Cc,East\n"}},
                "",
                {{"A", "East", "2016-03-10", 8, 0, "8:00-8:30 T1;"},
                        {"West", "C", "2016-03-10", 8, 0, "8:00-9:00 T1;"},
                        {"A+B", "C", "2016-03-10", 8, 0, "8:31-9:00 T1;"}}},
};

START_TEST(handles_the_traps)
{
	for (size_t i = 0; i < ARRAY_LEN(traps); i++) {
		const struct trap *t = &traps[i];
		struct small_feed f;
		size_t count = 0;
		while (count < ARRAY_LEN(t->files) && t->files[count].name)
			count++;
		small_feed_build(&f, t->files, count);
		ck_assert_msg(f.is_built, "%s: %s", t->name, f.said);
		ck_assert_msg(strcmp(f.said, t->said) == 0, "%s: said \"%s\"", t->name, f.said);
		for (size_t a = 0; a < ARRAY_LEN(t->asks) && t->asks[a].from; a++) {
			const struct ask *ask = &t->asks[a];
			const char *got = small_feed_ask(&f, ask->from, ask->to, ask->date,
			        ask->hour * 3600 + ask->minute * 60);
			ck_assert_msg(strcmp(got, ask->answer) == 0,
			        "%s: %s to %s at %d:%02d: \"%s\", not \"%s\"", t->name, ask->from,
			        ask->to, ask->hour, ask->minute, got, ask->answer);
		}
		small_feed_release(&f);
	}
}
END_TEST

/* 2016-03-07 is a Monday: off; 2016-03-12, a Saturday, is worked instead. */
START_TEST(knows_holidays_that_a_feed_does_not)
{
	static const struct small_file files[] = {
	        {"calendar.txt", CALENDAR "S,1,1,1,1,1,0,0,20160301,20160331\n"
	                                  "Q,0,0,0,0,0,1,1,20160301,20160331\n"
	                                  "M,1,0,1,0,0,0,0,20160301,20160331\n"
	                                  "X,1,1,1,1,1,0,0,20160301,20160331\n"},
	        {"calendar_dates.txt", "service_id,date,exception_type\nX,20160307,1\n"},
	        {"trips.txt", TRIPS "T1,R,S\nT2,R,Q\nT3,R,M\nT4,R,X\n"},
	        {"stop_times.txt", TIMES "T1,8:00:00,8:00:00,A,1\nT1,9:00:00,9:00:00,C,2\n"
	                                 "T2,8:00:00,8:00:00,B,1\nT2,9:00:00,9:00:00,C,2\n"
	                                 "T3,8:00:00,8:00:00,D,1\nT3,9:00:00,9:00:00,C,2\n"
	                                 "T4,8:00:00,8:00:00,A,1\nT4,9:00:00,9:00:00,B,2\n"}};
	const struct special_day special[] = {
	        {day_of(2016, 3, 7), false}, {day_of(2016, 3, 12), true}};
	static const struct ask asks[] = {{"A", "C", "2016-03-04", 0, 0, "8:00-9:00 T1;"},
	        {"A", "C", "2016-03-07", 0, 0, ""}, {"A", "C", "2016-03-12", 0, 0, "8:00-9:00 T1;"},
	        {"A", "C", "2016-03-13", 0, 0, ""}, {"B", "C", "2016-03-07", 0, 0, "8:00-9:00 T2;"},
	        {"B", "C", "2016-03-12", 0, 0, ""}, {"B", "C", "2016-03-13", 0, 0, "8:00-9:00 T2;"},
	        /* Mondays and Wednesdays: it is no service of workdays */
	        {"D", "C", "2016-03-07", 0, 0, "8:00-9:00 T3;"}, {"D", "C", "2016-03-12", 0, 0, ""},
	        /* the feed itself says that it runs */
	        {"A", "B", "2016-03-07", 0, 0, "8:00-9:00 T4;"}};
	const struct build_options options = {
	        .special_days = special, .special_day_count = ARRAY_LEN(special)};
	struct small_feed f;
	small_feed_build_with(&f, files, ARRAY_LEN(files), &options);
	for (size_t i = 0; i < ARRAY_LEN(asks); i++)
		ck_assert_msg(strcmp(small_feed_ask(&f, asks[i].from, asks[i].to, asks[i].date, 0),
		                      asks[i].answer) == 0,
		        "%zu: \"%s\"", i, f.answer);
	small_feed_release(&f);
}
END_TEST

/* B and C are 111 m apart, C and D as far; of B and D the feed says that it takes an hour. */
START_TEST(walks_to_what_is_near)
{
	static const struct small_file files[] = {
	        {"stops.txt", "stop_id,stop_name,stop_lat,stop_lon\nA,Aa,1,1\nB,Bb,0,0\n"
	                      "C,Cc,0.001,0\nD,Dd,0,0.001\nE,Ee,,\n"},
	        {"transfers.txt", "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n"
	                          "B,D,2,3600\n"},
	        {"trips.txt", TRIPS "T1,R,S\nT2,R,S\nT3,R,S\n"},
	        {"stop_times.txt", TIMES "T1,8:00:00,8:00:00,A,1\nT1,9:00:00,9:00:00,B,2\n"
	                                 "T2,9:01:51,9:01:51,C,1\nT2,9:10:00,9:10:00,A,2\n"
	                                 "T3,9:59:00,9:59:00,D,1\nT3,10:10:00,10:10:00,E,2\n"}};
	static const struct {
		int32_t walk_m;
		const char *to_a, *to_e;
	} cases[] = {{0, "", ""}, {111, "", ""}, {112, "8:59:59-9:10 T2;", "8:57:08-10:10 T3;"},
	        {200, "8:59:59-9:10 T2;", "9:56:22-10:10 T3;"}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct build_options options = {.walk_m = cases[i].walk_m};
		struct small_feed f;
		small_feed_build_with(&f, files, ARRAY_LEN(files), &options);
		ck_assert_str_eq(
		        small_feed_ask(&f, "B", "A", "2016-03-10", 8 * 3600), cases[i].to_a);
		ck_assert_str_eq(
		        small_feed_ask(&f, "C", "E", "2016-03-10", 8 * 3600), cases[i].to_e);
		small_feed_release(&f);
	}
}
END_TEST

/* What is wrong with a feed, how it is said, and whether anything can still be built. */
static const struct fault {
	struct small_file file;
	bool fatal;
	const char *said;
} faults[] = {
        {{"stops.txt", NULL}, true, "stops.txt: error: is missing\n"},
        {{"stops.txt", "name,lat\nx,1\n"}, true, "stops.txt:1: error: has no column \"stop_id\"\n"},
        {{"stops.txt", ""}, true, "stops.txt: error: has no column \"stop_id\"\n"},
        {{"trips.txt", TRIPS}, true, NULL},
        {{"agency.txt", "agency_timezone\nAsia/Shanghai\nEurope/Paris\n"}, true,
                "agency.txt:3: error: its time zone \"Europe/Paris\" is another than before; build "
                "each time zone apart\n"},
        {{"agency.txt", "agency_timezone\n../../etc/passwd\n"}, false,
                "agency: warning: time zone \"../../etc/passwd\" is not known; taken as one "
                "without clock changes\n"},
        {{"agency.txt", NULL}, false,
                "agency: warning: time zone \"\" is not known; taken as one without clock "
                "changes\n"},
        {{"stops.txt", "stop_id,stop_name\nA,Aa\nA,Ab\n,x\nB,\nC,\"Cc\nD,Dd\n"}, false,
                "stops.txt:3: warning: id \"A\" came before; the first is used\n"
                "stops.txt:4: warning: has no id; the row is left out\n"
                "stops.txt:5: warning: has no name; its id \"B\" is used\n"
                "stops.txt:6: warning: a quote is never closed; from here to the end nothing is "
                "read\n"
                "stop_times.txt:4: warning: there is no stop \"C\"; the row is left out\n"},
        {{"stops.txt", "stop_id,stop_name,location_type,parent_station,stop_lat,stop_lon\n"
                       "A,Aa,0,B,95,1\nB,Bb,,Q,x,1\nC,Cc,9,,1,1\nD,Dd,2,,1,\n"},
                false,
                "stops.txt:2: warning: \"95\" is no place; taken as not given\n"
                "stops.txt:3: warning: \"x\" is no place; taken as not given\n"
                "stops.txt:4: warning: \"9\" is no number that can be; taken as not given\n"
                "stops.txt:2: warning: there is no station \"B\"; the stop stands alone\n"
                "stops.txt:3: warning: there is no station \"Q\"; the stop stands alone\n"},
        {{"routes.txt", "route_id,route_short_name\nR,1\nR,2\n"}, false,
                "routes.txt:3: warning: id \"R\" came before; the first is used\n"},
        {{"calendar.txt", CALENDAR "S,1,1,1,1,1,1,1,20160301,20160331\n"
                                   "S,1,1,1,1,1,1,1,20160301,20160331\n"
                                   "Q,1,1,1,1,1,1,1,20160230,20160331\n"},
                false,
                "calendar.txt:3: warning: id \"S\" came before; the first is used\n"
                "calendar.txt:4: warning: \"20160230\" is no date; the row is left out\n"},
        {{"calendar_dates.txt", "service_id,date,exception_type\nS,2016,1\nS,20160301,3\n"}, false,
                "calendar_dates.txt:2: warning: \"2016\" is no date; the row is left out\n"
                "calendar_dates.txt:3: warning: \"3\" is neither 1 nor 2; the row is left out\n"},
        {{"trips.txt", TRIPS "T1,R,S\nT1,R,S\n,R,S\nT2,R,Q\nT3,Q,S\n"}, false,
                "trips.txt:3: warning: id \"T1\" came before; the first is used\n"
                "trips.txt:4: warning: has no id; the row is left out\n"
                "trips.txt:5: warning: there is no service \"Q\"; the trip is left out\n"
                "trips.txt:6: warning: there is no route \"Q\"; the trip is used without its "
                "name\n"
                "trips.txt:6: warning: \"T3\" has fewer than two calls; the trip is left out\n"},
        {{"stop_times.txt", TIMES "T1,8:00:00,8:00:00,A,1\nT1,8:60:00,8:30:00,B,2\n"
                                  "T9,9:00:00,9:00:00,C,3\nT1,9:00:00,9:00:00,Q,3\n"
                                  "T1,9:00:00,9:00:00,C,x\nT1,9:00:00,9:00:00,C,2\n"
                                  "T1,,,D,9\n"},
                false,
                "stop_times.txt:3: warning: \"8:60:00\" is no time; taken as not given\n"
                "stop_times.txt:4: warning: there is no trip \"T9\"; the row is left out\n"
                "stop_times.txt:5: warning: there is no stop \"Q\"; the row is left out\n"
                "stop_times.txt:6: warning: \"x\" is no stop_sequence; the row is left out\n"
                "stop_times.txt:7: warning: stop_sequence \"2\" came before; the first is used\n"
                "trips.txt:2: warning: \"T1\" has no time at its end; the calls without are left "
                "out\n"},
        {{"stop_times.txt", TIMES "T1,8:00:00,8:00:00,A,1\nT1,7:00:00,7:00:00,B,2\n"}, true,
                "trips.txt:2: warning: times of \"T1\" run backward; the trip is left out\n"
                ": error: has no trip that can be used\n"},
        {{"stop_times.txt", TIMES "T1,8:00:00,8:00:00,A,1\nT1,8:10:00,8:05:00,B,2\n"
                                  "T1,9:00:00,9:00:00,C,3\n"},
                true,
                "trips.txt:2: warning: times of \"T1\" run backward; the trip is left out\n"
                ": error: has no trip that can be used\n"},
        {{"calendar.txt", CALENDAR "S,0,0,0,0,0,0,0,20160301,20160331\n"}, true,
                "trips.txt:2: warning: \"T1\" runs on no day; the trip is left out\n"
                ": error: has no trip that can be used\n"},
        {{"calendar.txt", CALENDAR "S,1,1,1,1,1,1,1,20150101,20251231\n"}, false,
                "calendar: warning: its days span too long; those from \"2019-01-05\" on are left "
                "out\n"},
        {{"frequencies.txt", "trip_id,start_time,end_time,headway_secs\nT1,8:00:00,9:00:00,0\n"
                             "T1,9:00:00,9:00:00,60\nT1,x,9:00:00,60\nQ,8:00:00,9:00:00,60\n"},
                false,
                "frequencies.txt:2: warning: headway \"0\" can't be; the row is left out\n"
                "frequencies.txt:3: warning: headway \"60\" can't be; the row is left out\n"
                "frequencies.txt:4: warning: \"x\" is no time; taken as not given\n"
                "frequencies.txt:4: warning: headway \"60\" can't be; the row is left out\n"
                "frequencies.txt:5: warning: there is no trip \"Q\"; the row is left out\n"},
        {{"transfers.txt", "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nA,Q,2,60\n"
                           "A,B,7,60\nA,B,2,-4\n"},
                false,
                "transfers.txt:2: warning: there is no stop \"Q\"; the row is left out\n"
                "transfers.txt:3: warning: \"7\" is no number that can be; taken as not given\n"
                "transfers.txt:4: warning: \"-4\" is no number that can be; taken as not given\n"
                "transfers.txt:4: note: a transfer without a time; taken as a straight walk at 1 "
                "m/s\n"},
};

START_TEST(says_what_is_wrong)
{
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		struct small_feed f;
		small_feed_build(&f, &faults[i].file, 1);
		ck_assert_msg(f.is_built == !faults[i].fatal, "case %zu: %s", i, f.said);
		if (faults[i].said)
			ck_assert_msg(strcmp(f.said, faults[i].said) == 0,
			        "case %zu: \"%s\", not \"%s\"", i, f.said, faults[i].said);
		small_feed_release(&f);
	}
}
END_TEST

START_TEST(merges_feeds)
{
	static const struct small_file other[] = {
	        {"stops.txt", "stop_id,stop_name,stop_city\nC,Cc,West\nE,Ee,West\n"},
	        {"stop_times.txt", TIMES "T1,9:30:00,9:30:00,C,1\nT1,10:00:00,10:00:00,E,2\n"},
	        {"calendar.txt", CALENDAR "S,1,1,1,1,1,1,1,20160310,20160405\n"},
	};
	struct small_feed f = {.is_built = false};
	scratch_open(&f.folder);
	const char *paths[] = {"first", "second"};
	char full[2][160];
	for (size_t i = 0; i < 2; i++) {
		struct scratch sub = f.folder;
		snprintf(full[i], sizeof(full[i]), "%s/%s", f.folder.dir, paths[i]);
		ck_assert_int_eq(mkdir(full[i], 0700), 0);
		snprintf(sub.dir, sizeof(sub.dir), "%.60s", full[i]);
		small_feed_write(&sub, i ? other : NULL, i ? ARRAY_LEN(other) : 0);
		paths[i] = full[i];
	}
	small_feed_build_all(&f, paths, 2);
	ck_assert_str_eq(f.said, "");
	ck_assert_str_eq(small_feed_ask(&f, "1:A", "1:C", "2016-03-10", 0), "8:00-9:00 1:T1;");
	ck_assert_str_eq(small_feed_ask(&f, "Cc", "2:E", "2016-03-10", 0), "9:30-10:00 2:T1;");
	ck_assert_str_eq(small_feed_ask(&f, "2:C", "Ee", "2016-03-09", 0), "");
	ck_assert_str_eq(small_feed_ask(&f, "2:C", "Ee", "2016-04-05", 0), "9:30-10:00 2:T1;");
	ck_assert_uint_eq(f.tt.info->stop_times, 5);
	small_feed_release(&f);
}
END_TEST

START_TEST(refuses_feeds_of_two_time_zones)
{
	static const struct small_file other = {"agency.txt", "agency_timezone\nEurope/Paris\n"};
	struct small_feed a, b, both = {.is_built = false};
	small_feed_build(&a, NULL, 0);
	small_feed_build(&b, &other, 1);
	const char *paths[] = {a.folder.dir, b.folder.dir};
	scratch_open(&both.folder);
	small_feed_build_all(&both, paths, 2);
	ck_assert(!both.is_built);
	ck_assert_ptr_nonnull(strstr(both.said, "its time zone \"Europe/Paris\" is another"));
	small_feed_release(&a);
	small_feed_release(&b);
	small_feed_release(&both);
}
END_TEST

/* Of one kind only the first are said; the feed's words can do no harm on a terminal. */
START_TEST(says_no_more_than_can_be_read)
{
	char text[4000] = TIMES "T1,8:00:00,8:00:00,A,1\nT1,9:00:00,9:00:00,B,2\n";
	for (int i = 0; i < 30; i++)
		strcat(text, "T1,8:00:00,8:00:00,\x1b[31m\xff,9\n");
	struct small_file file = {"stop_times.txt", text};
	struct small_feed f;
	size_t lines = 0;
	small_feed_build(&f, &file, 1);
	for (const char *p = f.said; *p; p++)
		lines += *p == '\n';
	ck_assert_uint_eq(lines, PROBLEMS_SHOWN + 1);
	ck_assert_ptr_null(strchr(f.said, 0x1b));
	ck_assert_ptr_nonnull(strstr(f.said, "\n10 more of the same: there is no stop \"…\""));
	ck_assert_uint_eq(f.problems.treated, 30);
	small_feed_release(&f);
}
END_TEST

static void
count_call(void *arg, double done)
{
	ck_assert(done >= 0 && done <= 1);
	++*(size_t *)arg;
}

/* One trip of 1,024 calls, as many as there may be, and one that has one more. */
START_TEST(tells_how_far_it_is)
{
	enum { ROWS = 70000, MOST = 1024 };
	struct scratch s;
	char *text = malloc(ROWS * 32 + 100), *end = text + sprintf(text, "%s", TIMES);
	for (int i = 0; i < ROWS; i++)
		end += sprintf(end, "%s,8:%02d:%02d,,%s,%d\n", i < MOST ? "T1" : "T2", i / 1200,
		        i / 20 % 60, i % 2 ? "A" : "B", i);
	const struct small_file files[] = {{"stop_times.txt", text}, {"trips.txt", TWO_TRIPS}};
	size_t calls = 0;
	struct problems problems = {.out = NULL};
	struct build_options options = {.progress = count_call, .progress_arg = &calls};
	struct built built;
	scratch_open(&s);
	small_feed_write(&s, files, ARRAY_LEN(files));
	const char *path = s.dir;
	ck_assert(timetable_build(&path, 1, &options, &problems, &built));
	ck_assert_uint_ge(calls, 2);
	ck_assert_uint_eq(built.stop_times, MOST);
	ck_assert_uint_eq(problems.seen[PROBLEM_MANY_CALLS], 1);
	free(built.image);
	free(text);
	scratch_close(&s);
}
END_TEST

TEST_MAIN("build", handles_the_traps, walks_to_what_is_near, knows_holidays_that_a_feed_does_not,
        says_what_is_wrong, merges_feeds, refuses_feeds_of_two_time_zones,
        says_no_more_than_can_be_read, tells_how_far_it_is)
