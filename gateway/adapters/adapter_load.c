/* A description as a whole: who may call, and its routes. */
#include <string.h>

#include "adapters/load.h"

enum { NAME_LONGEST = 40, WORDS_LONGEST = 400, PREFIX_LONGEST = 32 };

/* --- access --- */

static void
load_secret(struct load *l, const struct yaml_node *map, struct access *access)
{
	static const char *const known[] = {"in", "name", "prefix", NULL};
	static const struct choice places[] = {{"path", SECRET_IN_PATH}, {"query", SECRET_IN_QUERY},
	        {"header", SECRET_IN_HEADER}, {NULL, 0}};
	if (!load_is(l, map, YAML_MAP, "secret"))
		return;
	load_check_keys(l, map, known);
	access->secret_at = map->at;
	access->secret_in = (enum secret_place)load_choice(
	        l, yaml_get(map, "in"), "in", places, SECRET_IN_PATH);
	access->secret_name = load_header_name(l, yaml_get(map, "name"), "name");
	access->secret_prefix =
	        str_from(load_text(l, yaml_get(map, "prefix"), "prefix", PREFIX_LONGEST));
	if (access->secret_in != SECRET_IN_PATH && !access->secret_name)
		fault_add(l->faults, FAULT_ERROR, map->at,
		        "要写name：哪个参数、哪个HTTP头里有密钥；请补上",
		        "\"name\" is missing: which parameter or header holds the secret; add it");
}

static void
load_from(struct load *l, const struct yaml_node *node, struct access *access)
{
	const struct yaml_node *const *items;
	size_t count = load_items(l, node, "from", &items);
	access->has_from = true;
	for (size_t i = 0; i < count; i++) {
		struct allow_list one = {.count = 0};
		struct str bad;
		if (allow_parse(items[i]->text, &one, &bad) != 0)
			fault_add(l->faults, FAULT_ERROR, items[i]->at,
			        "“%s”不是地址，也不是网段（10.0.0.0/24）；请改",
			        "\"%s\" is no address and no network (10.0.0.0/24); mend it",
			        fault_show(l->faults, bad));
		else if (access->from.count + one.count > ALLOW_MOST)
			fault_add(l->faults, FAULT_ERROR, items[i]->at, "地址最多%d个；请合成网段",
			        "more than %d addresses; join some to networks", ALLOW_MOST);
		for (size_t j = 0; j < one.count && access->from.count < ALLOW_MOST; j++)
			access->from.networks[access->from.count++] = one.networks[j];
	}
}

static void
load_hmac(struct load *l, const struct yaml_node *map, struct access *access)
{
	static const char *const known[] = {"header", "algorithm", "encoding", "prefix", NULL};
	static const struct choice algorithms[] = {
	        {"sha256", HMAC_SHA256}, {"sha512", HMAC_SHA512}, {"sha1", HMAC_SHA1}, {NULL, 0}};
	static const struct choice encodings[] = {
	        {"hex", HMAC_HEX}, {"base64", HMAC_BASE64}, {NULL, 0}};
	if (!load_is(l, map, YAML_MAP, "hmac"))
		return;
	load_check_keys(l, map, known);
	access->hmac_at = map->at;
	access->hmac_header = load_header_name(l, yaml_get(map, "header"), "header");
	access->hmac_algorithm = (enum hmac_algorithm)load_choice(
	        l, yaml_get(map, "algorithm"), "algorithm", algorithms, HMAC_SHA256);
	access->hmac_encoding = (enum hmac_encoding)load_choice(
	        l, yaml_get(map, "encoding"), "encoding", encodings, HMAC_HEX);
	access->hmac_prefix =
	        str_from(load_text(l, yaml_get(map, "prefix"), "prefix", PREFIX_LONGEST));
	if (!access->hmac_header)
		fault_add(l->faults, FAULT_ERROR, map->at, "要写header：签名在哪个HTTP头里；请补上",
		        "\"header\" is missing: which one holds the signature; add it");
}

static void
load_access(struct load *l, const struct yaml_node *map, struct access *access)
{
	static const char *const known[] = {"secret", "from", "hmac", NULL};
	if (!load_is(l, map, YAML_MAP, "access"))
		return;
	load_check_keys(l, map, known);
	const struct yaml_node *secret = yaml_get(map, "secret"), *from = yaml_get(map, "from"),
	                       *hmac = yaml_get(map, "hmac");
	if (secret)
		load_secret(l, secret, access);
	if (from)
		load_from(l, from, access);
	if (hmac)
		load_hmac(l, hmac, access);
	if (!secret && !from && !hmac)
		fault_add(l->faults, FAULT_ERROR, map->at,
		        "谁都能冒充这家平台；secret、from、hmac至少写一个",
		        "anybody could pose as this provider; give one of secret, from, hmac");
}

