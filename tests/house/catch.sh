#!/bin/sh
# SPDX-License-Identifier: MIT
# A check that cannot fail checks nothing: breaks a copy of the tree once for each check and demands that it notices.
# Not a check of the tree itself.
#
#   catch.sh TREE
set -u

tree=$1
copy=$(mktemp -d) || exit 1
trap 'rm -rf "$copy"' EXIT
missed=0 caught=0

fresh_copy() {
    rm -rf "${copy:?}"/*
    mkdir -p "$copy/tests"
    for part in core adapters examples bench tests/house tests/prove tests/systems; do
        cp -R "$tree/$part" "$copy/$part"
    done
}

# must_catch CHECK FILE TEXT: with TEXT added at the end of FILE, the check fails and names the file.
must_catch() {
    fresh_copy
    printf '%s\n' "$3" >>"$copy/$2"
    said=$(sh "$tree/tests/house/$1.sh" "$copy" 2>&1)
    status=$?
    if [ $status -ne 0 ] && printf '%s' "$said" | grep -q "${2##*/}"; then
        caught=$((caught + 1))
    else
        echo "$1 does not see in $2: $3"
        missed=$((missed + 1))
    fi
}

must_catch documented core/include/weir/weir.h 'WEIR_API int weir_undocumented(void);'
must_catch documented core/include/weir/weir.h '/**
 * weir_unsaid: says nothing of threads.
 *
 * Blocks:   never
 * Owns:     nothing
 * Returns:  0
 */
WEIR_API int weir_unsaid(void);'
must_catch documented core/include/weir/weir.h '/**
 * weir_mixed: says it in another order.
 *
 * Blocks:   never
 * Threads:  any
 * Owns:     nothing
 * Returns:  0
 */
WEIR_API int weir_mixed(void);'
must_catch floors core/src/base/error.c '#include "executor/executor.h"'
must_catch floors core/src/executor/post.c '#include "observe/observe.h"'
must_catch floors adapters/libevent/libevent.c '#include "executor/gate.h"'
must_catch ifdefs core/src/executor/post.c '#ifdef _WIN32'
must_catch ifdefs core/src/executor/post.c '#ifndef WEIR_NOT_A_GUARD_H
int x;'
must_catch states core/src/jobs/step.c 'static void astray(struct weir_job *job) { job->status = WEIR_JOB_FAILED; }'
must_catch atomics core/src/executor/heap.c 'static atom_u64 astray;'
must_catch atomics core/src/executor/print.c 'int x = atom_load(&y, acquire);'
must_catch atomics tests/house/atomics.txt 'core/src/executor/inbox.c for-no-reason'
must_catch errors core/src/executor/post.c 'int x = WEIR_ENOSUCH;'
must_catch errors core/include/weir/error.h '    X(WEIR_EFAR, -99, "a gap")'
must_catch files core/src/executor/post.c "$(awk 'BEGIN { for (i = 0; i < 500; i++) print "//" }')"
must_catch files core/src/executor/post.c "$(awk 'BEGIN { print "int\nf(void)\n{"; for (i = 0; i < 70; i++) print ";"; print "}" }')"
must_catch mutants tests/prove/mutants/attach-without-wake.diff '# Caught by: nobody'
must_catch mutants tests/systems/mutants/wait-timeout-0-is-30-s.diff '@@ -1,1 +1,1 @@
-a line that was there once
+another'

echo "$caught breaches caught, $missed missed"
[ $missed -eq 0 ]
