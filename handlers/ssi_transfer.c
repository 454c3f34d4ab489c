/*
 * What moves to another province: the account, by its statement or else at least its part of the
 * sum of bases, and the pooled part of that sum; in fen, each rounded once. Source:
 * 国办发〔2009〕66号, article 4.
 */
#include <errno.h>

#include "content/slot.h"
#include "handlers.h"
#include "ssi.h"

enum { ACCOUNT, POOLED, PERCENT = 100, PERCENT_MOST = 25, MONTHS_MOST = 720 };

/* Fen: a month's wage that is insured, and what an account may hold. */
enum { BASE_MOST = 5000000, BALANCE_MOST = 999999999 };

static const struct rule_number numbers[] = {
        [ACCOUNT] = {"account_percent", 0, PERCENT_MOST, false},
        [POOLED] = {"pooled_percent", 0, PERCENT_MOST, false},
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

/* "500000x36;400000x12": fen a month x months, 60 years of them at the most. */
static int
read_sum(struct str text, int64_t *sum)
{
	int64_t left = MONTHS_MOST;
	*sum = 0;
	do {
		struct str months = take_until(&text, ';'), base = take_until(&months, 'x');
		int64_t fen, count;
		int error = parse_int(base, 1, BASE_MOST, &fen);
		if (!error)
			error = parse_int(months, 1, left, &count);
		if (error)
			return error;
		*sum += fen * count;
		left -= count;
	} while (text.n);
	return 0;
}

static void
add_sum(struct result *result, const struct turn *turn, const char *fen, const char *yuan,
        int64_t sum)
{
	result_add_number(result, turn, fen, sum);
	result_add(result, yuan, money_show(turn->arena, sum));
}

static int
run(const struct turn *turn, struct result *result)
{
	struct str balance = turn_aside(turn, "balance");
	int64_t sum;
	int error = read_sum(turn_answer(turn, "segments"), &sum);
	if (error)
		return error;
	const struct rule_set *set = turn_rule(turn, &ssi_transfer_rule, turn_today(turn));
	if (!set)
		return -ENOENT;
	struct ssi_transfer moves = ssi_transfer(set->numbers, sum);
	if (balance.n)
		error = parse_int(balance, 0, BALANCE_MOST, &moves.account_fen);
	if (error)
		return error;
	result->outcome = balance.n ? "statement" : "least";
	add_sum(result, turn, "account_fen", "account", moves.account_fen);
	add_sum(result, turn, "pooled_fen", "pooled", moves.pooled_fen);
	add_sum(result, turn, "sum_fen", "sum", moves.account_fen + moves.pooled_fen);
	return 0;
}

const struct handler ssi_transfer_amount = {
        .spec =
                {
                        .name = "ssi.transfer_amount",
                        .slots = (const char *const[]){"segments", "balance", NULL},
                        .asides = (const char *const[]){"balance", NULL},
                        .outcomes = (const char *const[]){"least", "statement", NULL},
                        .values = (const char *const[]){"account_fen", "account", "pooled_fen",
                                "pooled", "sum_fen", "sum", NULL},
                        .rules = (const struct rule_spec *const[]){&ssi_transfer_rule, NULL},
                        .widest = (const char *const[]){"999999999", "9999999.99", "900000000",
                                "9000000.00", "1899999999", "18999999.99", NULL},
                },
        .run = run,
};
