#!/bin/sh
# parts.sh PROGRAM: what `parts --json` says of lines that are odd: empty, not UTF-8, a mark in front, ended as elsewhere,
# U+0000, a pair and a mark at a part's end.
set -u
said=$(awk 'BEGIN {
	han66 = "中"; for (i = 0; i < 6; i++) han66 = han66 han66
	han66 = han66 "中中"; a152 = sprintf("%152s", ""); gsub(/ /, "a", a152)
	printf "\357\273\277hello\r\n\n\377\376\n\355\240\200x\nit\342\200\231s\n%c\n\357\273\277a\n", 0
	print han66 "中中中中"; print han66 "😀中中"; print han66 "e\314\201" han66; print a152 "€aaaaaa"; print a152 "€aaaaaaa"
	printf "end" }' | "$1" parts --json)
wanted='{"coding":"gsm7","units":5,"parts":1,"forced_by":null}
{"coding":"gsm7","units":0,"parts":0,"forced_by":null}
{"coding":"ucs2","units":2,"parts":1,"forced_by":"�"}
{"coding":"ucs2","units":4,"parts":1,"forced_by":"�"}
{"coding":"ucs2","units":4,"parts":1,"forced_by":"’"}
{"coding":"ucs2","units":1,"parts":1,"forced_by":"\u0000"}
{"coding":"ucs2","units":2,"parts":1,"forced_by":"﻿"}
{"coding":"ucs2","units":70,"parts":1,"forced_by":"中"}
{"coding":"ucs2","units":70,"parts":1,"forced_by":"中"}
{"coding":"ucs2","units":134,"parts":2,"forced_by":"中"}
{"coding":"gsm7","units":160,"parts":1,"forced_by":null}
{"coding":"gsm7","units":161,"parts":2,"forced_by":null}
{"coding":"gsm7","units":3,"parts":1,"forced_by":null}'
[ "$said" = "$wanted" ] && exit 0
echo "parts: is not as wanted:"
echo "$said"
exit 1
