"""How the command line ends: with its own exit code, whatever native libraries do when torn down."""

import subprocess
import sys

import pytest

#: Something of the C library that aborts when the interpreter is taken down, as a thread pool may.
ABORTING = "import ctypes; c = ctypes.CDLL(None); getattr(c, '__cxa_atexit')(c.abort, None, None); "
MAIN = "import sys; from gangmu import cli; sys.argv = ['gangmu', *{words}]; "


def ended(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.skipif(sys.platform != "linux", reason="the C library is another one")
@pytest.mark.parametrize(("words", "code"), [(["--help"], 0), (["chek"], 2)])
def test_a_library_that_aborts_at_the_end_does_not_change_the_exit_code(words, code):
    alone = ended(ABORTING)

    done = ended(ABORTING + MAIN.format(words=words) + "cli.main()")

    assert alone.returncode == -6
    assert done.returncode == code, done.stderr
    assert "gangmu" in done.stdout + done.stderr


def test_what_python_has_to_finish_is_finished():
    code = (
        "import atexit, threading, time; atexit.register(print, '收尾');"
        "late = threading.Thread(target=lambda: (time.sleep(0.3), print('线程')));"
        "run = cli.run; cli.run = lambda: (late.start(), run())[1];"
    )

    done = ended(MAIN.format(words=["--help"]) + code + "cli.main()")

    assert done.stdout.splitlines()[-2:] == ["线程", "收尾"]


def test_a_reader_that_went_away_is_no_traceback():
    code = MAIN.format(words=["--help"]) + "cli.main()"

    done = subprocess.run(
        ["bash", "-c", '"$0" -c "$1" | head -c 1; exit ${PIPESTATUS[0]}', sys.executable, code],
        capture_output=True, text=True, errors="replace", timeout=60, check=False,
    )  # fmt: skip

    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1)
