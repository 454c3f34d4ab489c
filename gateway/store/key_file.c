#include "store/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

enum { MASTER = crypto_kdf_KEYBYTES, MASTER_HEX = 2 * MASTER, FILE_MOST = 1024 };

enum subkey { SUBKEY_WHO = 1, SUBKEY_MARK, SUBKEY_SEAL, SUBKEY_CHECK };

/* --- keys --- */

static void
derive(uint8_t *out, size_t n, enum subkey which, const uint8_t *master)
{
	must(crypto_kdf_derive_from_key(out, n, which, "jiaxin01", master) == 0);
}

static void
derive_all(struct keys *keys, const uint8_t master[MASTER])
{
	*keys = (struct keys){.seals = 1};
	derive(keys->who, KEY_WHO, SUBKEY_WHO, master);
	derive(keys->mark, KEY_MARK, SUBKEY_MARK, master);
	derive(keys->check, KEY_CHECK, SUBKEY_CHECK, master);
	derive(keys->seal[0].key, KEY_SEAL, SUBKEY_SEAL, master);
	keys->seal[0].number = 1;
}

void
keys_make(struct keys *keys)
{
	uint8_t master[MASTER];
	must(sodium_init() >= 0);
	crypto_kdf_keygen(master);
	derive_all(keys, master);
	sodium_memzero(master, sizeof(master));
}

void
keys_add_seal(struct keys *keys)
{
	must(keys->seals > 0 && keys->seals < SEALING_KEYS);
	uint8_t last = keys->seal[keys->seals - 1].number;
	struct sealing_key *added = &keys->seal[keys->seals++];
	added->number = (uint8_t)(last % KEY_NUMBERS + 1);
	randombytes_buf(added->key, KEY_SEAL);
}

void
keys_drop_old(struct keys *keys)
{
	struct sealing_key newest = keys->seal[keys->seals - 1];
	sodium_memzero(keys->seal, sizeof(keys->seal));
	keys->seal[0] = newest;
	keys->seals = 1;
	sodium_memzero(&newest, sizeof(newest));
}

void
keys_wipe(struct keys *keys)
{
	sodium_memzero(keys, sizeof(*keys));
}

/* --- the file's text --- */

/* Takes `word` and a blank off *rest. */
static bool
take_word(struct str *rest, const char *word)
{
	size_t n = strlen(word);
	if (rest->n <= n || strncmp(rest->p, word, n) != 0 || rest->p[n] != ' ')
		return false;
	*rest = str_skip(*rest, n + 1);
	return true;
}

static bool
take_hex(struct str rest, uint8_t *out, size_t n)
{
	return rest.n == 2 * n && sodium_hex2bin(out, n, rest.p, rest.n, NULL, NULL, NULL) == 0;
}

static bool
take_seal(struct keys *keys, struct str rest)
{
	const char *blank = memchr(rest.p, ' ', rest.n);
	int64_t number;
	if (!blank || keys->seals == SEALING_KEYS)
		return false;
	struct str digits = {rest.p, (size_t)(blank - rest.p)};
	struct sealing_key *seal = &keys->seal[keys->seals++];
	if (parse_int(digits, 1, KEY_NUMBERS, &number) != 0)
		return false;
	seal->number = (uint8_t)number;
	return take_hex(str_skip(rest, digits.n + 1), seal->key, KEY_SEAL);
}

static bool
take_line(struct keys *keys, unsigned *seen, struct str line)
{
	enum { SEEN_WHO = 1, SEEN_MARK = 2, SEEN_CHECK = 4 };
	if (take_word(&line, "seal"))
		return take_seal(keys, line);
	if (take_word(&line, "who"))
		return !(*seen & SEEN_WHO) && (*seen |= SEEN_WHO) &&
		       take_hex(line, keys->who, KEY_WHO);
	if (take_word(&line, "mark"))
		return !(*seen & SEEN_MARK) && (*seen |= SEEN_MARK) &&
		       take_hex(line, keys->mark, KEY_MARK);
	return take_word(&line, "check") && !(*seen & SEEN_CHECK) && (*seen |= SEEN_CHECK) &&
	       take_hex(line, keys->check, KEY_CHECK);
}

static int
parse_lines(struct str text, struct keys *keys)
{
	enum { SEEN_ALL = 7 };
	unsigned seen = 0;
	*keys = (struct keys){.seals = 0};
	while (text.n) {
		const char *end = memchr(text.p, '\n', text.n);
		struct str line = {text.p, end ? (size_t)(end - text.p) : text.n};
		if (!take_line(keys, &seen, line))
			return -EINVAL;
		text = str_skip(text, line.n + (end != NULL));
	}
	bool twice = keys->seals == 2 && keys->seal[0].number == keys->seal[1].number;
	return seen == SEEN_ALL && keys->seals && !twice ? 0 : -EINVAL;
}

