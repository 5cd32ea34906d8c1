/* SPDX-License-Identifier: MIT */
/* What the service says about itself: /stats and /jobs for people, /metrics for Prometheus. Loop thread. */
#ifndef INDEXD_PAGES_H
#define INDEXD_PAGES_H

struct evbuffer;
struct web;

void pages_stats(const struct web *web, struct evbuffer *out);
void pages_jobs(const struct web *web, struct evbuffer *out);
void pages_metrics(const struct web *web, struct evbuffer *out);

#endif
