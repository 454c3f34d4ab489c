/* What jiaxin schema prints: JSON, and every name that the loader knows in its place. */
#include "content/schema.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base_tree.h"
#include "check.h"
#include "content/content_keys.h"
#include "content/slot.h"

static char *schema;
static sqlite3 *db;

static void
print(void)
{
	struct faults faults = FAULTS_INIT;
	struct content *c = content_load(BASE_TREE, &base_rules, &faults, NULL);
	size_t n;
	FILE *out = open_memstream(&schema, &n);
	ck_assert(c && out);
	schema_print(c, &base_rules, out);
	fclose(out);
	content_free(c);
	faults_release(&faults);
	ck_assert_int_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
}

static void
release(void)
{
	free(schema);
	sqlite3_close(db);
}

/* Is there a value at `path`, and, if `within` is given, is it in that list? */
static bool
has(const char *path, const char *within)
{
	sqlite3_stmt *s;
	const char *sql = within ? "SELECT count(*) FROM json_each(?1, ?2) WHERE value = ?3"
	                         : "SELECT json_type(?1, ?2) IS NOT NULL";
	ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	sqlite3_bind_text(s, 1, schema, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 2, path, -1, SQLITE_STATIC);
	if (within)
		sqlite3_bind_text(s, 3, within, -1, SQLITE_STATIC);
	ck_assert_int_eq(sqlite3_step(s), SQLITE_ROW);
	bool there = sqlite3_column_int(s, 0) == 1;
	sqlite3_finalize(s);
	return there;
}

START_TEST(is_json_for_the_languages_of_the_tree)
{
	print();
	ck_assert(has("$", NULL));
	ck_assert(has("$.definitions.texts.properties.zh", NULL));
	ck_assert(has("$.definitions.texts.required", "en"));
	ck_assert(has("$.definitions.language.enum", "zh"));
	ck_assert(!has("$.definitions.texts.properties.fr", NULL));
	release();
}
END_TEST

START_TEST(knows_every_key)
{
	print();
	static const char *const definitions[KEY_SET_COUNT] = {[KEYS_PAGE] = "page",
	        [KEYS_OPTION] = "options.items.anyOf[1]",
	        [KEYS_SLOT] = "slot",
	        [KEYS_CHOICE] = "choice",
	        [KEYS_EXAMPLE] = "example",
	        [KEYS_SERVICE] = "service",
	        [KEYS_LANGUAGE] = "language-words",
	        [KEYS_PLACES] = "places",
	        [KEYS_REGION] = "region",
	        [KEYS_COUNTY] = "county",
	        [KEYS_RULE_SET] = "rules.properties.retirement.items",
	        [KEYS_PUBLISHED] = "published"};
	char path[256];
	for (int set = 0; set < KEY_SET_COUNT; set++)
		for (const struct content_key *k = content_keys((enum key_set)set); k->name; k++) {
			const char *d = definitions[set];
			const char *quote = strchr(d, '.') ? "" : "\"";
			snprintf(path, sizeof(path), "$.definitions.%s%s%s.properties.%s", quote, d,
			        quote, k->name);
			ck_assert_msg(has(path, NULL), "%s", path);
			ck_assert(k->zh && k->en);
		}
	release();
}
END_TEST

START_TEST(knows_every_name)
{
	print();
	char path[256];
	for (int i = 0; i < SLOT_TYPE_COUNT; i++)
		ck_assert(
		        has("$.definitions.\"slot-type\".enum", slot_type_name((enum slot_type)i)));
	for (size_t i = 0; i < base_rules.handler_count; i++)
		ck_assert(has("$.definitions.handler.enum", base_rules.handlers[i].name));
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		snprintf(path, sizeof(path), "$.definitions.sentences.properties.\"%s\"",
		        content_text_name((enum service_text)i));
		ck_assert_msg(has(path, NULL), "%s", path);
	}
	ck_assert(has("$.definitions.commands.properties.stop", NULL));
	ck_assert(has("$.definitions.page.allOf[0].then.properties.say.properties.soon", NULL));
	ck_assert(has("$.definitions.slot.allOf[0].if.properties.type.enum", "number"));
	ck_assert(!has("$.definitions.slot.allOf[0].if.properties.type.enum", "text"));
	ck_assert(has("$.definitions.page.allOf[0].then.properties.why.properties.soon", NULL));
	ck_assert(has("$.definitions.page.allOf[0].then.properties.phrases.required", "row"));
#define RULE "$.definitions.rules.properties.retirement.items"
	ck_assert(has(RULE ".properties.months.minimum", NULL));
	ck_assert(has(RULE ".required", "first_birth"));
	release();
}
END_TEST

TEST_MAIN("schema", is_json_for_the_languages_of_the_tree, knows_every_key, knows_every_name)
