/* Options out of the file, the environment and the command line. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "content/config_model.h"

/* --- the file --- */

static int
find_in_section(struct str section, struct str name)
{
	for (int i = 0; i < OPT_COUNT; i++)
		if (str_eq(section, str_from(config_options[i].section)) &&
		        str_eq(name, str_from(config_options[i].name)))
			return i;
	return -1;
}

static bool
is_section(struct str name)
{
	for (int i = 0; i < OPT_COUNT; i++)
		if (str_eq(name, str_from(config_options[i].section)))
			return true;
	return false;
}

static void
unknown(struct place at, struct str what, struct faults *f)
{
	fault_add(f, FAULT_ERROR, at, "没有 %.*s 这个选项; 请看 config/jiaxin.yaml 里的名字",
	        "there is no option %.*s; see config/jiaxin.yaml for the names", STR_ARG(what));
}

static void
read_list(struct config *c, enum option_id id, const struct yaml_node *node, struct faults *f)
{
	struct buf joined =
	        BUF_INIT(YAML_MAX_BYTES); /* never full: config_set_option must see all of it */
	for (size_t i = 0; i < node->count; i++) {
		if (node->items[i]->kind != YAML_SCALAR) {
			fault_add(f, FAULT_ERROR, node->items[i]->at,
			        "%s.%s 的每一项都要是文字; 请改成地址",
			        "every item of %s.%s must be a text; write an address",
			        config_options[id].section, config_options[id].name);
			continue;
		}
		if (joined.n)
			buf_addc(&joined, ',');
		buf_add(&joined, node->items[i]->text);
	}
	config_set_option(c, id, buf_str(&joined), node->at, f);
	buf_release(&joined);
}

static void
read_option(struct config *c, enum option_id id, const struct yaml_node *node, struct faults *f)
{
	if (node->kind == YAML_SCALAR)
		config_set_option(c, id, node->text, node->at, f);
	else if (node->kind == YAML_LIST && config_options[id].type == TYPE_LIST)
		read_list(c, id, node, f);
	else
		fault_add(f, FAULT_ERROR, node->at, "%s.%s 要写一个值; 请写在冒号后面",
		        "%s.%s must be one value; write it behind the colon",
		        config_options[id].section, config_options[id].name);
}

static void
read_section(struct config *c, struct str section, const struct yaml_node *node, struct faults *f)
{
	if (node->kind != YAML_MAP) {
		fault_add(f, FAULT_ERROR, node->at, "%.*s 下面要写它的选项; 请缩进写 名字: 值",
		        "%.*s must hold its options; write them indented as name: value",
		        STR_ARG(section));
		return;
	}
	for (size_t i = 0; i < node->count; i++) {
		int id = find_in_section(section, node->keys[i]->text);
		if (id < 0)
			unknown(node->keys[i]->at, node->keys[i]->text, f);
		else
			read_option(c, id, node->items[i], f);
	}
}

int
config_read_file(struct config *c, const char *path, struct faults *f)
{
	if (access(path, R_OK) != 0)
		return -errno;
	const struct yaml_node *root =
	        yaml_read(&c->memory, path, arena_dup(&c->memory, str_from(path)), f);
	if (!root)
		return 0;
	if (root->kind != YAML_MAP) {
		fault_add(f, FAULT_ERROR, root->at,
		        "这个文件要写成 组: 选项; 请照 config/jiaxin.yaml 的样子",
		        "this file must be sections with options; write it like "
		        "config/jiaxin.yaml");
		return 0;
	}
	for (size_t i = 0; i < root->count; i++) {
		struct str section = root->keys[i]->text;
		if (is_section(section))
			read_section(c, section, root->items[i], f);
		else
			unknown(root->keys[i]->at, section, f);
	}
	return 0;
}

/* --- environment and command line --- */

/* "http.port", or JIAXIN_HTTP_PORT without its prefix: both are section, one joint, name. */
static bool
is_named(const struct option_spec *spec, struct str name, char joint)
{
	size_t n = strlen(spec->section);
	if (name.n != n + 1 + strlen(spec->name) || name.p[n] != joint)
		return false;
	return strncasecmp(name.p, spec->section, n) == 0 &&
	       strncasecmp(name.p + n + 1, spec->name, name.n - n - 1) == 0;
}

static void
assign(struct config *c, struct str assignment, char joint, struct place at, struct faults *f)
{
	const char *equals = memchr(assignment.p, '=', assignment.n);
	struct str name = {assignment.p, equals ? (size_t)(equals - assignment.p) : assignment.n};
	for (int i = 0; equals && i < OPT_COUNT; i++) {
		if (!is_named(&config_options[i], name, joint))
			continue;
		config_set_option(c, i, str_skip(assignment, name.n + 1), at, f);
		return;
	}
	unknown(at, name, f);
}

void
config_read_environment(struct config *c, char *const *environment, struct faults *f)
{
	for (; *environment; environment++) {
		struct str line = str_from(*environment);
		if (str_starts(line, STR("JIAXIN_")))
			assign(c, str_skip(line, 7), '_', (struct place){"environment", 0, 0}, f);
	}
}

void
config_set(struct config *c, const char *assignment, struct faults *f)
{
	assign(c, str_from(assignment), '.', (struct place){"command line", 0, 0}, f);
}
