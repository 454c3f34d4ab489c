#!/bin/sh
# install.sh install|uninstall: what `make install` and `make uninstall` do.
#
# PREFIX (/usr/local), SYSCONFDIR (/etc), UNITDIR (PREFIX/lib/systemd/system) and DESTDIR are
# taken from the environment, PROGRAM is the built binary, DEMO the demonstration timetable. Files in SYSCONFDIR are the
# operator's: one that was changed is never overwritten, the new one is laid beside it as
# FILE.new; one that was deleted stays so. What was installed last is kept, for comparison,
# under PREFIX/share/jiaxin/etc. Starts nothing.
set -eu
umask 022

PREFIX=${PREFIX:-/usr/local} SYSCONFDIR=${SYSCONFDIR:-/etc} DESTDIR=${DESTDIR:-}
UNITDIR=${UNITDIR:-$PREFIX/lib/systemd/system}
root=$(cd "$(dirname "$0")/.." && pwd)
PROGRAM=${PROGRAM:-$root/build/jiaxin} DEMO=${DEMO:-$root/build/demo.timetable}
share=$DESTDIR$PREFIX/share/jiaxin
etc=$DESTDIR$SYSCONFDIR/jiaxin
pristine=$share/etc
scripts="kannel-setup backup restore"
units="jiaxin jiaxin-bearerbox jiaxin-smsbox"

fill()
{
	sed -e "s|@PREFIX@|$PREFIX|g" -e "s|@SYSCONFDIR@|$SYSCONFDIR|g" "$1"
}

# The options' file, with the places that the units give.
service_options()
{
	sed -e 's|^  path: var/jiaxin.db$|  path: /var/lib/jiaxin/jiaxin.db|' \
		-e 's|^  key_file: var/jiaxin.key$|  key_file: /var/lib/jiaxin/jiaxin.key|' \
		-e "s|^  dir: content\$|  dir: $SYSCONFDIR/jiaxin/content|" \
		-e "s|^  timetable: build/demo.timetable\$|  timetable: $PREFIX/share/jiaxin/demo.timetable|" \
		-e "s|^  dir: config/adapters\$|  dir: $SYSCONFDIR/jiaxin/adapters|" \
		-e 's|^  secrets: var/adapter-secrets/$|  secrets: /run/credentials/jiaxin.service/adapters_|' \
		-e 's|^  secret_file: ""$|  secret_file: /run/credentials/jiaxin.service/callback|' \
		-e 's|^  password_file: ""$|  password_file: /run/credentials/jiaxin.service/sendsms|' \
		"$root/config/jiaxin.yaml"
}

# keep_or_install NAME: of the new pristine tree, to where the operator changes it
keep_or_install()
{
	new=$pristine.new/$1 old=$pristine/$1 live=$etc/$1
	mkdir -p "$(dirname "$live")"
	if [ ! -e "$live" ] && [ -e "$old" ]; then
		return 0 # deleted on purpose
	elif [ ! -e "$live" ] || cmp -s "$live" "$old"; then
		cp "$new" "$live"
		rm -f "$live.new"
	elif ! cmp -s "$live" "$new" && ! cmp -s "$old" "$new"; then
		cp "$new" "$live.new"
		echo "kept your $SYSCONFDIR/jiaxin/$1; the new one is beside it as $1.new"
	fi
}

files_of()
{
	(cd "$1" && find . -type f | sed 's|^\./||' | sort)
}

do_install()
{
	install -d "$DESTDIR$PREFIX/bin" "$DESTDIR$PREFIX/sbin" "$share" "$etc" \
		"$DESTDIR$UNITDIR" "$DESTDIR$PREFIX/share/man/man8"
	# Beside and renamed: a running daemon keeps its old file.
	install -m 755 "$PROGRAM" "$DESTDIR$PREFIX/bin/jiaxin.new"
	mv "$DESTDIR$PREFIX/bin/jiaxin.new" "$DESTDIR$PREFIX/bin/jiaxin"
	install -m 644 "$DEMO" "$share/demo.timetable.new"
	mv "$share/demo.timetable.new" "$share/demo.timetable"
	install -m 644 "$root"/deploy/kannel.conf "$root"/deploy/kannel-smsc-*.conf "$share/"
	for script in $scripts; do
		install -m 755 "$root/deploy/$script.sh" "$share/"
		ln -sf "$PREFIX/share/jiaxin/$script.sh" "$DESTDIR$PREFIX/sbin/jiaxin-$script"
	done
	install -m 644 "$root/deploy/jiaxin.8" "$DESTDIR$PREFIX/share/man/man8/"
	for unit in $units; do
		fill "$root/deploy/$unit.service" >"$DESTDIR$UNITDIR/$unit.service"
	done

	rm -rf "$pristine.new"
	mkdir -p "$pristine.new"
	service_options >"$pristine.new/jiaxin.yaml"
	(cd "$root" && find content -type f \( -name '*.yaml' -o -name '*.md' -o -name '*.lock' -o -name '*.json' \)) |
		while IFS= read -r file; do
			mkdir -p "$pristine.new/$(dirname "$file")"
			cp "$root/$file" "$pristine.new/$file"
		done
	mkdir -p "$pristine.new/adapters"
	cp "$root"/config/adapters/*.yaml "$pristine.new/adapters/"
	install -d -m 700 "$etc/adapter-secrets"
	files_of "$pristine.new" | while IFS= read -r file; do
		keep_or_install "$file"
	done
	rm -rf "$pristine"
	mv "$pristine.new" "$pristine"
	[ -n "$DESTDIR" ] || [ ! -d /run/systemd/system ] || systemctl daemon-reload
	[ -e "$etc/kannel/kannel.conf" ] || echo "next: jiaxin-kannel-setup, see man jiaxin"
}

# Data, secrets and whatever was changed stay.
do_uninstall()
{
	[ -n "$DESTDIR" ] || [ ! -d /run/systemd/system ] ||
		systemctl disable --now jiaxin-smsbox jiaxin-bearerbox jiaxin || true
	[ ! -d "$pristine" ] || files_of "$pristine" | while IFS= read -r file; do
		if cmp -s "$etc/$file" "$pristine/$file"; then
			rm -f "$etc/$file" "$etc/$file.new"
		elif [ -e "$etc/$file" ]; then
			echo "left your $SYSCONFDIR/jiaxin/$file"
		fi
	done
	rmdir "$etc/adapter-secrets" "$etc/adapters" "$etc/content" "$etc" 2>/dev/null || true
	rm -rf "$share"
	rm -f "$DESTDIR$PREFIX/bin/jiaxin" "$DESTDIR$PREFIX/share/man/man8/jiaxin.8"
	for script in $scripts; do
		rm -f "$DESTDIR$PREFIX/sbin/jiaxin-$script"
	done
	for unit in $units; do
		rm -f "$DESTDIR$UNITDIR/$unit.service"
	done
	[ -n "$DESTDIR" ] || [ ! -d /run/systemd/system ] || systemctl daemon-reload
	echo "left: /var/lib/jiaxin, /var/lib/jiaxin-kannel, $SYSCONFDIR/jiaxin/kannel"
}

case ${1:-} in
install) do_install ;;
uninstall) do_uninstall ;;
*)
	echo "usage: install.sh install|uninstall" >&2
	exit 2
	;;
esac
