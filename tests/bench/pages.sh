#!/bin/sh
# Writes a content tree of so many pages: the real one, and pages like it beside it.
#   pages.sh COUNT FROM_DIR TO_DIR
set -eu
count=$1 from=$2 to=$3

rm -rf "$to"
mkdir -p "$to"
cp "$from"/*.yaml "$to"
real=$(grep -hc '^[a-z][a-z0-9-]*:' "$to"/*.yaml | awk '{n += $1} END {print n}')

awk -v count=$((count - real)) -v dir="$to" 'BEGIN {
	for (i = 1; i <= count; i++) {
		n = sprintf("%05d", i)
		file = dir "/generated-" int((i - 1) / 1000) ".yaml"
		print "page-" n ":" > file
		print "  keywords: [试页" n "号, shiye" n ", try " n "]" > file
		print "  title: {zh: 试页" n ", en: Page " n "}" > file
		print "  text:" > file
		print "    zh: \"这是第" n "页：带上身份证和参保凭证，到社保局的窗口去办，问12333。\"" > file
		print "    en: \"This is page " n ": take your ID card to the social insurance office, or dial 12333.\"" > file
		if (i > 1)
			print "  options: [page-" sprintf("%05d", int(i / 7) + 1) ", home]" > file
		print "  source: 试验" > file
		print "  as_of: 2026-11" > file
		print "  review_by: 2099-12" > file
		print "  examples:" > file
		print "    - {in: 试页" n "号, page: page-" n ", has: 第" n "页}" > file
		print "    - {in: try " n ", lang: en, page: page-" n ", has: page " n "}" > file
	}
}'
