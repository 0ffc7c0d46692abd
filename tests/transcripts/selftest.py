#!/usr/bin/env python3
"""The transcript runner itself: that it can fail, what [..] covers, what is fixed, what accepting rewrites."""
import contextlib
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import run  # noqa: E402  (puts tests/support on the path as well)
import seeded_keys  # noqa: E402


class Runner(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="selftest-"))
        self.addCleanup(shutil.rmtree, self.folder)
        os.environ.pop("TOS_ACCEPT", None)

    def transcript(self, *lines, info="tos"):
        path = self.folder / "a.md"
        path.write_text("\n".join(["# A", f"```{info}", *lines, "```", "the end", ""]))
        return path

    def status(self, path):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            code = run.main(["--tos", "/bin/true", str(path)])
        self.printed = printed.getvalue()
        return code

    def passes(self, *lines, **more):
        self.assertEqual(self.status(self.transcript(*lines, **more)), 0, getattr(self, "printed", ""))

    def fails(self, *lines, **more):
        self.assertEqual(self.status(self.transcript(*lines, **more)), 1)

    def test_output_must_be_exact(self):
        self.passes("$ echo one; echo two >&2", "one", "two")
        self.fails("$ echo one", "two")
        self.fails("$ echo one")
        self.fails("$ true", "one")
        self.fails("$ echo one; echo two", "one")

    def test_status_must_be_as_written(self):
        self.passes("$ echo no; exit 6", "no", "(exit 6)")
        self.fails("$ echo no; exit 6", "no")
        self.fails("$ echo no", "no", "(exit 6)")
        self.fails("$ exit 5", "(exit 6)")

    def test_placeholder_within_a_line(self):
        self.passes("$ echo a 123 b", "a [..] b")
        self.passes("$ echo 'a(1).*'", "a(1).*")
        self.fails("$ echo a 123 c", "a [..] b")
        self.fails("$ printf 'a 1\\n2 b\\n'", "a [..] b")

    def test_placeholder_for_lines(self):
        self.passes("$ seq 5", "1", "[..]", "5")
        self.passes("$ seq 2", "1", "[..]", "2")
        self.passes("$ true", "[..]")
        self.fails("$ seq 5", "1", "[..]", "4")

    def test_commands_over_several_lines(self):
        self.passes("$ cat <<END", "> a", "> END", "a")

    def test_folder_is_kept_for_each_member(self):
        path = self.folder / "b.md"
        path.write_text("\n".join(["```tos ~mara", "$ mkdir x; cd x", "```", "```console ~ben", "$ pwd", "/transcript",
                                   "```", "```tos ~mara", "$ pwd", "/transcript/x", "```"]))
        self.assertEqual(self.status(path), 0, self.printed)

    def test_files_that_go_on_together(self):
        for name, lines in (("e.md", "$ mkdir x; cd x"), ("f.md", "$ pwd; echo $TOS_CLOCK\n/transcript/x\n[..]T10:01:[..]")):
            (self.folder / name).write_text(f"```tos ~mara\n{lines}\n```\n")
        files = [str(self.folder / name) for name in ("e.md", "f.md")]
        with contextlib.redirect_stdout(io.StringIO()):
            self.assertEqual(run.main(["--tos", "/bin/true", "--together", *files]), 0)
            self.assertEqual(run.main(["--tos", "/bin/true", *files]), 1)

    def test_clock_moves_a_minute_and_by_request(self):
        self.passes("$ echo $TOS_CLOCK", "2026-11-20T10:00:00.000Z", "$ echo $TOS_CLOCK", "2026-11-20T10:01:00.000Z")
        self.passes("$ echo $TOS_CLOCK", "2026-11-23T11:00:00.000Z", info="tos +3d +1h")

    def test_world_is_fixed(self):
        os.environ["TOS_SELFTEST_LEAK"] = "leak"
        self.passes("$ echo $TZ $TOS_AS $TOS_SELFTEST_LEAK; git config user.name", "Pacific/Chatham mara", "Transcript",
                    info="tos ~mara")
        self.passes('$ test "$TOS_KEY" = "$KEYS/mara" && ssh-keygen -yf "$TOS_KEY" | cmp - "$TOS_KEY.pub"', info="tos ~mara")

    def test_other_fences_are_left_alone(self):
        path = self.folder / "c.md"
        path.write_text("```yaml\n$ no\n```\n````text\n```tos\n$ false\n```\n````\n```tos\n$ true\n```\n")
        self.assertEqual(self.status(path), 0, self.printed)

    def test_a_file_without_commands_or_with_a_broken_fence_fails(self):
        for text in ("nothing here\n", "```tos\n$ true\n", "```tos mara\n$ true\n```\n", "```tos\nno command\n```\n"):
            path = self.folder / "d.md"
            path.write_text(text)
            self.assertEqual(self.status(path), 1, text)

    def test_accepting_rewrites_only_what_differs(self):
        path = self.transcript("$ echo a 1 b; echo new", "a [..] b", "old", "$ exit 3", "$ seq 3", "[..]", "3", "$ echo 0123456789abcdef z", "x", "y")
        os.environ["TOS_ACCEPT"] = "1"
        self.assertEqual(self.status(path), 0)
        del os.environ["TOS_ACCEPT"]
        self.assertEqual(path.read_text().split("\n")[2:-3],
                         ["$ echo a 1 b; echo new", "a [..] b", "new", "$ exit 3", "(exit 3)", "$ seq 3", "[..]", "3",
                          "$ echo 0123456789abcdef z", "[..] z"])
        self.assertEqual(self.status(path), 0, self.printed)


class Keys(unittest.TestCase):
    def test_public_key_of_rfc_8032(self):
        # Section 7.1, TEST 1 and TEST 2.
        for seed, public in [("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                              "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
                             ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                              "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")]:
            self.assertEqual(seeded_keys.public_key(bytes.fromhex(seed)).hex(), public)

    def test_ssh_keygen_signs_with_it(self):
        with tempfile.TemporaryDirectory() as folder:
            key = seeded_keys.write_key(folder, "mara")
            signed = subprocess.run(["ssh-keygen", "-Y", "sign", "-q", "-n", "test", "-f", str(key)], input=b"message",
                                    capture_output=True, check=True).stdout
            signature = pathlib.Path(folder) / "signature"
            signature.write_bytes(signed)
            done = subprocess.run(["ssh-keygen", "-Y", "check-novalidate", "-n", "test", "-s", str(signature)],
                                  input=b"message", capture_output=True)
            self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
