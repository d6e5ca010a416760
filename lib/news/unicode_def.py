#!/usr/bin/python3
"""Writes the tables of unicode.c, lib/news/unicode_*.def, and of text.c, lib/base/text_width.def, from
the copy of the Unicode Character Database that Python has (module unicodedata). `make unicode-tables`
runs it."""
import os
import unicodedata as ucd

HERE = os.path.dirname(os.path.abspath(__file__))
ALL = range(0x110000)


def kind(c):
    """Returns the letter of the class of unicode.h."""
    category = ucd.category(chr(c))
    if category[0] == "C":
        return "C"
    if category in ("Zs", "Zl", "Zp"):
        return "Z"
    if category[0] == "P":
        return "P"
    return "M" if category == "Mn" else "O"


def changes(of):
    """Yields each code point whose value differs from that of the one before, and the value."""
    before = None
    for c in ALL:
        value = of(c)
        if value != before:
            yield c, value
        before = value


def lower_runs():
    """Returns runs of equal distance, [first, last, step, distance]: every code point, or every second."""
    runs = []
    for c in ALL:
        lower = chr(c).lower()
        if len(lower) != 1 or ord(lower) == c:
            continue
        distance = ord(lower) - c
        if runs and runs[-1][3] == distance:
            step = c - runs[-1][1]
            if step <= 2 and runs[-1][2] in (0, step):
                runs[-1][1:3] = [c, step]
                continue
        runs.append([c, c, 0, distance])
    return runs


def decompositions():
    """Yields (code point, its canonical decomposition by one step, whether NFC composes it again)."""
    for c in ALL:
        text = ucd.decomposition(chr(c))
        if text and text[0] != "<":
            parts = [int(part, 16) for part in text.split()]
            yield c, parts, ucd.normalize("NFC", chr(c)) == chr(c)


def width(c):
    """Returns the columns that a terminal uses for C: marks, format characters and the inner letters of
    a Korean syllable have none of their own. Python says F for a code point that is not assigned; only
    in the planes of Chinese signs such a code point is wide."""
    if ucd.category(chr(c)) == "Cn":
        return 2 if 0x20000 <= c <= 0x3fffd else 1
    if c == 0xad:
        return 1
    if ucd.category(chr(c)) in ("Mn", "Me", "Cf") or 0x1160 <= c <= 0x11ff:
        return 0
    return 2 if ucd.east_asian_width(chr(c)) in "WF" else 1


def write(name, what, entries, file="unicode_%s.def"):
    path = os.path.join(HERE, file % name)
    with open(path, "w", encoding="ascii") as out:
        out.write("/*\n * %s\n * unicode_def.py made this file from the Unicode Character Database %s.\n */\n"
                  % (what, ucd.unidata_version))
        line = ""
        for entry in entries:
            if len(line) + len(entry) > 98:
                out.write(line.rstrip() + "\n")
                line = ""
            line += entry + " "
        out.write(line.rstrip() + "\n")


# .def files are not formatted: clang-format would give each entry a line of its own
write("class", "X(first code point): the class X, up to the next entry.",
      ("%s(%x)" % (k, c) for c, k in changes(kind)))
write("order", "K(first code point, canonical combining class), up to the next entry.",
      ("K(%x,%d)" % (c, k) for c, k in changes(lambda c: ucd.combining(chr(c)))))
write("lower", "L(first, last, step, distance to the small letter).",
      ("L(%x,%x,%d,%d)" % (a, b, s or 1, d) for a, b, s, d in lower_runs()))
pairs = list(decompositions())
write("pair", "P(code point, the two that it decomposes into); N: the two are not composed into it again.",
      ("%s(%x,%x,%x)" % ("P" if again else "N", c, *parts)
       for c, parts, again in pairs if len(parts) == 2))
write("single", "S(code point, the one that it decomposes into).",
      ("S(%x,%x)" % (c, *parts) for c, parts, again in pairs if len(parts) == 1))
write("width", "W(first code point, columns on a terminal), up to the next entry.",
      ("W(%x,%d)" % (c, w) for c, w in changes(width)), "../base/text_%s.def")
