#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "check.h"
#include "outside/allow.h"

static struct sockaddr_storage
address(const char *text)
{
	struct sockaddr_storage s = {0};
	struct sockaddr_in *v4 = (struct sockaddr_in *)&s;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&s;
	if (inet_pton(AF_INET, text, &v4->sin_addr) == 1)
		v4->sin_family = AF_INET;
	else if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1)
		v6->sin6_family = AF_INET6;
	return s;
}

START_TEST(lets_in)
{
	static const struct {
		const char *list, *peer;
		bool in;
	} cases[] = {
	        {"127.0.0.1, ::1", "127.0.0.1", true},
	        {"127.0.0.1, ::1", "::1", true},
	        {"127.0.0.1, ::1", "127.0.0.2", false},
	        {"127.0.0.1, ::1", "::2", false},
	        {"127.0.0.1", "::ffff:127.0.0.1", true}, /* how a v6 socket shows a v4 caller */
	        {"127.0.0.1", "::127.0.0.1", false},
	        {"10.0.0.0/24", "10.0.0.255", true},
	        {"10.0.0.0/24", "10.0.1.0", false},
	        {"10.0.0.0/25", "10.0.0.127", true},
	        {"10.0.0.0/25", "10.0.0.128", false},
	        {"10.0.0.99/24", "10.0.0.1", true}, /* bits behind the net don't count */
	        {"10.0.0.1/32", "10.0.0.1", true},
	        {"10.0.0.1/32", "10.0.0.0", false},
	        {"0.0.0.0/0", "203.0.113.9", true},
	        {"0.0.0.0/0", "2001:db8::1", false},
	        {"::/0", "203.0.113.9", true},
	        {"2001:db8::/33", "2001:db8:7fff::1", true},
	        {"2001:db8::/33", "2001:db8:8000::1", false},
	        {" 10.0.0.1 ,\t10.0.0.2 ", "10.0.0.2", true},
	        {"10.0.0.1,", "10.0.0.1", true},
	        {"", "127.0.0.1", false},
	        {"0.0.0.0/0, ::/0", "a unix socket", false},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct allow_list list;
		struct str bad;
		struct sockaddr_storage peer = address(cases[i].peer);
		ck_assert_int_eq(allow_parse(str_from(cases[i].list), &list, &bad), 0);
		ck_assert_msg(allow_has(&list, (struct sockaddr *)&peer) == cases[i].in, "%s in %s",
		        cases[i].peer, cases[i].list);
	}
}
END_TEST

START_TEST(names_what_is_bad)
{
	static const struct {
		const char *list, *bad;
	} cases[] = {
	        {"localhost", "localhost"},
	        {"10.0.0.1, 10.0.0", "10.0.0"},
	        {"10.0.0.1/33", "10.0.0.1/33"},
	        {"10.0.0.1/-1", "10.0.0.1/-1"},
	        {"10.0.0.1/", "10.0.0.1/"},
	        {"10.0.0.1/x", "10.0.0.1/x"},
	        {"10.0.0.1/8/8", "10.0.0.1/8/8"},
	        {"::1/129", "::1/129"},
	        {"::g", "::g"},
	        {"10.0.0.1,,10.0.0.2", ""},
	        {"10.0.0.1 10.0.0.2", "10.0.0.1 10.0.0.2"},
	        {"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb",
	                "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct allow_list list = {.count = 77};
		struct str bad = {0};
		ck_assert_int_eq(allow_parse(str_from(cases[i].list), &list, &bad), -EINVAL);
		ck_assert_text(bad, cases[i].bad);
		ck_assert_uint_eq(list.count, 77);
	}
}
END_TEST

START_TEST(has_an_end)
{
	char many[(ALLOW_MOST + 1) * 10] = "";
	struct allow_list list;
	struct str bad;
	for (int i = 0; i < ALLOW_MOST; i++)
		strcat(many, "10.0.0.1,");
	ck_assert_int_eq(allow_parse(str_from(many), &list, &bad), 0);
	ck_assert_uint_eq(list.count, ALLOW_MOST);
	strcat(many, "10.0.0.2");
	ck_assert_int_eq(allow_parse(str_from(many), &list, &bad), -EINVAL);
	ck_assert_text(bad, "10.0.0.2");
}
END_TEST

TEST_MAIN("allow", lets_in, names_what_is_bad, has_an_end)
