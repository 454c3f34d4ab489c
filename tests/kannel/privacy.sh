#!/bin/bash
# No number and no text of the plays may stand in a log or in the database: privacy.sh DIR PLAY...
# Looks for each number's digits, and for each text as UTF-8, as hexadecimal UTF-16BE (so Kannel
# writes it at its talkative levels) and percent-encoded.
set -u
dir=$1
shift
found=0

secret_texts()
{
	# "M", "00" and a page's name stand everywhere
	sed -n 's/^m[ot] .*\(text\|has\)="\([^"]\{2,\}\)".*/\2/p' "$@" | sed 's/\\n/\n/g' |
		LC_ALL=C grep -E '[^ -~]|.{8}' | sort -u
}

secret_numbers()
{
	sed -n 's/^\(from \|.*from=\)"\{0,1\}+\{0,1\}\([0-9]\{7,\}\).*/\2/p' "$@" |
		sed 's/^86//; s/^0086//' | sort -u
}

look_for()
{
	local files
	files=$(grep -rlaF -e "$1" "$dir/log" "$dir"/jiaxin.db* 2>/dev/null) || return 0
	echo "FAIL privacy: ${#1} bytes of a phone's secret stand in ${files//$'\n'/ }"
	found=1
}

count=0
while IFS= read -r secret; do
	count=$((count + 1))
	look_for "$secret"
	look_for "$(printf '%s' "$secret" | od -An -v -tx1 | tr -d '\n' | tr ' a-f' '%A-F')"
	look_for "$(printf '%s' "$secret" | iconv -f UTF-8 -t UTF-16BE | od -An -v -tx1 | tr -d ' \n')"
done < <(
	secret_texts "$@"
	secret_numbers "$@"
)
[ "$count" -gt 0 ] || {
	echo "FAIL privacy: nothing to look for"
	found=1
}
[ -s "$dir/jiaxin.db" ] && [ -s "$dir/log/jiaxin.log" ] || {
	echo "FAIL privacy: nowhere to look"
	found=1
}
[ "$found" -eq 1 ] || echo "ok   privacy: none of $count numbers and texts in logs or database"
exit "$found"
