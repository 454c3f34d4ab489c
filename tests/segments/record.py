#!/usr/bin/env python3
"""Writes vectors.csv: texts, and what three counters that are not ours say of each.

Run by record.sh. Boundaries are made from 3GPP TS 23.038 and 23.040; the random texts are seeded.
"""
import itertools
import json
import random
import subprocess
import sys
import unicodedata

import gammu

GSM = ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
       "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
ESCAPED = "^{}\\[~]|€"
BELIEVED = "`\tç·°“”‘’–—…\u00a0￥［］，。！？Ａ１"  # often taken for GSM-7 and not in it
SCRIPTS = {
    "han": "您的养老金在户口所在地办理请拨打", "han-b": "𠀀𠮷", "arabic": "مرحبا", "hebrew": "שלום",
    "thai": "สวัสดี", "hindi": "नमस्ते", "korean": "안녕하세요", "jamo": "한글", "russian": "Привет",
    "greek": "καλημέρα", "japanese": "こんにちは", "uyghur": "ياخشىمۇسىز",
}
CLUSTERS = {
    "emoji": "😀", "skin": "👍🏽", "flag": "🇨🇳", "family": "👨‍👩‍👧", "keycap": "1️⃣", "heart": "❤️",
    "combining": "e\u0301", "ivs": "葛\U000e0100",
}
REPLIES = [
    "【家信】社保问哪样？\n1 养老金\n2 医保\n3 失业金\n4 工伤\n5 生育\n6 没给上社保\n7 查社保",
    "【家信】号码前加区号：0755-12333社保工资，0755-12393医保，0755-12345政府，0755-12348法律。",
    "[Jiaxin] Area code first: 0755-12333 work, 0755-12393 medical, 0755-12345 city matters, 0755-12348 legal.",
    "[Jiaxin] Sorry, not understood. Send 00 for the menu or HELP to see what to send. In danger dial 110 or 120.",
    "【家信】按您所填：养老在广东办，共132个月，要198，还差66，接着交。",
]


def texts():
    for c in GSM + ESCAPED + BELIEVED:
        yield f"one {ord(c):04x}", c
    for n in (159, 160, 161, 305, 306, 307, 458, 459, 460, 1529, 1530, 1531):
        yield f"a x {n}", "a" * n
    for n in (69, 70, 71, 133, 134, 135, 200, 201, 202, 669, 670, 671):
        yield f"han x {n}", "养" * n
    for at in (151, 152, 153, 154, 158, 159, 160, 304, 305, 306):  # a pair of septets at a seam
        for behind in (0, 1, 5, 160):
            yield f"escape at {at}+{behind}", "a" * at + "€" + "b" * behind
    for name, cluster in CLUSTERS.items():  # a cluster at a seam
        units = len(cluster.encode("utf-16-le")) // 2
        for at in (64, 65, 66, 68, 70, 133):
            for behind in (0, 3, 134 - at - units):
                if behind >= 0:
                    yield f"{name} at {at}+{behind}", "养" * at + cluster + "老" * behind
    for name, script in SCRIPTS.items():
        for n in (1, 70, 71, 134, 135):
            yield f"{name} {n}", (script * n)[:n]
    for i, reply in enumerate(REPLIES):
        yield f"reply {i}", reply
        yield f"reply {i} twice", reply * 2
        yield f"reply {i} quoted", "“" + reply + "”"
    for name, text in (("crlf", "a\r\nb\r\n" * 27), ("nfd", unicodedata.normalize("NFD", "é" * 70)),
                       ("nfc", "é" * 160), ("bom", "\ufeffabc"), ("zwj", "a\u200db")):
        yield name, text
    rng = random.Random(20261123)
    for i in range(60):
        pool = rng.choice((GSM, GSM + ESCAPED, "养老金在哪领😀，。1a€", GSM + BELIEVED))
        yield f"random {i}", "".join(rng.choice(pool) for _ in range(rng.randint(1, 400)))


def spelt(text):
    """Code points in hexadecimal, "61*160 20ac": nothing that an editor could change."""
    runs = ((f"{ord(c):x}", len(list(run))) for c, run in itertools.groupby(text))
    return " ".join(cp if n == 1 else f"{cp}*{n}" for cp, n in runs)


def gammu_parts(text, coding):
    coding = "Default" if coding == "gsm7" else "Unicode"
    parts = gammu.SMSCounter(text, "NoUDH", coding)[0]
    return parts if parts == 1 else gammu.SMSCounter(text, "ConcatenatedMessages", coding)[0]


def main():
    every = list(texts())
    counted = subprocess.run(["node", sys.argv[1]], input=json.dumps([t for _, t in every]),
                             capture_output=True, text=True, check=True)
    print("text,name,twilio coding,twilio units,twilio parts,split-sms coding,split-sms units,"
          "split-sms parts,gammu parts")
    for (name, text), counts in zip(every, json.loads(counted.stdout)):
        print(",".join([spelt(text), name, *map(str, counts), str(gammu_parts(text, counts[0]))]))


main()
