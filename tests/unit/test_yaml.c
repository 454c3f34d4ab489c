/* How nodes come out; what is refused, with its words, is in tests/bad-content/. */
#include "content/yaml.h"

#include "base/buf.h"
#include "check.h"
#include "scratch.h"

static struct arena arena;
static struct faults faults;

static const struct yaml_node *
parse(const char *text)
{
	return yaml_parse(&arena, str_from(text), "x.yaml", &faults);
}

static void
forget(void)
{
	arena_release(&arena);
	faults_release(&faults);
}

/* A tree in one line: lists in [], maps in {}, quoted scalars in '', with places. */
static void
draw(const struct yaml_node *node, struct buf *out)
{
	const char *quote = node->quoted ? "'" : "";
	if (node->kind == YAML_SCALAR) {
		buf_addf(out, "%s%.*s%s@%u:%u", quote, STR_ARG(node->text), quote, node->at.line,
		        node->at.column);
		return;
	}
	buf_addc(out, node->kind == YAML_LIST ? '[' : '{');
	for (size_t i = 0; i < node->count; i++) {
		buf_addz(out, i ? " " : "");
		if (node->kind == YAML_MAP)
			buf_addf(out, "%.*s=", STR_ARG(node->keys[i]->text));
		draw(node->items[i], out);
	}
	buf_addc(out, node->kind == YAML_LIST ? ']' : '}');
}

START_TEST(reads_nodes_with_places)
{
	static const struct {
		const char *text, *drawn;
	} cases[] = {
	        {"", "{}"}, {"# nothing\n", "{}"}, {"---\n", "@2:1"},
	        {"a: 1\nb: 'x'\n", "{a=1@1:4 b='x'@2:4}"},
	        {"养老: 北京, 上海\n", "{养老=北京, 上海@1:5}"},
	        {"a: [1, \"2\", {b: c}]\n", "{a=[1@1:5 '2'@1:8 {b=c@1:17}]}"},
	        {"a:\n  - x\n  - [y]\n", "{a=[x@2:5 [y@3:6]]}"},
	        {"a: |\n  one\n  two\n", "{a='one\ntwo\n'@1:4}"},
	        {"a:\nb: ~\nc: no\n", "{a=@1:3 b=~@2:4 c=no@3:4}"}, /* all is text */
	        {"\xEF\xBB\xBF"
	         "a: b\n",
	                "{a=b@1:4}"},
	        {"a: b\r\nc: d\r\n", "{a=b@1:4 c=d@2:4}"},
	        {"a: \"\\u4E00\\n\"\n", "{a='一\n'@1:4}"},
	        {"{a: 1, a: 2, b: 3, a: 4}", "{a=1@1:5 b=3@1:17}"}, /* and two faults */
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf out = BUF_INIT(1000);
		const struct yaml_node *root = parse(cases[i].text);
		ck_assert_msg(root, "%s", cases[i].text);
		draw(root, &out);
		ck_assert_text(buf_str(&out), cases[i].drawn);
		buf_release(&out);
	}
	ck_assert_uint_eq(faults.count, 2);
	forget();
}
END_TEST

START_TEST(finds_keys)
{
	const struct yaml_node *root = parse("a: 1\nb: 2\n");
	ck_assert_text(yaml_get(root, "b")->text, "2");
	ck_assert(!yaml_get(root, "c"));
	forget();
}
END_TEST

static char *
repeated(const char *before, const char *piece, size_t times, const char *after)
{
	struct buf b = BUF_INIT((size_t)64 << 20);
	buf_addz(&b, before);
	for (size_t i = 0; i < times; i++)
		buf_addz(&b, piece);
	buf_addz(&b, after);
	ck_assert(!b.full);
	return b.p;
}

/* Shapes that make careless parsers slow or deep: each ends at once, with a fault. */
START_TEST(bears_hostile_shapes)
{
	static const struct {
		const char *before, *piece, *after;
		size_t times;
		bool good;
	} cases[] = {
	        {"", "[", "", 100000, false},
	        {"", "{a: ", "", 100000, false},
	        {"", "- ", "x", 100000, false},
	        {"", "? ", "x", 100000, false},
	        {"", "{", "", 100000, false},
	        {"%TAG !a! b\n", "%TAG !b! c\n", "--- x", 100000, false},
	        {"a: ", "\"", "", 100001, false},
	        {"a: [", "x,", "x]", 100000, true},
	        {"a: ", "x ", "", 100000, true},
	        {"", "\n", "a: b", 100000, true},
	        {"", "&a ", "x", 100000, false},
	        {"a: &a [x]\nb: [", "*a,", "]", 100000, false},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *text =
		        repeated(cases[i].before, cases[i].piece, cases[i].times, cases[i].after);
		ck_assert_msg(!!parse(text) == cases[i].good, "%s", cases[i].piece);
		ck_assert_int_eq(faults.errors == 0, cases[i].good);
		free(text);
		forget();
	}
}
END_TEST

START_TEST(limits_depth)
{
	char *text = repeated("", "[", YAML_MAX_DEPTH - 1, "x]]]]]]]]]]]");
	ck_assert_ptr_nonnull(parse(text));
	free(text);
	text = repeated("", "[", YAML_MAX_DEPTH, "x]]]]]]]]]]]]");
	ck_assert_ptr_null(parse(text));
	free(text);
	forget();
}
END_TEST

START_TEST(limits_nodes)
{
	char *text = repeated("[", "a,", YAML_MAX_NODES, "]");
	ck_assert_ptr_null(parse(text));
	ck_assert_uint_eq(faults.count, 1);
	ck_assert_str_eq(faults.list[0].say[FAULT_EN], "more than 2000000 items; split the file");
	free(text);
	forget();
}
END_TEST

START_TEST(reads_files)
{
	struct scratch s;
	scratch_open(&s);
	scratch_write(&s, "a.yaml", "a: b\n", 0600);
	ck_assert_ptr_nonnull(yaml_read(&arena, s.path, "x.yaml", &faults));
	ck_assert_uint_eq(faults.count, 0);

	ck_assert_int_eq(truncate(s.path, YAML_MAX_BYTES + 1), 0);
	ck_assert_ptr_null(yaml_read(&arena, s.path, "x.yaml", &faults));
	ck_assert_str_eq(faults.list[0].say[FAULT_EN], "the file is larger than 16 MB; split it");
	ck_assert_str_eq(faults.list[0].at.file, "x.yaml");

	ck_assert_ptr_null(yaml_read(&arena, scratch_path(&s, "b.yaml"), "x.yaml", &faults));
	ck_assert_str_eq(faults.list[1].say[FAULT_EN],
	        "cannot be read: No such file or directory; check its name and permissions");
	scratch_close(&s);
	forget();
}
END_TEST

/* A pipe without a writer must not hold up the reader. */
START_TEST(passes_pipes_over)
{
	struct scratch s;
	scratch_open(&s);
	ck_assert_int_eq(mkfifo(scratch_path(&s, "p.yaml"), 0600), 0);
	ck_assert_ptr_null(yaml_read(&arena, s.path, "p.yaml", &faults));
	ck_assert_str_eq(
	        faults.list[0].say[FAULT_EN], "this is no plain file; put a plain text file here");
	scratch_close(&s);
	forget();
}
END_TEST

TEST_MAIN("yaml", reads_nodes_with_places, finds_keys, bears_hostile_shapes, limits_depth,
        limits_nodes, reads_files, passes_pipes_over)