/* --- routes --- */

static bool
same_path(const struct route *a, const struct route *b)
{
	bool same = a->ussd == b->ussd && a->segment_count == b->segment_count;
	for (size_t i = 0; same && i < a->segment_count; i++)
		same = a->segments[i].is_field || b->segments[i].is_field ||
		       str_eq(a->segments[i].literal, b->segments[i].literal);
	return same;
}

static void
load_routes(struct load *l, const struct yaml_node *list, struct adapter *adapter)
{
	if (!load_is(l, list, YAML_LIST, "routes"))
		return;
	if (list->count == 0)
		fault_add(l->faults, FAULT_ERROR, list->at, "一条路线也没有；请补上",
		        "there is no route; add one");
	if (list->count > ROUTES_MOST)
		fault_add(l->faults, FAULT_ERROR, list->at, "路线最多%d条；请分成两个文件",
		        "more than %d routes; make two files of them", ROUTES_MOST);
	for (size_t i = 0; i < list->count && i < ROUTES_MOST; i++) {
		struct route *route = &adapter->routes[adapter->route_count];
		load_route(l, list->items[i], route);
		for (size_t j = 0; j < adapter->route_count; j++)
			if (same_path(route, &adapter->routes[j]))
				fault_add(l->faults, FAULT_ERROR, route->at,
				        "和第%u行的路线分不开；请改at",
				        "can't be told from the route in line %u; change \"at\"",
				        adapter->routes[j].at.line);
		adapter->route_count++;
	}
}

/* --- the file --- */

static bool
check_name(struct load *l, struct str name, const char *path)
{
	bool good = name.n > 0 && name.n <= NAME_LONGEST && name.p[0] >= 'a' && name.p[0] <= 'z';
	for (size_t i = 0; good && i < name.n; i++)
		good = (name.p[i] >= 'a' && name.p[i] <= 'z') || name.p[i] == '-' ||
		       (name.p[i] >= '0' && name.p[i] <= '9');
	if (!good)
		fault_add(l->faults, FAULT_ERROR, (struct place){path, 0, 0},
		        "文件名只能用小写字母、数字和-，字母开头，最多%d个；请改名",
		        "the file's name may have small letters, digits and -, a letter first, %d "
		        "at "
		        "the most; rename it",
		        NAME_LONGEST);
	return good;
}

static void
load_root(struct load *l, const struct yaml_node *root, struct adapter *adapter)
{
	static const char *const known[] = {
	        "about", "source", "as_of", "access", "routes", "send", NULL};
	if (!load_is(l, root, YAML_MAP, "routes"))
		return;
	load_check_keys(l, root, known);
	const struct yaml_node *access = yaml_get(root, "access"),
	                       *routes = yaml_get(root, "routes"), *send = yaml_get(root, "send");
	for (size_t i = 0; i < 3; i++) /* for people; only that they are words */
		load_text(l, yaml_get(root, known[i]), known[i], WORDS_LONGEST);
	if (!access || !routes)
		fault_add(l->faults, FAULT_ERROR, root->at, "要有access和routes；请补上",
		        "\"access\" and \"routes\" are wanted; add them");
	if (access)
		load_access(l, access, &adapter->access);
	if (routes)
		load_routes(l, routes, adapter);
	if (send)
		load_send(l, send, &adapter->sending);
}

struct adapter *
adapter_load(struct arena *a, const char *path, struct str name, struct faults *faults)
{
	struct load l = {.arena = a, .faults = faults};
	struct adapter *adapter = arena_alloc(a, sizeof(*adapter));
	size_t before = faults->errors;
	adapter->name = arena_str(a, name);
	adapter->road = arena_printf(a, "@%.*s", STR_ARG(name));
	adapter->label = arena_printf(a, "adapter %.*s", STR_ARG(name));
	adapter->mend = arena_printf(
	        a, "\"send\" in %s, and at the file with its secret (NAME.send)", path);
	const char *shown = arena_dup(a, str_from(path)); /* places outlive the load */
	if (check_name(&l, name, shown)) {
		const struct yaml_node *root = yaml_read(&l.scratch, path, shown, faults);
		if (root)
			load_root(&l, root, adapter);
	}
	arena_release(&l.scratch);
	return faults->errors == before ? adapter : NULL;
}
