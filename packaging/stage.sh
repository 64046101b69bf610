#!/usr/bin/env bash
# stage.sh BINARY FOLDER: lays out FOLDER as a prefix: the program, its manual page, its completions, its documentation.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=$1 folder=$2

install -D -m 755 "$binary" "$folder/bin/hes-sim"
mkdir -p "$folder/share/man/man1"
"$binary" --experimental-dump-help | python3 "$here/manual.py" | gzip -9n > "$folder/share/man/man1/hes-sim.1.gz"

completions() { # SHELL FILE
    mkdir -p "$(dirname "$folder/share/$2")"
    "$binary" --generate-completion-script "$1" > "$folder/share/$2"
}
completions bash bash-completion/completions/hes-sim
completions zsh zsh/site-functions/_hes-sim
completions fish fish/vendor_completions.d/hes-sim.fish

install -D -m 644 "$here/../README.md" "$folder/share/doc/hes-sim/README.md"
install -m 644 "$here/../CHANGELOG.md" "$folder/share/doc/hes-sim/CHANGELOG.md"
find "$folder" -type d -exec chmod 755 {} +
find "$folder/share" -type f -exec chmod 644 {} +
