# terminal.py STEP... -- COMMAND...: runs the command on a terminal of 24 lines of 80 columns, and prints all that it writes there.
# The exit status is that of the command; 99 after ten seconds without the text that a step expects. The steps:
#   expect TEXT    waits until the command has written TEXT, after the text that the step before expected
#   run COMMAND    runs a command of the shell
#   size LINES     changes the height of the terminal
#   key CODE       presses the key with that code: 3 is Ctrl-C
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time

separator = sys.argv.index("--")
steps, command = sys.argv[1:separator], sys.argv[separator + 1:]


def resize(fd, lines):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, 80, 0, 0))


pid, terminal = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm"
    os.environ.pop("COLUMNS", None)
    os.execvp(command[0], command)

resize(terminal, 24)
written, seen = b"", 0


def read(seconds):
    global written
    if not select.select([terminal], [], [], seconds)[0]:
        return True
    try:
        data = os.read(terminal, 65536)
    except OSError:  # the command has ended
        return False
    written += data
    return bool(data)


def finish(status):
    sys.stdout.buffer.write(written)
    sys.exit(status)


for step in steps:
    word, rest = step.split(" ", 1)
    until = time.monotonic() + 10
    if word == "run":
        subprocess.run(rest, shell=True, check=True, stdout=subprocess.DEVNULL)
    elif word == "size":
        resize(terminal, int(rest))
    elif word == "key":
        os.write(terminal, bytes([int(rest)]))
    else:
        while rest.encode() not in written[seen:]:
            if time.monotonic() > until or not read(0.1):
                sys.stderr.write("# not written: %s\n" % rest)
                os.kill(pid, 9)
                finish(99)
        seen = written.index(rest.encode(), seen) + len(rest)
while read(10):
    pass
finish(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
