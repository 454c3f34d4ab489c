#include <stdio.h>
#include <string.h>

#include "check.h"
#include "outside/metrics.h"

static const char *
printed(const struct metrics *m, const struct gauge *gauges, size_t count, struct buf *out)
{
	buf_clear(out);
	metrics_print(m, gauges, count, out);
	ck_assert(!out->full);
	return out->p;
}

START_TEST(puts_into_buckets)
{
	static const struct {
		int64_t us;
		size_t bucket;
	} cases[] = {{0, 0}, {500, 0}, {501, 1}, {1000, 1}, {1001, 2}, {5000000, 9}, {5000001, 10},
	        {INT32_MAX, 10}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct metrics m = {0};
		metrics_latency(&m, cases[i].us);
		ck_assert_uint_eq(m.latency[cases[i].bucket], 1);
		ck_assert_uint_eq(m.latency_sum_us, (uint64_t)cases[i].us);
	}
}
END_TEST

START_TEST(prints)
{
	struct buf out = BUF_INIT(65536);
	struct metrics m = {.counts[COUNT_PARTS] = 7};
	const struct gauge gauges[] = {
	        {"ready", "Is it?", 1}, {"bytes", "How many.", 1099511627776.0}};
	static const char *const wanted[] = {
	        "\n# TYPE jiaxin_parts_sent_total counter\njiaxin_parts_sent_total 7\n",
	        "\n# HELP jiaxin_ready Is it?\n# TYPE jiaxin_ready gauge\njiaxin_ready 1\n",
	        "\njiaxin_bytes 1099511627776\n",
	        "\njiaxin_answer_seconds_bucket{le=\"0.0005\"} 1\n",
	        "\njiaxin_answer_seconds_bucket{le=\"0.001\"} 1\n",
	        "\njiaxin_answer_seconds_bucket{le=\"0.0025\"} 2\n",
	        "\njiaxin_answer_seconds_bucket{le=\"5\"} 2\n",
	        "\njiaxin_answer_seconds_bucket{le=\"+Inf\"} 3\n",
	        "\njiaxin_answer_seconds_sum 6.002400\n",
	        "\njiaxin_answer_seconds_count 3\n",
	};
	metrics_latency(&m, 400);
	metrics_latency(&m, 2000);
	metrics_latency(&m, 6000000);
	const char *text = printed(&m, gauges, ARRAY_LEN(gauges), &out);
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		ck_assert_msg(strstr(text, wanted[i]), "no %s in %s", wanted[i], text);
	buf_release(&out);
}
END_TEST

/* Prometheus text format 0.0.4: every sample after its own HELP and TYPE, each name once. */
START_TEST(keeps_to_the_format)
{
	struct buf out = BUF_INIT(65536);
	struct metrics m = {0};
	char *rest = NULL, family[64] = "", type[64], name[64];
	char *text = strdup(printed(&m, NULL, 0, &out));
	size_t families = 0;
	ck_assert(out.p[out.n - 1] == '\n');
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (sscanf(line, "# HELP %63s ", family) == 1) {
			char mark[80];
			snprintf(mark, sizeof(mark), "# HELP %s ", family);
			ck_assert_msg(!strstr(strstr(out.p, mark) + 1, mark), "%s twice", family);
			ck_assert_msg(strlen(line) > strlen(mark), "%s explains nothing", family);
			families++;
		} else if (sscanf(line, "# TYPE %63s", type) == 1) {
			ck_assert_str_eq(type, family);
		} else {
			ck_assert_int_eq(sscanf(line, "%63[a-z0-9_]", name), 1);
			ck_assert_int_eq(strncmp(name, family, strlen(family)), 0);
			ck_assert_ptr_nonnull(strchr(line, ' '));
		}
	}
	ck_assert_uint_eq(families, COUNTER_COUNT + 1);
	free(text);
	buf_release(&out);
}
END_TEST

TEST_MAIN("metrics", puts_into_buckets, prints, keeps_to_the_format)
