#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scratch.h"
#include "store/key_file.h"

#define HEX32 "00112233445566778899aabbccddeeff"
#define HEX64 HEX32 HEX32
#define NAMES "who " HEX64 "\nmark " HEX32 "\ncheck " HEX32 "\n"

START_TEST(reads)
{
	static const struct {
		const char *text;
		int want;
		size_t seals;
	} cases[] = {
	        {HEX64 "\n", 0, 1},
	        {NAMES "seal 2 " HEX64 "\n", 0, 1},
	        {NAMES "seal 255 " HEX64, 0, 1},
	        {NAMES "seal 2 " HEX64 "\nseal 3 " HEX64 "\n", 0, 2},
	        {NAMES, -EINVAL, 0},
	        {NAMES NAMES "seal 2 " HEX64 "\n", -EINVAL, 0},
	        {NAMES "seal 2 " HEX64 "\nseal 2 " HEX64 "\n", -EINVAL, 0},
	        {NAMES "seal 1 " HEX64 "\nseal 2 " HEX64 "\nseal 3 " HEX64 "\n", -EINVAL, 0},
	        {NAMES "seal 0 " HEX64 "\n", -EINVAL, 0},
	        {NAMES "seal 256 " HEX64 "\n", -EINVAL, 0},
	        {NAMES "seal  " HEX64 "\n", -EINVAL, 0},
	        {NAMES "seal " HEX64 "\n", -EINVAL, 0},
	        {NAMES "seal 2 " HEX32 "\n", -EINVAL, 0},
	        {NAMES "seal 2 " HEX64 "\n\n", -EINVAL, 0},
	        {"who " HEX64 "\nmark " HEX32 "\nseal 2 " HEX64 "\n", -EINVAL, 0},
	        {HEX64 "\n" HEX64 "\n", -EINVAL, 0},
	};
	struct scratch s;
	struct keys keys;
	scratch_open(&s);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		scratch_write(&s, "key", cases[i].text, 0600);
		ck_assert_int_eq(keys_read(scratch_path(&s, "key"), false, &keys), cases[i].want);
		if (!cases[i].want)
			ck_assert_uint_eq(keys.seals, cases[i].seals);
	}
	scratch_close(&s);
}
END_TEST

/* A change of keys: the names stay, the master from which the old key could be made is gone. */
START_TEST(changes_the_sealing_key)
{
	struct scratch s;
	struct stat st;
	struct keys first, both, after;
	scratch_open(&s);
	const char *path = scratch_path(&s, "key");
	ck_assert_int_eq(keys_read(path, true, &first), 0);
	both = first;
	keys_add_seal(&both);
	ck_assert_int_eq(keys_write(path, &both), 0);
	ck_assert_int_eq(keys_read(path, false, &after), 0);
	ck_assert_mem_eq(&after, &both, sizeof(both));
	keys_drop_old(&after);
	ck_assert_int_eq(keys_write(path, &after), 0);
	ck_assert_int_eq(keys_read(path, false, &both), 0);
	ck_assert_uint_eq(both.seals, 1);
	ck_assert_uint_eq(both.seal[0].number, 2);
	ck_assert(memcmp(both.seal[0].key, first.seal[0].key, KEY_SEAL) != 0);
	ck_assert_mem_eq(both.who, first.who, KEY_WHO);
	ck_assert_mem_eq(both.mark, first.mark, KEY_MARK);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	keys_wipe(&both);
	scratch_close(&s);
}
END_TEST

START_TEST(numbers_begin_anew)
{
	struct keys keys;
	keys_make(&keys);
	for (unsigned i = 2; i <= KEY_NUMBERS + 2; i++) {
		keys_add_seal(&keys);
		keys_drop_old(&keys);
		ck_assert_uint_eq(keys.seal[0].number, i > KEY_NUMBERS ? i - KEY_NUMBERS : i);
	}
	keys_wipe(&keys);
}
END_TEST

START_TEST(a_credential_goes_before_the_file)
{
	struct scratch s;
	struct keys file, given;
	char credentials[128];
	scratch_open(&s);
	ck_assert_int_eq(keys_read(scratch_path(&s, "jiaxin.key"), true, &file), 0);
	strcpy(credentials, scratch_path(&s, "credentials"));
	ck_assert_int_eq(mkdir(credentials, 0700), 0);
	setenv("CREDENTIALS_DIRECTORY", credentials, 1);
	ck_assert_int_eq(keys_read(scratch_path(&s, "jiaxin.key"), false, &given), 0);
	ck_assert_mem_eq(&given, &file, sizeof(file)); /* there is none of that name */
	scratch_write(&s, "credentials/jiaxin.key", HEX64 "\n", 0440); /* as systemd's ACL shows */
	ck_assert_int_eq(keys_read(scratch_path(&s, "jiaxin.key"), true, &given), 0);
	ck_assert(memcmp(&given, &file, sizeof(file)) != 0);
	ck_assert_int_eq(keys_write(scratch_path(&s, "jiaxin.key"), &given), -EROFS);
	unsetenv("CREDENTIALS_DIRECTORY");
	ck_assert_int_eq(keys_read(scratch_path(&s, "jiaxin.key"), false, &given), 0);
	ck_assert_mem_eq(&given, &file, sizeof(file));
	scratch_close(&s);
}
END_TEST

TEST_MAIN("key_file", reads, changes_the_sealing_key, numbers_begin_anew,
        a_credential_goes_before_the_file)
