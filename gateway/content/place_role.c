#include "content/place_role.h"

#include "content/slot_take.h"

enum place_role
place_role_take(struct str *s)
{
	static const struct slot_word words[] = {{"从", ROLE_FROM}, {"自", ROLE_FROM},
	        {"由", ROLE_FROM}, {"在", ROLE_FROM}, {"from", ROLE_FROM}, {"in", ROLE_FROM},
	        {"cong", ROLE_FROM}, {"到", ROLE_TO}, {"去", ROLE_TO}, {"至", ROLE_TO},
	        {"往", ROLE_TO}, {"回", ROLE_TO}, {"前往", ROLE_TO}, {"开往", ROLE_TO},
	        {"去往", ROLE_TO}, {"去到", ROLE_TO}, {"回到", ROLE_TO}, {"飞", ROLE_TO},
	        {"转", ROLE_TO}, {"转到", ROLE_TO}, {"转去", ROLE_TO}, {"转回", ROLE_TO},
	        {"转至", ROLE_TO}, {"→", ROLE_TO}, {"->", ROLE_TO}, {"-->", ROLE_TO},
	        {"=>", ROLE_TO}, {"-", ROLE_TO}, {"--", ROLE_TO}, {">", ROLE_TO}, {"~", ROLE_TO},
	        {"to", ROLE_TO}, {"dao", ROLE_TO}, {"qu", ROLE_TO}, {"hui", ROLE_TO}};
	int role;
	return slot_take_word(s, words, ARRAY_LEN(words), &role) ? (enum place_role)role
	                                                         : ROLE_NONE;
}

enum place_role
place_role_find(struct str name)
{
	if (str_eq(name, STR("from")))
		return ROLE_FROM;
	return str_eq(name, STR("to")) ? ROLE_TO : ROLE_NONE;
}
