#!/bin/sh
# Makes gateway/text/t2s.inc anew: every traditional Han character of the Basic
# Multilingual Plane and its simplified twin, asked of OpenCC one character at a
# time. Needs the Debian packages opencc and perl-base; the build needs neither.
#
#     sh gateway/text/t2s.sh >gateway/text/t2s.inc
set -eu

cat <<'END'
/*
 * Traditional to simplified Chinese, one character at a time: T2S(from, to), sorted.
 * Made by t2s.sh, not by hand, from the dictionary TSCharacters of OpenCC 1.1.6
 * (https://github.com/BYVoid/OpenCC), Apache License 2.0. Chains are followed to
 * their end, so that no `to` is a `from`.
 */
END

# One character a line keeps OpenCC's phrases out of it.
perl -CO -e 'print chr, "\n" for 0x3400 .. 0x4DBF, 0x4E00 .. 0x9FFF' |
	opencc -c t2s.json |
	perl -CI -ne '
		BEGIN { @from = (0x3400 .. 0x4DBF, 0x4E00 .. 0x9FFF) }
		chomp;
		my $f = shift @from;
		length == 1 or die sprintf("U+%04X gave %d characters\n", $f, length);
		$to{$f} = ord if ord != $f && ord() <= 0xFFFF;
		END {
			die "lines are missing\n" if @from;
			for my $f (sort { $a <=> $b } keys %to) {
				my ($t, $steps) = ($to{$f}, 0);
				while (exists $to{$t}) {
					$t = $to{$t};
					die "a circle\n" if ++$steps > 3;
				}
				printf "T2S(0x%04X, 0x%04X)", $f, $t;
				print ++$n % 4 ? " " : "\n";
			}
			print "\n" if $n % 4;
		}'
