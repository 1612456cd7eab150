"""Signals: the first asks, the second ends, and outside of work the first one ends too."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap

import pytest

from albumforge.cli import signals


def test_while_work_polls_a_signal_only_asks() -> None:
    with signals.handled(), signals.polled():
        assert not signals.stop_asked()
        os.kill(os.getpid(), signal.SIGTERM)
        assert signals.stop_asked()
        assert signals.received() == signal.SIGTERM


@pytest.mark.parametrize("number", signals.HANDLED)
def test_where_nothing_polls_the_first_signal_interrupts(number: signal.Signals) -> None:
    with signals.handled(), pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), number)


def test_handlers_are_put_back() -> None:
    before = [signal.getsignal(number) for number in signals.HANDLED]
    with signals.handled():
        assert [signal.getsignal(number) for number in signals.HANDLED] != before
    assert [signal.getsignal(number) for number in signals.HANDLED] == before


def test_an_ignored_signal_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with signals.handled():
            os.kill(os.getpid(), signal.SIGHUP)
            assert not signals.stop_asked()
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_ends_the_process_at_once(number: signal.Signals) -> None:
    code = """
        import os, sys, time
        from albumforge.cli import signals
        with signals.handled(), signals.polled():
            print("ready", flush=True)
            while not signals.stop_asked():
                time.sleep(0.01)
            print("asked", flush=True)
            time.sleep(60)
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        assert process.stdout.readline() == "asked\n"
        process.send_signal(number)
        assert process.wait(10) == 128 + number


@pytest.mark.parametrize(
    ("number", "ignored"), [(signal.SIGINT, False), (signal.SIGTERM, False), (signal.SIGINT, True)]
)
def test_a_signal_during_the_imports_ends_without_a_traceback(number: signal.Signals, ignored: bool) -> None:
    code = f"""
        import os, signal, sys
        class Importing:
            def find_spec(self, name, path=None, target=None):
                if name == "albumforge.cli":
                    os.kill(os.getpid(), {int(number)})
        if {ignored}:
            signal.signal({int(number)}, signal.SIG_IGN)
        sys.meta_path.insert(0, Importing())
        sys.argv[1:] = ["--version"]
        from albumforge.__main__ import main
        main()
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False)
    assert done.returncode == (0 if ignored else 128 + number)
    assert done.stderr == ""
    assert bool(done.stdout) == ignored
