"""Reads what `hes-sim --experimental-dump-help` prints, writes the manual page hes-sim(1) with every subcommand."""

import json
import os
import sys
import time


def escaped(text):
    """Text that roff prints as it is."""
    lines = text.replace("\\", "\\e").replace("-", "\\-").splitlines()
    return "\n".join("\\&" + line if line.startswith((".", "'")) else line for line in lines)


def spelled(argument):
    """An argument as the command line has it: `--port <port>`."""
    value = f"<{argument['valueName']}>" if argument.get("valueName") else ""
    names = [("--" if name["kind"] == "long" else "-") + name["name"] for name in argument.get("names") or []]
    if argument["kind"] == "positional":
        return value
    return ", ".join(names) + (f" {value}" if argument["kind"] == "option" else "")


def entry(argument):
    text = argument.get("abstract") or ""
    if argument.get("defaultValue") and "efault" not in text:
        text += f" Default: {argument['defaultValue']}."
    return f".TP\n.B {escaped(spelled(argument))}\n{escaped(text.strip()) or 'Without description.'}\n"


def section(command, parents):
    """A command and those below it."""
    path = [*parents, command["commandName"]]
    arguments = [argument for argument in command.get("arguments") or [] if argument.get("shouldDisplay", True)]
    out = f".SS {escaped(' '.join(path))}\n{escaped(command.get('abstract') or '')}\n"
    if command.get("discussion"):
        out += f".PP\n.nf\n{escaped(command['discussion'])}\n.fi\n"
    out += "".join(map(entry, arguments))
    below = [found for found in command.get("subcommands") or [] if found["commandName"] != "help"]
    return out + "".join(section(found, path) for found in below if found.get("shouldDisplay", True))


def main():
    command = json.load(sys.stdin)["command"]
    day = time.strftime("%Y-%m-%d", time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", "0"))))
    print(f'.TH HES\\-SIM 1 "{day}" "hes-sim" "User Commands"')
    print(".SH NAME\nhes\\-sim \\- " + escaped(command["abstract"]))
    print(".SH SYNOPSIS\n.B hes\\-sim\n.I command\n[options]\n.SH COMMANDS")
    print(section(command, []), end="")
    print(".SH EXIT STATUS\n0 success; 1 failed; 2 wrong usage; 3 a port or the broker is not available; 4 a fault of the suite.")
    print(".SH FILES\n.TP\n.B /etc/default/hes\\-sim\nFlags of the service that the Debian package brings, which is off until it is enabled.")


if __name__ == "__main__":
    main()
