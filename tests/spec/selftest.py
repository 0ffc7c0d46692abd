#!/usr/bin/env python3
"""check_spec.py itself: each of its complaints, and silence when all is well."""
import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import check_spec  # noqa: E402

SPEC = "# Log\n\n- A commit has exactly one parent. [LOG-001]\n- A *leaf* is an id of 32 bytes. [definition]\n\nAt least prose is free.\n"
TEST = 'TEST_CASE("one parent", "[accepts LOG-001]") {}\nTEST_CASE("two parents: refuses LOG-001, LOG-002") {}\n'
CONFLICT = "LOG-003"


class CheckSpec(unittest.TestCase):
    def check(self, root, *more):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            code = check_spec.main(["--rules", str(root / "rules.json"), "--root", str(root), *more])
        return code, [line for line in printed.getvalue().splitlines()[:-1] if not line.startswith("not in the spec")]

    def complaints(self, spec=SPEC, test=TEST, rules=("LOG-001",), write=True):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in (("docs/spec/log.md", spec), ("tests/unit/log/a.cpp", test),
                               ("rules.json", json.dumps({"data": [{"id": rule, "class": 409} if rule == CONFLICT else {"id": rule} for rule in rules]}))):
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            if write:
                self.check(root, "--write")
                self.page = (root / "docs/rules.md").read_text()
            code, lines = self.check(root)
        self.assertEqual(code, 1 if lines else 0)
        return lines

    def test_all_is_well(self):
        self.assertEqual(self.complaints(test=TEST.replace(", LOG-002", "")), [])
        self.assertIn("- docs/spec/log.md: A commit has exactly one parent.\n", self.page)
        self.assertIn("- accepts: `tests/unit/log/a.cpp`, one parent\n", self.page)

    def test_page_of_rules_is_current(self):
        lines = self.complaints(test=TEST.replace(", LOG-002", ""), write=False)
        self.assertEqual(lines, ["docs/rules.md is not what check_spec.py --write writes"])

    def test_bullet_without_rule(self):
        spec = SPEC + "\n- Paths must be\n  relative.\n- Trees are trees.\n1. At most `9` of them.\n"
        lines = self.complaints(spec=spec, test=TEST.replace(", LOG-002", ""))
        self.assertEqual([line.split(":")[1] for line in lines], ["8", "11"])

    def test_bullets_in_code_are_free(self):
        self.assertEqual(self.complaints(spec=SPEC + "\n```\n- must 1\n```\n", test=TEST.replace(", LOG-002", "")), [])

    def test_rule_that_does_not_exist(self):
        lines = self.complaints(spec=SPEC + "- Never this. [LOG-009]\n")
        self.assertEqual(lines, ["docs/spec names LOG-009, which is not a rule of the program",
                                 "a test refuses LOG-002, which is not a rule of the program"])

    def test_transcript_that_prints_the_error(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "tests/transcripts").mkdir(parents=True)
            (root / "tests/transcripts/a.md").write_text("It accepts LOG-001.\n```tos\n$ tos one\n$ tos two\nerror[LOG-002] 422: no\n```\n")
            found = check_spec.cases(root)
        self.assertEqual(found, {"accepts": {"LOG-001": [("tests/transcripts/a.md", "It accepts LOG-001.")]},
                                 "refuses": {"LOG-002": [("tests/transcripts/a.md", "$ tos two")]}})

    def test_rule_without_case(self):
        lines = self.complaints(rules=("LOG-001", "LOG-002"))
        self.assertEqual(lines, ["LOG-002: no test says 'accepts LOG-002'"])

    def test_rule_of_another_class(self):
        spec, test = SPEC + "- Never twice. [LOG-003]\n", TEST.replace("LOG-002", "LOG-003").replace("[accepts LOG-001]", "[accepts LOG-001, LOG-003]")
        rules = ("LOG-001", CONFLICT)
        self.assertEqual(self.complaints(spec=spec, test=test, rules=rules), ["LOG-003: of class 409, in the specification of 422"])
        self.assertEqual(self.complaints(spec=spec + "\n```yaml\nclasses:\n  409: >\n    LOG-003\n```\n", test=test, rules=rules), [])


if __name__ == "__main__":
    unittest.main()
