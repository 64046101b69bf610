#!/usr/bin/env bash
# tar.sh FOLDER NAME…: packs what is below FOLDER; the same files and the same SOURCE_DATE_EPOCH are the same bytes.
set -euo pipefail
folder=$1
shift
tar -C "$folder" --sort=name --format=gnu --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    --mode=u+rw,go+r,go-w -c "$@" | gzip -9n
