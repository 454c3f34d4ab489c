#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>

#include "scratch.h"
#include "store/crypt.h"

#define HEX64 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static struct crypt *
open_key(struct scratch *s, const char *name, bool create, int want)
{
	int error = 0;
	struct crypt *c = crypt_open(scratch_path(s, name), create, &error);
	ck_assert_int_eq(error, want);
	ck_assert_int_eq(c != NULL, want == 0);
	return c;
}

START_TEST(makes_a_key_once)
{
	struct scratch s;
	struct stat st;
	uint8_t first[KEY_CHECK], second[KEY_CHECK];
	scratch_open(&s);
	struct crypt *c = open_key(&s, "key", true, 0);
	struct who who = crypt_who(c, STR("+8613800138000"));
	crypt_check_value(c, first);
	crypt_close(c);
	ck_assert_int_eq(stat(scratch_path(&s, "key"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(st.st_size, 65);

	c = open_key(&s, "key", true, 0);
	struct who again = crypt_who(c, STR("+8613800138000"));
	crypt_check_value(c, second);
	crypt_close(c);
	ck_assert(who_eq(&who, &again));
	ck_assert_mem_eq(first, second, KEY_CHECK);

	c = open_key(&s, "other", true, 0);
	again = crypt_who(c, STR("+8613800138000"));
	crypt_check_value(c, second);
	crypt_close(c);
	ck_assert(!who_eq(&who, &again));
	ck_assert(memcmp(first, second, KEY_CHECK) != 0);
	scratch_close(&s);
}
END_TEST

START_TEST(survives_a_power_cut)
{
	struct scratch s;
	struct stat st;
	scratch_open(&s);
	int fd = open(scratch_path(&s, "key.new"), O_WRONLY | O_CREAT, 0644);
	ck_assert_int_eq(write(fd, "0011", 4), 4);
	close(fd);
	crypt_close(open_key(&s, "key", true, 0));
	ck_assert_int_eq(stat(scratch_path(&s, "key"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(access(scratch_path(&s, "key.new"), F_OK), -1);
	scratch_close(&s);
}
END_TEST

START_TEST(refuses_bad_keys)
{
	static const struct {
		const char *text;
		mode_t mode;
		int want;
	} cases[] = {
	        {HEX64 "\n", 0600, 0},
	        {HEX64, 0400, 0},
	        {"", 0600, -EINVAL},
	        {"00112233", 0600, -EINVAL},
	        {"g0112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", 0600, -EINVAL},
	        {" " HEX64, 0600, -EINVAL},
	        {HEX64 "\n", 0640, -EINVAL},
	        {HEX64 "\n", 0604, -EINVAL},
	};
	struct scratch s;
	scratch_open(&s);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		scratch_write(&s, "key", cases[i].text, cases[i].mode);
		chmod(scratch_path(&s, "key"), cases[i].mode);
		crypt_close(open_key(&s, "key", true, cases[i].want));
		unlink(scratch_path(&s, "key"));
	}
	open_key(&s, "missing", false, -ENOENT);
	open_key(&s, "no/folder", true, -ENOENT);
	scratch_close(&s);
}
END_TEST

START_TEST(seals)
{
	struct arena a = ARENA_INIT;
	struct crypt *c = crypt_open_volatile(), *other = crypt_open_volatile();
	struct who me = crypt_who(c, STR("+8613800138000")),
	           you = crypt_who(c, STR("+8613800138001"));
	static const struct str plains[] = {{"", 0}, {"a", 1}, {"a\0b", 3}, {"养老金在哪领", 18}};
	for (size_t i = 0; i < ARRAY_LEN(plains); i++) {
		struct seal mine = {"card", 7, &me}, yours = {"card", 7, &you},
		            next = {"card", 8, &me}, elsewhere = {"cards", 7, &me};
		struct str sealed = crypt_seal(c, &a, &mine, plains[i]), plain;
		ck_assert_uint_eq(sealed.n, plains[i].n + SEAL_OVERHEAD);
		ck_assert_int_eq(crypt_open_sealed(c, &a, &mine, sealed, &plain), 0);
		ck_assert(str_eq(plain, plains[i]));
		ck_assert_int_eq(crypt_open_sealed(c, &a, &yours, sealed, &plain), -EBADMSG);
		ck_assert_int_eq(crypt_open_sealed(c, &a, &next, sealed, &plain), -EBADMSG);
		ck_assert_int_eq(crypt_open_sealed(c, &a, &elsewhere, sealed, &plain), -EBADMSG);
		ck_assert_int_eq(crypt_open_sealed(other, &a, &mine, sealed, &plain), -EBADMSG);
		for (size_t n = 0; n < sealed.n; n++) {
			struct str cut = {sealed.p, n};
			ck_assert_int_eq(crypt_open_sealed(c, &a, &mine, cut, &plain), -EBADMSG);
			char *bent = arena_dup(&a, sealed);
			bent[n] ^= 1;
			struct str bad = {bent, sealed.n};
			ck_assert_int_eq(crypt_open_sealed(c, &a, &mine, bad, &plain), -EBADMSG);
		}
	}
	crypt_close(c);
	crypt_close(other);
	crypt_close(NULL);
	arena_release(&a);
}
END_TEST

/* As it was done before keys had numbers, with what version 4 of the schema puts before it. */
static struct str
seal_as_before(struct arena *a, const struct who *who, struct str plain)
{
	enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };
	uint8_t master[32], key[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
	uint8_t *out = arena_alloc(a, plain.n + SEAL_OVERHEAD);
	sodium_hex2bin(master, sizeof(master), HEX64, 64, NULL, NULL, NULL);
	crypto_kdf_derive_from_key(key, sizeof(key), 3, "jiaxin01", master);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + 1 + NONCE, NULL, (const uint8_t *)plain.p,
	        plain.n, who->bytes, sizeof(who->bytes), NULL, out + 1, key);
	return (struct str){(char *)out, plain.n + SEAL_OVERHEAD};
}

START_TEST(opens_what_was_sealed_before_keys_had_numbers)
{
	struct scratch s;
	struct arena a = ARENA_INIT;
	struct str plain;
	scratch_open(&s);
	scratch_write(&s, "key", HEX64, 0600);
	struct crypt *c = open_key(&s, "key", false, 0);
	struct who who = crypt_who(c, STR("+8613800138000")), other = crypt_who(c, STR("+861"));
	struct seal place = {"journal", 1, &who}, elsewhere = {"journal", 1, &other};
	struct str sealed = seal_as_before(&a, &who, STR("工资"));
	ck_assert_int_eq(crypt_open_sealed(c, &a, &place, sealed, &plain), 0);
	ck_assert_text(plain, "工资");
	ck_assert_int_eq(crypt_open_sealed(c, &a, &elsewhere, sealed, &plain), -EBADMSG);
	ck_assert(!crypt_is_fresh(c, sealed));
	ck_assert(crypt_is_fresh(c, crypt_seal(c, &a, &place, plain)));
	crypt_close(c);
	arena_release(&a);
	scratch_close(&s);
}
END_TEST

START_TEST(never_the_same_nonce)
{
	enum { MANY = 1000, NUMBER = 1, NONCE = 24 };
	struct arena a = ARENA_INIT;
	struct crypt *c = crypt_open_volatile();
	struct who who = crypt_who(c, STR("+8613800138000"));
	struct str sealed[MANY];
	for (size_t i = 0; i < MANY; i++) {
		sealed[i] = crypt_seal(c, &a, &(struct seal){"card", 1, &who}, STR("x"));
		for (size_t j = 0; j < i; j++)
			ck_assert(memcmp(sealed[i].p + NUMBER, sealed[j].p + NUMBER, NONCE) != 0);
	}
	crypt_close(c);
	arena_release(&a);
}
END_TEST

START_TEST(marks)
{
	char long_id[600];
	struct crypt *c = crypt_open_volatile();
	struct who me = crypt_who(c, STR("+8613800138000")),
	           you = crypt_who(c, STR("+8613800138001"));
	memset(long_id, 'x', sizeof(long_id));
	uint64_t mark = crypt_mark(c, 'i', &me, STR("id"));
	ck_assert_uint_ne(mark, 0);
	ck_assert_uint_eq(mark, crypt_mark(c, 'i', &me, STR("id")));
	ck_assert_uint_ne(mark, crypt_mark(c, 's', &me, STR("id")));
	ck_assert_uint_ne(mark, crypt_mark(c, 'i', &you, STR("id")));
	ck_assert_uint_ne(mark, crypt_mark(c, 'i', &me, STR("id2")));
	ck_assert_uint_ne(crypt_mark(c, 'i', &me, (struct str){NULL, 0}), 0);
	ck_assert_uint_ne(crypt_mark(c, 'i', &me, (struct str){long_id, sizeof(long_id)}), mark);
	crypt_close(c);
}
END_TEST

START_TEST(names)
{
	char text[WHO_TEXT], hex[2 * 8 + 1], other[2 * 8 + 1];
	struct who who = {{0x01, 0xAB, 0xFF, 0x00, 0x55}};
	ck_assert_str_eq(who_text(&who, text), "01abff00");
	random_hex(hex, 8);
	random_hex(other, 8);
	ck_assert_uint_eq(strlen(hex), 16);
	ck_assert_uint_eq(strspn(hex, "0123456789abcdef"), 16);
	ck_assert_str_ne(hex, other);
}
END_TEST

START_TEST(compares_secrets)
{
	static const struct {
		struct str a, b;
		bool equal;
	} cases[] = {
	        {{"", 0}, {NULL, 0}, true},
	        {{"secret", 6}, {"secret", 6}, true},
	        {{"secret", 6}, {"secreT", 6}, false},
	        {{"secret", 6}, {"secre", 5}, false},
	        {{"a\0b", 3}, {"a\0c", 3}, false},
	        {{"", 0}, {"x", 1}, false},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		ck_assert_int_eq(secret_eq(cases[i].a, cases[i].b), cases[i].equal);
}
END_TEST

TEST_MAIN("crypt", makes_a_key_once, survives_a_power_cut, refuses_bad_keys, seals,
        opens_what_was_sealed_before_keys_had_numbers, never_the_same_nonce, marks, names,
        compares_secrets)
