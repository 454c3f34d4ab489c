/*
 * A stranger's page file in an honest tree: read, checked as a whole and, when it has no
 * fault, played: every answer of its examples is rendered and cut.
 */
#include "fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "handlers.h"
#include "talk/rehearse.h"

enum { HANDLERS_MOST = 64, SERVICE_MOST = 1 << 16, PARTS_MOST = 3 };

static void
write_file(const char *path, const void *bytes, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	must(fd >= 0 && write(fd, bytes, n) == (ssize_t)n);
	close(fd);
}

/* A folder of this process with the honest service.yaml in it. */
static const char *
tree(void)
{
	static char dir[] = "build/fuzz/tree-XXXXXX";
	static bool made;
	char path[64], bytes[SERVICE_MOST];
	if (made)
		return dir;
	must(mkdtemp(dir));
	int fd = open("tests/bad-content/base/service.yaml", O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, bytes, sizeof(bytes));
	must(n > 0);
	close(fd);
	snprintf(path, sizeof(path), "%s/service.yaml", dir);
	write_file(path, bytes, (size_t)n);
	made = true;
	return dir;
}

static struct content_rules
rules(void)
{
	static struct handler_spec specs[HANDLERS_MOST];
	struct content_rules r = {.handlers = specs, .max_parts = PARTS_MOST, .today = 1795392000};
	const struct handler *const *all = handlers_all(&r.handler_count);
	must(r.handler_count <= HANDLERS_MOST);
	for (size_t i = 0; i < r.handler_count; i++)
		specs[i] = all[i]->spec;
	return r;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	struct content_rules r = rules();
	struct faults faults = FAULTS_INIT;
	size_t count;
	struct conversation c = {.handlers = handlers_all(&count),
	        .session_s = 3600,
	        .language_s = 86400,
	        .resend_s = 0};

	snprintf(path, sizeof(path), "%s/pages.yaml", tree());
	write_file(path, data, size);
	struct content *content = content_load(tree(), &r, &faults, NULL);
	must(!content == (faults.errors > 0));
	if (content)
		rehearse(content, &c, r.today * 1000, &faults);
	faults_sort(&faults);
	faults_release(&faults);
	content_free(content);
	return 0;
}
