#!/bin/sh
# SPDX-License-Identifier: MIT
# What cannot be answered is refused with a code and a reason, and nothing outside of DIR is read.
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

mkdir -p "$work/dir/inside/deep" "$work/outside"
printf 'secret' >"$work/outside/secret.txt"
printf 'open' >"$work/dir/inside/open.txt"
ln -s "$work/outside" "$work/dir/way-out"
ln -s ../outside/secret.txt "$work/dir/secret-link.txt"
ln -s inside "$work/dir/way-in"

start "$work/dir"
wait_indexed

answers 404 GET / '"error":'
answers 404 GET /nothing '"error":'
answers 404 GET /find/ '"error":'
answers 405 POST '/find?name=x' '"error":'
grep -qi '^allow: GET, HEAD' "$work/head" || fail "405 without Allow"
answers 405 GET '/index?dir=inside' '"error":'
grep -qi '^allow: POST' "$work/head" || fail "405 without Allow"
answers 405 DELETE /stats '"error":'
answers 405 PATCH /healthz '"error":'

answers 400 GET /find 'what to look for'
answers 400 GET '/find?name=' 'what to look for'
answers 400 GET '/find?nam=x' 'what to look for'
answers 400 GET '/find?name' 'KEY=VALUE'
answers 400 GET '/find?name=a%00b' 'KEY=VALUE'
for bad in 0 -1 1001 x 1x 99999999999999999999 ''; do
    answers 400 GET "/find?name=x&limit=$bad" 'limit is a number'
done

answers 400 POST /index 'what to index'
for bad in .. ../outside inside/../../outside inside/.. %2e%2e %2e%2e%2foutside inside%2f%2e%2e; do
    answers 400 POST "/index?dir=$bad" 'must not contain ..'
done
answers 400 POST "/index?dir=$work/outside" 'begins with no slash'
for bad in way-out way-out/ nothing inside/open.txt inside/nothing ... secret-link.txt; do
    answers 400 POST "/index?dir=$bad" 'no directory below'
done

# Links that stay inside lead to where they point.
answers 202 POST '/index?dir=way-in' '{"accepted":"inside"}'
answers 202 POST '/index?dir=./inside//deep/' '{"accepted":"inside/deep"}'
until_true "both are indexed" has_said ' below inside/deep$'

answers 200 GET '/find?name=secret' '"count":0'
answers 200 GET /stats '"files":1,'
answers 200 GET /metrics 'indexd_answers_total{code="202"} 2'
stop TERM
