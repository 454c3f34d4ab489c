/* A file's bytes, and whether they can be YAML at all: before any parser sees them. */
#include "content/yaml_text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"

static bool
read_all(struct arena *a, int fd, size_t size, struct str *text)
{
	char *bytes = arena_alloc(a, size + 1);
	size_t used = 0;
	while (used < size) {
		ssize_t n = read(fd, bytes + used, size - used);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		if (n == 0)
			break;
		used += (size_t)n;
	}
	*text = (struct str){bytes, used};
	return true;
}

static bool
read_file(struct arena *a, int fd, struct place at, struct faults *f, struct str *text)
{
	struct stat st;
	if (fstat(fd, &st) != 0) {
		fault_add_unreadable(f, at, errno);
		return false;
	}
	if (!S_ISREG(st.st_mode)) {
		fault_add(f, FAULT_ERROR, at, "这不是普通文件；请换成普通的文本文件",
		        "this is no plain file; put a plain text file here");
		return false;
	}
	if (st.st_size > YAML_MAX_BYTES) {
		fault_add(f, FAULT_ERROR, at, "文件太大，超过%d MB；请拆成几个文件",
		        "the file is larger than %d MB; split it", YAML_MAX_BYTES >> 20);
		return false;
	}
	if (!read_all(a, fd, (size_t)st.st_size, text)) {
		fault_add_unreadable(f, at, errno);
		return false;
	}
	return true;
}

bool
yaml_file_text(
        struct arena *a, const char *path, const char *name, struct faults *f, struct str *text)
{
	struct place at = {name, 0, 0};
	/* A pipe in the folder must not hold us up. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		fault_add_unreadable(f, at, errno);
		return false;
	}
	bool good = read_file(a, fd, at, f, text);
	close(fd);
	return good;
}

/* What YAML allows; of line ends only LF and CR, so that every editor counts lines as we do. */
static bool
is_yaml(uint32_t cp)
{
	if (cp < 0x20)
		return cp == '\t' || cp == '\n' || cp == '\r';
	bool control = cp >= 0x7F && cp < 0xA0;
	return !control && cp != 0x2028 && cp != 0x2029 && cp != 0xFFFE && cp != 0xFFFF;
}

static void
advance(struct place *at, uint32_t cp, struct str rest)
{
	bool ends = cp == '\n' || (cp == '\r' && !(rest.n > 0 && rest.p[0] == '\n'));
	at->line += ends;
	at->column = ends ? 1 : at->column + 1;
}

bool
yaml_text_check(struct str text, const char *name, struct faults *f)
{
	struct place at = {name, 1, 1};
	while (text.n > 0) {
		bool valid;
		uint32_t cp = utf8_next(&text, &valid);
		if (!valid) {
			fault_add(f, FAULT_ERROR, at,
			        "这里不是UTF-8编码；请在编辑器里用UTF-8另存这个文件",
			        "this is not UTF-8; save the file as UTF-8 in your editor");
			return false;
		}
		if (!is_yaml(cp)) {
			fault_add(f, FAULT_ERROR, at, "这里有看不见的控制字符U+%04X；请删掉",
			        "a control character, U+%04X; delete it", (unsigned)cp);
			return false;
		}
		/* Directives are of no use here, and the parser is slow on many of them. */
		if (cp == '%' && at.column == 1) {
			fault_add(f, FAULT_ERROR, at,
			        "一行不能用“%%”开头；是文字就给整句加引号，不要顶格写",
			        "no line begins with \"%%\"; put quotes round a text, and blanks "
			        "before it");
			return false;
		}
		advance(&at, cp, text);
	}
	return true;
}
