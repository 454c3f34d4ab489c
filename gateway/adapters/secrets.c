#include "adapters/secrets.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_MOST = 1200 };

static void
bad_secret(struct faults *f, struct place at, const char *path, const char *zh, const char *en)
{
	fault_add(f, FAULT_ERROR, at, "密钥文件%s%s%.0s；请看 docs/adapters.md",
	        "the secret's file %s %.0s%s; see docs/adapters.md", path, zh, en);
}

/* The first line of the file, of `least` characters or more, into `secret`. */
static void
read_secret(const char *path, struct place at, size_t least, char secret[SECRET_LONGEST + 1],
        struct faults *f)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 || fstat(fd, &st) < 0 ? -1 : read(fd, secret, SECRET_LONGEST);
	char more = '\n';
	bool longer =
	        n == SECRET_LONGEST && read(fd, &more, 1) == 1 && more != '\n' && more != '\r';
	if (fd >= 0)
		close(fd);
	if (n < 0) {
		bad_secret(f, at, path, "读不了", "can't be read");
		return;
	}
	secret[n] = '\0';
	longer = longer && !strpbrk(secret, "\r\n");
	secret[strcspn(secret, "\r\n")] = '\0';
	if (st.st_mode & S_IRWXO)
		bad_secret(
		        f, at, path, "别人也能读；请chmod 600", "can be read by others: chmod 600");
	else if (longer)
		bad_secret(
		        f, at, path, "太长，最多256个字节", "is too long: 256 bytes at the most");
	else if (strlen(secret) < least && least == SECRET_LEAST)
		bad_secret(
		        f, at, path, "太短，至少16个字符", "is too short: 16 characters or more");
	else if (strlen(secret) < least)
		bad_secret(f, at, path, "是空的", "is empty");
}

static void
read_access_secrets(const char *before, struct adapter *adapter, struct faults *f)
{
	const struct access *access = &adapter->access;
	char path[PATH_MOST];
	if (access->secret_in != SECRET_NONE) {
		snprintf(path, sizeof(path), "%s%.*s", before, STR_ARG(adapter->name));
		read_secret(path, access->secret_at, SECRET_LEAST, adapter->secret, f);
	}
	if (access->hmac_header) {
		snprintf(path, sizeof(path), "%s%.*s.hmac", before, STR_ARG(adapter->name));
		read_secret(path, access->hmac_at, SECRET_LEAST, adapter->hmac_key, f);
	}
}

/* The provider's key is as long as it gives them. Without the file it sends nothing. */
static void
read_send_secret(const char *before, struct adapter *adapter, struct faults *f)
{
	struct sending *s = &adapter->sending;
	char path[PATH_MOST];
	if (!s->url)
		return;
	snprintf(path, sizeof(path), "%s%.*s.send", before, STR_ARG(adapter->name));
	s->is_used = access(path, F_OK) == 0;
	if (s->is_used)
		read_secret(path, s->at, s->has_secret, s->secret, f);
}

void
secrets_read(const char *before, struct adapter *adapter, struct faults *f)
{
	read_access_secrets(before, adapter, f);
	read_send_secret(before, adapter, f);
}
