/* The code before what is kept: 家 密码 4826, and 家 密码 去掉 takes it away. */
#include "family.h"
#include "handlers.h"

/* 0000, 1111, 1234, 4321: what anybody tries first. */
static bool
is_weak(struct str code)
{
	int step = code.p[1] - code.p[0];
	for (size_t i = 2; i < code.n; i++)
		if (code.p[i] - code.p[i - 1] != step)
			return false;
	return step >= -1 && step <= 1;
}

/* An empty code is none. */
static void
keep(const struct turn *turn, struct result *result, struct family_own *own, struct str code)
{
	result->outcome = code.n ? "set" : "removed";
	own->code = (struct str){0};
	own->wrong = 0;
	own->open_ms = turn->now_ms + turn->limits->open_ms;
	family_keep_own(turn, result, own, code);
}

static int
run(const struct turn *turn, struct result *result)
{
	struct family_own own = turn->family->own;
	struct str code = turn_aside(turn, "code");
	bool drop = turn_aside(turn, "drop").n;
	if (turn->rest.n || (drop && code.n)) {
		result->outcome = "unclear";
	} else if (!drop && !code.n) {
		result->ask = "code";
		result->outcome = "unclear";
	} else if (family_gate(turn, (struct str){0}, &own, result) != GATE_OPEN) {
		result->outcome = "locked";
	} else if (!drop && is_weak(code)) {
		result->outcome = "weak";
	} else {
		keep(turn, result, &own, code);
	}
	return 0;
}

static const char *const slots[] = {"code", "drop", NULL};

const struct handler family_code = {
        .spec =
                {
                        .name = "family.code",
                        .slots = slots,
                        .asides = slots,
                        .outcomes = (const char *const[]){"set", "removed", "weak", "locked",
                                "unclear", NULL},
                        .acts = true,
                        .family = true,
                },
        .run = run,
};
