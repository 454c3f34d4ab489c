#!/bin/sh
# Installs the Debian packages that are missing: install-deps.sh run|check|list [...]
#
# "run" is what building and `make run` need, "check" what the tests need besides; "list" prints
# the names instead. Does nothing, and needs no network and no root, when all are there.
set -eu

run="gcc make libc6-dev pkg-config libmicrohttpd-dev libsqlite3-dev libyaml-dev libsodium-dev \
nettle-dev libutf8proc-dev libsystemd-dev libcurl4-openssl-dev libzip-dev libjansson-dev tzdata kannel"
check="$run check libsubunit-dev clang libclang-rt-14-dev clang-format clang-tidy cppcheck \
shellcheck curl sqlite3 git graphviz"

fail()
{
	echo "install-deps: $*" >&2
	exit 1
}

case ${2:-${1:-}} in
run) wanted=$run ;;
check) wanted=$check ;;
*) fail "usage: install-deps.sh [list] run|check" ;;
esac
if [ "$1" = list ]; then
	echo "$wanted"
	exit
fi

command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
	fail "no apt here; install what these Debian packages hold, then run make all: $wanted"

missing=
for package in $wanted; do
	state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || state=
	[ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

root=
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; } ||
		fail "not root, and sudo can't be used; as root do: apt-get install$missing"
	root=sudo
fi

echo "install-deps: installing$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt()
{
	# shellcheck disable=SC2086 # a list of words
	$root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=120 \
		--no-install-recommends "$@" >>"$log" 2>&1 </dev/null
}
# The lists may be old, or absent as in a fresh container.
# shellcheck disable=SC2086
apt install $missing || { apt update && apt install $missing; } || {
	reason=$(grep '^E:' "$log" | tail -n 1)
	fail "apt-get failed (${reason:-no reason given}); is there a network? By hand: \
apt-get update && apt-get install$missing"
}
