/*
 * What moves to another province, at least: the account's part and the pooled part of the sum
 * of bases, in fen, each rounded once. Source: 国办发〔2009〕66号, article 4.
 */
#include <errno.h>

#include "handlers.h"
#include "ssi.h"

enum { ACCOUNT, POOLED, PERCENT = 100, BASE_MOST = 100000000, MONTHS_MOST = 720, PARTS_MOST = 100 };

static const struct rule_number numbers[] = {
        [ACCOUNT] = {"account_percent", 0, 100, false},
        [POOLED] = {"pooled_percent", 0, 100, false},
};

const struct rule_spec ssi_transfer_rule = {"pension-transfer", numbers, ARRAY_LEN(numbers)};

static int64_t
share(int64_t fen, int64_t percent)
{
	return (fen * percent + PERCENT / 2) / PERCENT;
}

struct ssi_transfer
ssi_transfer(const int64_t *n, int64_t bases_fen)
{
	return (struct ssi_transfer){share(bases_fen, n[ACCOUNT]), share(bases_fen, n[POOLED])};
}

static struct str
take_until(struct str *text, char end)
{
	size_t n = 0;
	while (n < text->n && text->p[n] != end)
		n++;
	struct str part = {text->p, n};
	*text = str_skip(*text, n < text->n ? n + 1 : n);
	return part;
}

/* "500000x36;400000x12": fen a month x months. */
static int
read_sum(struct str text, int64_t *sum)
{
	*sum = 0;
	for (int parts = 0; parts == 0 || text.n; parts++) {
		struct str months = take_until(&text, ';'), base = take_until(&months, 'x');
		int64_t fen, count;
		int error = parse_int(base, 1, BASE_MOST, &fen);
		if (!error)
			error = parse_int(months, 1, MONTHS_MOST, &count);
		if (error || parts == PARTS_MOST)
			return error ? error : -ERANGE;
		*sum += fen * count;
	}
	return 0;
}

static int
run(const struct turn *turn, struct result *result)
{
	int64_t sum;
	int error = read_sum(turn_answer(turn, "segments"), &sum);
	if (error)
		return error;
	const struct rule_set *set = ssi_rule(turn, &ssi_transfer_rule, turn_today(turn));
	if (!set)
		return -ENOENT;
	struct ssi_transfer moves = ssi_transfer(set->numbers, sum);
	result->outcome = "found";
	result_add_number(result, turn, "account_fen", moves.account_fen);
	result_add_number(result, turn, "pooled_fen", moves.pooled_fen);
	result_add_number(result, turn, "sum_fen", moves.account_fen + moves.pooled_fen);
	return 0;
}

const struct handler ssi_transfer_amount = {
        .spec =
                {
                        .name = "ssi.transfer_amount",
                        .slots = (const char *const[]){"segments", NULL},
                        .outcomes = (const char *const[]){"found", NULL},
                        .values =
                                (const char *const[]){"account_fen", "pooled_fen", "sum_fen", NULL},
                        .rules = (const struct rule_spec *const[]){&ssi_transfer_rule, NULL},
                        .widest = (const char *const[]){"7200000000000", "7200000000000",
                                "14400000000000", NULL},
                },
        .run = run,
};
