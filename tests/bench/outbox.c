/*
 * The outbox with many rows: outbox DB KEY ROWS CLAIMS. Fills a database with as many notices (0:
 * it was filled before), each to another phone, then claims 16 at a time, each claim in a commit of
 * its own that is not counted. Prints one JSON object:
 *
 *   put_ns, claim_ns   one put; the median claim (0 without any)
 *   seal_ns, open_ns   encrypting and decrypting one message, the median of ten thousand
 *   rss_mib            of this process, with the database still open
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "commands/command.h"
#include "store/outbox.h"

enum { A_COMMIT = 1000, A_CLAIM = 16, CLAIMS_MOST = 10000, SEALS = 10000 };

/* 71 characters, two parts. */
static const char words[] =
        "【家信】您的社保关系转移已经收到，一般四十五个工作日之内办好。到时候您会再收到一条短信。"
        "有不清楚的地方，请打社保电话12333问问，免长途费。";

static double took[CLAIMS_MOST];

static double
now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double
median(size_t count)
{
	qsort(took, count, sizeof(*took), compare);
	return count ? took[count / 2] : 0;
}

static double
rss_mib(void)
{
	long pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");
	must(file && fscanf(file, "%*d %ld", &pages) == 1);
	fclose(file);
	return (double)pages * 4096 / (1024 * 1024);
}

static void
commit(struct store *store, int64_t now_ms)
{
	int error = store_commit(store);
	store_settle(store, error, now_ms / 1000);
	must(error == 0);
}

static void
fill(struct store *store, struct arena *a, int64_t rows, int64_t now_ms)
{
	for (int64_t i = 0; i < rows; i++) {
		enum outbox_verdict verdict;
		struct outbox_message m = {.kind = OUTBOX_NOTICE,
		        .msisdn = str_from(arena_printf(a, "+86138%08d", (int)i)),
		        .text = str_from(words),
		        .lang = STR("zh")};
		must(outbox_put(store, a, &m, now_ms, &verdict, NULL) == 0);
		must(verdict == OUTBOX_TAKEN);
		if ((i + 1) % A_COMMIT == 0 || i + 1 == rows)
			commit(store, now_ms);
		arena_reset(a);
	}
}

static double
claim(struct store *store, struct arena *a, int64_t claims, int64_t now_ms)
{
	static const struct outbox_wish wish = {.most = A_CLAIM, .kinds = {true, true, true}};
	for (int64_t i = 0; i < claims; i++) {
		struct outbox_row rows[A_CLAIM];
		size_t count;
		double start = now_ns();
		must(outbox_claim(store, a, &wish, now_ms, rows, &count) == 0);
		took[i] = now_ns() - start;
		must(count == A_CLAIM);
		commit(store, now_ms);
		arena_reset(a);
	}
	return median((size_t)claims);
}

static void
seal_and_open(double *seal_ns, double *open_ns)
{
	static double opened[SEALS];
	struct arena a = ARENA_INIT;
	struct crypt *c = crypt_open_volatile();
	must(c);
	struct who who = crypt_who(c, STR("+8613800138000"));
	for (int i = 0; i < SEALS; i++) {
		struct seal place = {"outbox", i, &who};
		struct str plain;
		double start = now_ns();
		struct str sealed = crypt_seal(c, &a, &place, str_from(words));
		double middle = now_ns();
		must(crypt_open_sealed(c, &a, &place, sealed, &plain) == 0);
		opened[i] = now_ns() - middle;
		took[i] = middle - start;
		arena_reset(&a);
	}
	*seal_ns = median(SEALS);
	qsort(opened, SEALS, sizeof(*opened), compare);
	*open_ns = opened[SEALS / 2];
	crypt_close(c);
	arena_release(&a);
}

int
main(int argc, char **argv)
{
	int64_t rows, claims, now_ms = (int64_t)time(NULL) * 1000;
	if (argc != 5 || parse_int(str_from(argv[3]), 0, 10000000, &rows) != 0 ||
	        parse_int(str_from(argv[4]), 0, CLAIMS_MOST, &claims) != 0) {
		fputs("usage: outbox DB KEY ROWS CLAIMS\n", stderr);
		return 2;
	}
	struct arena arena = ARENA_INIT;
	struct config *config = config_new();
	struct store_options options = store_options_of(config);
	options.path = argv[1];
	options.key_path = argv[2];
	struct store *store = store_new(&options, now_ms / 1000);
	must(store_trouble(store) == 0);
	double start = now_ns(), seal_ns, open_ns;
	fill(store, &arena, rows, now_ms);
	double put_ns = rows ? (now_ns() - start) / (double)rows : 0;
	double claim_ns = claim(store, &arena, claims, now_ms);
	double rss = rss_mib();
	seal_and_open(&seal_ns, &open_ns);
	printf("{\"put_ns\":%.0f,\"claim_ns\":%.0f,\"seal_ns\":%.0f,\"open_ns\":%.0f,"
	       "\"rss_mib\":%.1f}\n",
	        put_ns, claim_ns, seal_ns, open_ns, rss);
	store_free(store);
	config_free(config);
	arena_release(&arena);
	return 0;
}
