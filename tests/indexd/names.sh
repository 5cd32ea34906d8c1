#!/bin/sh
# SPDX-License-Identifier: MIT
# A file name may hold any bytes; the JSON is valid all the same, and the log has no strange lines.
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

python=$(command -v python3) || skip "python3 is missing, which reads the JSON"

mkdir "$work/dir"
# make FORMAT: a file of that name; the name is written as printf escapes.
make() {
    # shellcheck disable=SC2059 # the format is what is tested
    name=$(printf "$1.") # the dot keeps a line end at the end
    : >"$work/dir/${name%.}" || skip "this file system refuses the name $1"
}
make 'odd quo"te'
make 'odd back\\slash'
make 'odd new\nline'
make 'odd tab\tone\001delete\177'
make 'odd \303\251 \342\202\254 \360\237\230\200'
make 'odd bare \377'
make 'odd overlong \300\257 \340\200\257'
make 'odd surrogate \355\240\200'
make 'odd beyond \364\220\200\200'
make 'odd cut off \342\202'

start "$work/dir"
wait_indexed
answers 200 GET '/find?name=odd'
"$python" - "$work/body" <<'CHECK' || fail "not the names that were made"
import json, sys
bad = "\ufffd"
want = {
    'odd quo"te', "odd back\\slash", "odd new\nline", "odd tab\tone\x01delete\x7f", "odd é € 😀",
    "odd bare " + bad, f"odd overlong {bad * 2} {bad * 3}", "odd surrogate " + bad * 3,
    "odd beyond " + bad * 4, "odd cut off " + bad * 2,
}
found = json.loads(open(sys.argv[1], "rb").read().decode("utf-8", "strict"))
names = {file["path"] for file in found["files"]}
assert names == want, names ^ want
assert found["count"] == len(want)
CHECK

# What is looked for are bytes, too.
answers 200 GET '/find?name=bare%20%FF' '"count":1'
answers 200 GET '/find?name=new%0Aline' '"count":1'
answers 200 GET '/find?name=%C3%A9' '"count":1'

# Every answer is JSON, and a name breaks no line of the log.
mkdir "$work/dir/two
lines"
answers 202 POST '/index?dir=two%0Alines' '{"accepted":"two\u000alines"}'
until_true "it is indexed" has_said ' below two?lines$'
for path in /stats /healthz /nothing '/find?name=%22%5C'; do
    ask GET "$path"
    "$python" -m json.tool "$work/body" >/dev/null || fail "$path is not JSON"
done
stop TERM
