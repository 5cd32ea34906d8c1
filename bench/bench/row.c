/* SPDX-License-Identifier: MIT */
/* Prints the lines of all tables alike. Knows no measure and no contestant. */
#include "bench/row.h"

#include <math.h>
#include <stdio.h>

void
row_head(const char *title)
{
    printf("%s\n  %-24s %9s %9s %9s %-4s %8s\n", title, "", "median", "min", "max", "", "to weir");
}

/* A rate that would be mostly zeros gets more digits. */
static int
digits_of(double scale, double shown)
{
    return scale > 1 && shown < 0.1 ? 4 : 2;
}

void
row_print(const struct row *row)
{
    if (!row->samples->count) {
        printf("  %-24s could not be measured\n", row->contestant);
        return;
    }
    double median = samples_median(row->samples) / row->scale;
    int digits = digits_of(row->scale, median);
    printf("  %-24s %9.*f %9.*f %9.*f %-4s", row->contestant, digits, median, digits,
           samples_min(row->samples) / row->scale, digits, samples_max(row->samples) / row->scale,
           row->shown);
    if (isfinite(row->ratio))
        printf(" %8.2f", row->ratio);
    printf("\n");
}

void
row_json(const struct row *row, struct json *json)
{
    if (!row->samples->count)
        return;
    json_object(json);
    json_text(json, "measure", row->measure);
    json_text(json, "contestant", row->contestant);
    json_text(json, "params", row->params);
    json_number(json, "median", samples_median(row->samples));
    json_number(json, "min", samples_min(row->samples));
    json_number(json, "max", samples_max(row->samples));
    json_text(json, "unit", row->unit);
    json_number(json, "ratio_to_weir", row->ratio);
    json_object_end(json);
}
