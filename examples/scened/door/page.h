/* SPDX-License-Identifier: MIT */
/* The page that a person looks at: its files, as they lie in ../page, from memory. Not what it shows (events.h). */
#ifndef SCENED_PAGE_H
#define SCENED_PAGE_H

struct evhttp_request;

/* Answers a GET or a HEAD of one of the page's paths; else 404. */
void page_answer(struct evhttp_request *request);

#endif
