/* SPDX-License-Identifier: MIT */
/* An application, a weir, and what the laws of the Qt pump ask of both. Not the laws. */
#ifndef TESTS_QT_FIXTURE_HPP
#define TESTS_QT_FIXTURE_HPP

#include <weir-qt.h>
#include <weir/observe.h>

#include <QtCore/QCoreApplication>

#include <atomic>
#include <check.h>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

extern std::unique_ptr<QCoreApplication> app; /* of this thread */
extern struct weir *w;                        /* not attached */

void new_application();
void setup();
void setup_without_application();
void teardown();

/* How many QObjects there are, of anybody's. */
int objects();

/* Runs the loop on this thread until `until` says so; false: not within the limit. */
bool run_until(const std::function<bool()> &until);
/* Spins until `until` says so, without running anything. */
bool await(const std::function<bool()> &until);
void pass_often();

void add_one(void *counter); /* an std::atomic<int> */
bool it_works();             /* does a task run when the loop does? */

/* What a thread of its own is answered. */
int ask_elsewhere(const std::function<int()> &ask);

/* Who waits in weir_call with no limit, and what it was answered. */
class caller
{
  public:
    caller(); /* returns once it waits */
    int is_told();
    std::atomic<int> ran{0};

  private:
    int answer = 0;
    std::thread thread;
};

/* Threads that post until they are told to stop. */
class fire
{
  public:
    explicit fire(struct weir *at);
    void cease();
    bool goes_on(); /* runs the loop until 100 more tasks have ended */
    std::atomic<int> accepted{0}, ended{0};

  private:
    std::atomic<bool> stop{false};
    std::vector<std::thread> threads;
};

/* Allocations of this thread that operator new makes: the n-th from now fails, 0 the next. */
void fail_new(int n);
bool stop_failing(); /* has one failed since? */

void laws_without_application(TCase *tcase);
void laws_of_refusal(TCase *tcase);
void laws_of_loss(TCase *tcase);
void laws_of_memory(TCase *tcase);
void laws_of_fork(TCase *tcase);
void laws_of_objects(TCase *tcase);

#endif
