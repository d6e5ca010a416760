#!/usr/bin/python3 -B
"""Validates rows of the programs against the schemas that the programs print with --schema.

usage: rows.py BIN [--all] FILE...

Each line of the files is a row with the members program and event. A row must be valid by the one
schema of this event in the program of BIN; prints what is not, and exits with 1. With --all, also
prints the kinds of rows of which the files have none, and exits with 1 when there are any.
"""
import collections
import json
import os
import re
import subprocess
import sys

import jsonschema

TOLD = 20  # more invalid rows of one kind are only counted
FORMATS = jsonschema.FormatChecker(["date"])
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")


@FORMATS.checks("date-time")
def is_time(value):
    """Times are UTC, as opt(7) says; RFC 3339 has more forms."""
    return not isinstance(value, str) or TIME.fullmatch(value) is not None


def schema_of(folder, program):
    """Returns the schemas of a program by event, each as a validator."""
    text = subprocess.run([os.path.join(folder, program), "--schema"], check=True,
                          stdout=subprocess.PIPE).stdout
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    kinds = {}
    for kind in schema.get("oneOf") or schema.get("anyOf"):
        if "event" not in kind["properties"]:
            continue  # the columns of any statement
        event = kind["properties"]["event"]["const"]
        assert kind["properties"]["program"]["const"] == program and event not in kinds
        kinds[event] = jsonschema.Draft202012Validator(kind, format_checker=FORMATS)
    return kinds


def shape(value):
    """Returns the same for rows that differ only in numbers and in text with a digit or a space."""
    if isinstance(value, dict):
        return tuple((key, shape(member)) for key, member in value.items())
    if isinstance(value, list):
        return frozenset(shape(item) for item in value)
    if isinstance(value, str):
        return value if value.replace("_", "").isalpha() and len(value) < 40 else ""
    return type(value)


class Rows:
    def __init__(self, folder):
        self.folder = folder
        self.schemas = {}
        self.seen = set()
        self.rows = collections.Counter()
        self.faults = collections.Counter()

    def tell(self, kind, text):
        self.faults[kind] += 1
        if self.faults[kind] <= TOLD:
            print("%s: %s" % (kind, text[:2000]))

    def check(self, line, where):
        try:
            row = json.loads(line)
            kind = "%s %s" % (row["program"], row["event"])
        except (ValueError, KeyError, TypeError) as why:
            self.tell(where, "not a row: %s: %s" % (why, line.strip()))
            return
        self.rows[kind] += 1
        if row["program"] not in self.schemas:
            self.schemas[row["program"]] = schema_of(self.folder, row["program"])
        schema = self.schemas[row["program"]].get(row["event"])
        if schema is None:
            self.tell(kind, "not in the schema: %s" % line.strip())
            return
        form = (kind, shape(row))
        if form in self.seen:
            return
        self.seen.add(form)
        for fault in schema.iter_errors(row):
            path = "/".join(str(step) for step in fault.absolute_path)
            self.tell(kind, "%s: %s: %s" % (path, fault.message, line.strip()))

    def never(self):
        """Returns the kinds that the programs name and of which no row was read."""
        names = []
        for program in sorted(os.listdir(self.folder)):
            if program in ("opt-db", "opt-paper"):  # they print no rows
                continue
            kinds = schema_of(self.folder, program)
            names += ["%s %s" % (program, event) for event in kinds]
        return [name for name in names if self.rows[name] == 0]


def main():
    folder, files = sys.argv[1], sys.argv[2:]
    whole = files[:1] == ["--all"]
    rows = Rows(folder)
    for name in files[whole:]:
        with open(name, encoding="utf-8") as file:
            for line in file:
                rows.check(line, os.path.basename(name))
    missing = rows.never() if whole else []
    for name in missing:
        print("%s: no row of this kind was printed" % name)
    count, faults = sum(rows.rows.values()), sum(rows.faults.values())
    print("%d rows of %d kinds, %d not valid" % (count, len(rows.rows), faults))
    return 1 if faults or missing or count == 0 else 0


sys.exit(main())
