#!/usr/bin/env python3
"""Makes gateway/text/readings.inc anew: how the 8,105 characters of the Table of General Standard
Chinese Characters (2013) that lie in the block U+4E00-9FFF are read, from the Unihan database
(Debian package unicode-data): all that kMandarin, kHanyuPinlu, kXHC1983 and kTGHZ2013 give,
without tones, v for u with diaeresis. The build needs none of this.

    python3 gateway/text/readings.py /usr/share/unicode/Unihan_Readings.txt.bz2 \\
        >gateway/text/readings.inc
"""
import bz2
import re
import sys
import unicodedata

FIRST, LAST = 0x4E00, 0x9FFF
FIELDS = ("kMandarin", "kHanyuPinlu", "kXHC1983", "kTGHZ2013")


def plain(syllable):
    """'lǜ' to 'lv'; None for what is no syllable (the grunts m, n, ng, hm)."""
    text = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    text = "".join(c for c in text if not unicodedata.combining(c))
    return text if re.fullmatch("[a-z]*[aeiouv][a-z]*", text) else None


def syllables(field, value):
    if field in ("kXHC1983", "kTGHZ2013"):
        value = " ".join(part.split(":", 1)[1] for part in value.split())
    value = re.sub(r"\(\d+\)", "", value).replace(",", " ").replace("*", "")
    return [s for s in map(plain, value.split()) if s]


def read(path):
    readings, standard = {}, set()
    with bz2.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("U+"):
                continue
            code, field, value = line.rstrip("\n").split("\t")
            code = int(code[2:], 16)
            if field not in FIELDS or not FIRST <= code <= LAST:
                continue
            if field == "kTGHZ2013":
                standard.add(code)
            readings.setdefault(code, {}).setdefault(field, []).extend(syllables(field, value))
    found = {}
    for code in sorted(standard):
        of = readings[code]
        found[code] = list(dict.fromkeys(s for field in FIELDS for s in of.get(field, [])))
    return {code: all_of for code, all_of in found.items() if all_of}


def main():
    found = read(sys.argv[1])
    sets = sorted({" ".join(r) for r in found.values()})
    number = {text: i + 1 for i, text in enumerate(sets)}
    print("/*\n * How Chinese characters are read: SET(number, syllables), the usual one first, then\n"
          " * HAN(character, number of its set), sorted. Made by readings.py, not by hand, from the\n"
          " * Unihan database 15.0.0, Copyright (c) 1991-2022 Unicode, Inc.: see NOTICE.\n */")
    for text in sets:
        print(f'SET({number[text]}, "{text}")')
    line = ""
    for code in sorted(found):
        item = f"HAN(0x{code:04X}, {number[' '.join(found[code])]})"
        if len(line) + len(item) > 98:
            print(line.rstrip())
            line = ""
        line += item + " "
    print(line.rstrip())


main()
