/* A YAML file from a stranger: as a tree of nodes, as a page file, as a configuration. */
#include "fuzz.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "content/config.h"
#include "content/yaml.h"

static void
as_configuration(int fd)
{
	char path[64];
	struct faults faults = FAULTS_INIT;
	struct config *config = config_new();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	must(config_read_file(config, path, &faults) == 0);
	config_check(config, &faults);
	faults_sort(&faults);
	faults_release(&faults);
	config_free(config);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct faults faults = FAULTS_INIT;
	struct str text = {(const char *)data, size};
	const struct yaml_node *root = yaml_parse(&a, text, "fuzz.yaml", &faults);
	must(root || faults.errors);
	faults_release(&faults);
	arena_release(&a);

	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	as_configuration(fd);
	close(fd);
	return 0;
}
