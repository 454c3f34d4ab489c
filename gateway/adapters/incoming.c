#include "adapters/incoming.h"

#include <string.h>

#include "base/buf.h"
#include "text/decode.h"
#include "text/msisdn.h"

enum {
	ID_MOST = 65536,
	UNIT_SEPARATOR = 0x1F, /* between the fields of a message's name */
	USSD_LEAST_DIGITS = 7, /* who dials is a phone, however short its number */
	DLR_DELIVERED = 1,
	DLR_FAILED = 2,
	DLR_EXPIRED = 34
};

/* With the country code that came apart, or that the description puts before a national number. */
static struct str
whole_number(const struct route *route, const struct item *item, struct arena *a)
{
	struct str number = str_trim(item->fields[FIELD_FROM]);
	struct str country = str_trim(item->fields[FIELD_COUNTRY]);
	bool national = number.n > 1 && number.p[0] == '0' && number.p[1] != '0';
	if (number.n && number.p[0] == '+')
		return number;
	if (!country.n && route->country.n && national)
		country = route->country;
	if (!country.n)
		return number;
	if (country.p[0] == '+')
		country = str_skip(country, 1);
	number = str_skip(number, national);
	return str_from(arena_printf(a, "+%.*s%.*s", STR_ARG(country), STR_ARG(number)));
}

/* Empty when a field is missing: a part of a name would be the name of many. */
static struct str
name_of(const struct adapter *adapter, const struct route *route, const struct item *item,
        struct str text, struct arena *a)
{
	struct buf name = BUF_INIT(ID_MOST);
	bool complete = true, named = false;
	buf_add(&name, adapter->name);
	for (int i = 0; i < FIELD_COUNT; i++) {
		if (!route->once[i] || i == FIELD_TEXT)
			continue;
		named = true;
		complete = complete && item->fields[i].n > 0;
		buf_addc(&name, UNIT_SEPARATOR);
		buf_add(&name, item->fields[i]);
	}
	if (route->once[FIELD_TEXT]) { /* last: what was said before is its beginning */
		buf_addc(&name, UNIT_SEPARATOR);
		buf_add(&name, text);
	}
	bool whole = complete && (named || route->once[FIELD_TEXT]) && !name.full;
	struct str id = whole ? arena_str(a, buf_str(&name)) : (struct str){"", 0};
	buf_release(&name);
	return id;
}

static enum ussd_op
op_of(const struct route *route, const struct item *item)
{
	if (route->task == TASK_END || fields_pass(&route->ends, item))
		return USSD_END;
	return fields_pass(&route->begins, item) ? USSD_BEGIN : USSD_CONTINUE;
}

/* *714*5*3# and 714*5*3 as 714*5*3. */
static struct str
bare_code(struct str code)
{
	code = str_trim(code);
	if (code.n && code.p[0] == '*')
		code = str_skip(code, 1);
	if (code.n && code.p[code.n - 1] == '#')
		code.n--;
	return code;
}

/*
 * What was dialled, as if it had been our own code (ussd.code): the provider's is another, and may
 * have stars of its own. What stands behind it leads on.
 */
static struct str
dialled(const struct route *route, const struct item *item, struct str own_code, struct arena *a)
{
	bool in_text = route->text == TEXT_IS_DIALLED_FIRST;
	struct str whole = bare_code(item->fields[in_text ? FIELD_TEXT : FIELD_TO]);
	struct str code = bare_code(route->code.n ? route->code
	                            : in_text     ? item->fields[FIELD_TO]
	                                          : whole);
	struct str behind = code.n && str_starts(whole, code) ? str_skip(whole, code.n) : STR("");
	if (behind.n < 2 || behind.p[0] != '*')
		behind = STR("");
	return str_from(
	        arena_printf(a, "*%.*s%.*s#", STR_ARG(bare_code(own_code)), STR_ARG(behind)));
}

static bool
looks_dialled(struct str text)
{
	return text.n > 2 && text.p[0] == '*' && text.p[text.n - 1] == '#';
}

static void
read_step(const struct route *route, const struct item *item, struct str own_code, struct arena *a,
        struct message *m)
{
	bool names_session = item->fields[FIELD_SESSION].n > 0;
	m->op = op_of(route, item);
	m->joined = route->text == TEXT_IS_JOINED && m->id.n > 0;
	m->ussd_session = names_session ? item->fields[FIELD_SESSION] : m->msisdn;
	m->screen = &route->screen;
	m->dialled = dialled(route, item, own_code, a);
	if (route->text == TEXT_IS_DIALLED_FIRST && m->op == USSD_CONTINUE &&
	        looks_dialled(m->text))
		m->op = USSD_BEGIN;
	if (m->op == USSD_BEGIN) /* it means nothing, or is in `dialled` */
		m->text = STR("");
}

enum incoming_verdict
incoming_message(const struct adapter *adapter, const struct route *route, const struct item *item,
        const struct incoming_rules *rules, struct arena *a, struct message *message,
        const char **why)
{
	struct message m = {
	        .channel = route->ussd ? CHANNEL_USSD : CHANNEL_SMS, .lang = route->lang};
	bool session_missing = route->fields[FIELD_SESSION] && !item->fields[FIELD_SESSION].n;
	*why = item->is_wrong ? "a field is too long, or no text"
	       : !item->fields[FIELD_FROM].n
	               ? arena_printf(a, "%s is missing",
	                         route->fields[FIELD_FROM] ? route->fields[FIELD_FROM] : "from")
	       : session_missing ? arena_printf(a, "%s is missing", route->fields[FIELD_SESSION])
	                         : "";
	if (**why)
		return INCOMING_WRONG;
	if (msisdn_parse(a, whole_number(route, item, a),
	            route->ussd ? USSD_LEAST_DIGITS : rules->least_sender_digits, &m.msisdn) != 0) {
		*why = "this is no phone's number";
		return route->ussd ? INCOMING_WRONG : INCOMING_IGNORED;
	}
	must(decode_mo(a, item->fields[FIELD_TEXT], MO_GSM7, STR("UTF-8"), &m.text) == 0);
	m.id = name_of(adapter, route, item, m.text, a);
	if (adapter->sending.is_used)
		m.route = str_from(adapter->road);
	if (route->ussd)
		read_step(route, item, rules->own_code, a, &m);
	*message = m;
	return INCOMING_TAKEN;
}

bool
incoming_report(const struct adapter *adapter, const struct route *route, const struct item *item,
        struct dlr *dlr, const char **why)
{
	static const unsigned bits[REPORT_OUTCOMES] = {
	        [REPORT_DELIVERED] = DLR_DELIVERED,
	        [REPORT_FAILED] = DLR_FAILED,
	        [REPORT_EXPIRED] = DLR_EXPIRED,
	};
	if (item->is_wrong || !item->fields[FIELD_REF].n || !item->fields[FIELD_STATUS].n) {
		*why = "the reference or the status is missing";
		return false;
	}
	*dlr = (struct dlr){.ref = item->fields[FIELD_REF], .route = str_from(adapter->road)};
	for (int i = 0; i < REPORT_OUTCOMES; i++)
		if (fields_pass(&route->outcomes[i], item))
			dlr->bits = bits[i];
	return true;
}
