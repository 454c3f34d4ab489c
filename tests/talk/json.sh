#!/bin/sh
# json.sh PROGRAM: what is queued with an answer stands beside it in the JSON, whom it is for first.
set -u
said=$(printf '%s\n' '家 加 妈 13800138001' '家 连 妈' '平安' |
	"$1" talk --json -o content.dir=content --now 2026-11-23T10:00)
wanted='"outbox":\[\]}
"outbox":\[{"to":"+8613800138001","text":"【家信】138\*\*\*\*8000[^"]*拒绝[^"]*"}\]}
"outbox":\[\]}'
line=0
echo "$wanted" | while read -r want; do
	line=$((line + 1))
	echo "$said" | sed -n "${line}p" | grep -q "$want\$" || {
		echo "json: answer $line is not as wanted:"
		echo "$said" | sed -n "${line}p"
		exit 1
	}
done