static int
parse(struct str text, struct keys *keys)
{
	uint8_t master[MASTER];
	struct str line = text;
	if (line.n && line.p[line.n - 1] == '\n')
		line.n--;
	if (line.n != MASTER_HEX)
		return parse_lines(text, keys);
	int error = take_hex(line, master, MASTER) ? 0 : -EINVAL;
	if (!error)
		derive_all(keys, master);
	sodium_memzero(master, sizeof(master));
	return error;
}

static void
add_hex(char **at, const char *name, const uint8_t *key, size_t n)
{
	size_t name_n = strlen(name);
	memcpy(*at, name, name_n);
	*at += name_n;
	sodium_bin2hex(*at, 2 * n + 1, key, n);
	*at += 2 * n;
	*(*at)++ = '\n';
}

static struct str
print(const struct keys *keys, char out[FILE_MOST])
{
	char *at = out, name[16];
	add_hex(&at, "who ", keys->who, KEY_WHO);
	add_hex(&at, "mark ", keys->mark, KEY_MARK);
	add_hex(&at, "check ", keys->check, KEY_CHECK);
	for (size_t i = 0; i < keys->seals; i++) {
		snprintf(name, sizeof(name), "seal %u ", keys->seal[i].number);
		add_hex(&at, name, keys->seal[i].key, KEY_SEAL);
	}
	return (struct str){out, (size_t)(at - out)};
}

/* --- the file --- */

static int
sync_folder_of(const char *path)
{
	char *folder = xstrdup(path);
	char *slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder ? 1 : 0] = '\0';
	int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	if (fd < 0)
		return -errno;
	int failed = fsync(fd) < 0 ? -errno : 0;
	close(fd);
	return failed;
}

/* As the owner of what is there; who may not give it away keeps it. */
static int
write_new(const char *path, struct str text, const struct stat *like)
{
	unlink(path); /* what an earlier try left may be half, or for others to read */
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	errno = 0;
	bool good = !like || fchown(fd, like->st_uid, like->st_gid) == 0;
	good = good && write(fd, text.p, text.n) == (ssize_t)text.n && fsync(fd) == 0;
	int error = good ? 0 : errno ? -errno : -EIO;
	close(fd);
	return error;
}

/* Beside and renamed: a power cut leaves a whole key file, the old or the new. */
static int
replace(const char *path, struct str text)
{
	struct arena memory = ARENA_INIT;
	char *beside = arena_printf(&memory, "%s.new", path);
	struct stat st;
	bool there = stat(path, &st) == 0;
	int error = write_new(beside, text, there ? &st : NULL);
	if (!error && rename(beside, path) < 0)
		error = -errno;
	if (error)
		unlink(beside);
	arena_release(&memory);
	return error ? error : sync_folder_of(path);
}

static int
create_file(const char *path)
{
	char hex[MASTER_HEX + 2];
	uint8_t master[MASTER];
	crypto_kdf_keygen(master);
	sodium_bin2hex(hex, sizeof(hex), master, sizeof(master));
	hex[MASTER_HEX] = '\n';
	int error = replace(path, (struct str){hex, MASTER_HEX + 1});
	sodium_memzero(master, sizeof(master));
	sodium_memzero(hex, sizeof(hex));
	return error;
}

/* The credential with the file's own name, in `a`; NULL: there is none. */
static const char *
credential(struct arena *a, const char *path)
{
	const char *dir = getenv("CREDENTIALS_DIRECTORY"), *slash = strrchr(path, '/');
	if (!dir || !*dir)
		return NULL;
	const char *name = arena_printf(a, "%s/%s", dir, slash ? slash + 1 : path);
	return access(name, F_OK) == 0 ? name : NULL;
}

/* A credential is guarded by systemd: its mode may show an access list. */
static int
read_text(const char *path, bool guarded, char text[FILE_MOST], size_t *n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	struct stat st = {0};
	ssize_t got = read(fd, text, FILE_MOST);
	int failed = got < 0 || fstat(fd, &st) < 0 ? -errno : 0;
	close(fd);
	if (failed)
		return failed;
	*n = (size_t)got;
	bool open_to_others = !guarded && S_ISREG(st.st_mode) && (st.st_mode & 077);
	return got == FILE_MOST || open_to_others ? -EINVAL : 0;
}

int
keys_read(const char *path, bool create, struct keys *keys)
{
	must(sodium_init() >= 0);
	char text[FILE_MOST] = {0};
	size_t n = 0;
	struct arena memory = ARENA_INIT;
	const char *given = credential(&memory, path);
	int error = read_text(given ? given : path, given != NULL, text, &n);
	if (error == -ENOENT && create)
		error = create_file(path);
	if (!error && !n)
		error = read_text(path, false, text, &n);
	if (!error)
		error = parse((struct str){text, n}, keys);
	sodium_memzero(text, sizeof(text));
	if (error)
		keys_wipe(keys);
	arena_release(&memory);
	return error;
}

int
keys_write(const char *path, const struct keys *keys)
{
	char text[FILE_MOST];
	struct arena memory = ARENA_INIT;
	bool given = credential(&memory, path);
	int error = given ? -EROFS : replace(path, print(keys, text));
	sodium_memzero(text, sizeof(text));
	arena_release(&memory);
	return error;
}
