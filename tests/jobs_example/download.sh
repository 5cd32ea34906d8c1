#!/bin/sh
# SPDX-License-Identifier: MIT
# What is downloaded is what was served, byte for byte; what cannot be downloaded says why and leaves nothing.
# shellcheck source-path=SCRIPTDIR source=jobs.sh
. "$(dirname "$0")/jobs.sh"

# downloads FILE [OPTION...]
downloads() {
    file=$1
    shift
    ends 0 --side 2 "$@" "$work/dir"
    is "status of the download" "$(status_of download)" completed
    cmp "$file" "$work/dir/download.bin" || fail "not what was served"
    says "^    $work/dir/download\.bin: $(bytes_of "$file") bytes, XXH3 [0-9a-f]\{16\} as the server said\$"

    is "status of a download that is not there" "$(status_of 'download of nothing')" failed
    says '^download of nothing: failed; the server answers 404$'
    is "status of a download that never comes" "$(status_of 'download from silence')" timeout
    is "files" "$(cd "$work/dir" && echo *)" "contents.txt download.bin terrain.obj"
}

for size in 0 1 65536 3000001; do
    head -c $size /dev/urandom >"$work/file"
    downloads "$work/file" --serve "$work/file" --rate 0
done

# By pieces, as they come over a slow line.
head -c 200000 /dev/urandom >"$work/file"
downloads "$work/file" --serve "$work/file" --rate 200

# The program itself, if nothing else is named.
downloads "$program" --rate 0
