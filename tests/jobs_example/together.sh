#!/bin/sh
# SPDX-License-Identifier: MIT
# Several jobs as one: the survey has seen each vertex once, however many bands it was cut in.
# shellcheck source-path=SCRIPTDIR source=jobs.sh
. "$(dirname "$0")/jobs.sh"

for side in 2 3 7 500; do
    ends 0 --side $side --rate 0 "$work/dir"
    is "status of the survey" "$(status_of survey)" completed
    seen=$(sed -n 's/^    heights from \(.*\), in 4 bands$/\1/p' "$work/out")
    wanted=$(terrain $side | awk '
        $1 == "v" {
            if (!vertices++)
                low = high = $3
            low = $3 < low ? $3 : low
            high = $3 > high ? $3 : high
            sum += $3
        }
        END { printf "%d to %d, on average %.3f", low, high, sum / vertices }')
    is "heights of side $side" "$seen" "$wanted"
    is "bands in the table" "$(sed '1,/task_id/d' "$work/out" | grep -c 'completed *survey band [1-4] of 4')" 4
done
