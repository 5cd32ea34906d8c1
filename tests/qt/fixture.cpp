/* SPDX-License-Identifier: MIT */
/* What the laws of the Qt pump share. Not the laws, nor memory that fails (memory.cpp). */
#include "fixture.hpp"

#include <QtCore/QAbstractEventDispatcher>
#include <QtCore/QElapsedTimer>
#include <QtCore/QEventLoop>
#include <QtCore/QTimer>

/* Qt's hooks for tools that inspect programs: exported by QtCore, and declared in none of its public headers. */
extern Q_CORE_EXPORT quintptr qtHookData[];

std::unique_ptr<QCoreApplication> app;
struct weir *w;

namespace
{

constexpr int limit_ms = 30000;
constexpr int firing = 3;

int argument_count = 1;
char program[] = "qt";
char *arguments[] = {program, nullptr};

std::atomic<int> alive{0};

void
is_born(QObject *)
{
    alive++;
}

void
dies(QObject *)
{
    alive--;
}

void
watch_objects()
{
    enum {
        add_object = 3,
        remove_object = 4
    };
    qtHookData[add_object] = reinterpret_cast<quintptr>(is_born);
    qtHookData[remove_object] = reinterpret_cast<quintptr>(dies);
}

void
be_silent(void *, enum weir_log_level, const char *)
{
}

} // namespace

void
new_application()
{
    app.reset(new QCoreApplication(argument_count, arguments));
    QByteArray dispatcher = QAbstractEventDispatcher::instance()->metaObject()->className();
    ck_assert(dispatcher.contains("Glib") == qEnvironmentVariableIsEmpty("QT_NO_GLIB"));
}

void
setup_without_application()
{
    watch_objects();
    weir_log_to(be_silent, nullptr);
    ck_assert_int_eq(weir_new(&w, nullptr), 0);
}

void
setup()
{
    setup_without_application();
    new_application();
}

void
teardown()
{
    ck_assert_int_eq(weir_close(w, WEIR_DROP, WEIR_S(30)), 0);
    weir_free(w);
    app.reset();
    weir_log_to(nullptr, nullptr);
}

int
objects()
{
    return alive;
}

/* Running. */

/* Within exec(), since outside it Qt deletes nothing later. */
bool
run_until(const std::function<bool()> &until)
{
    QElapsedTimer passed;
    QEventLoop loop;
    QTimer look;
    bool reached = false;
    QObject::connect(&look, &QTimer::timeout, [&] {
        reached = until();
        if (reached || passed.elapsed() >= limit_ms)
            loop.quit();
    });
    passed.start();
    look.start(1);
    loop.exec();
    return reached;
}

bool
await(const std::function<bool()> &until)
{
    QElapsedTimer passed;
    passed.start();
    bool reached;
    while (!(reached = until()) && passed.elapsed() < limit_ms)
        std::this_thread::yield();
    return reached;
}

void
pass_often()
{
    int left = 20;
    ck_assert(run_until([&] { return --left < 0; }));
}

void
add_one(void *counter)
{
    ++*static_cast<std::atomic<int> *>(counter);
}

bool
it_works()
{
    std::atomic<int> ran{0};
    while (weir_post(w, add_one, &ran) == WEIR_EFULL)
        QCoreApplication::processEvents();
    return run_until([&] { return ran > 0; }) && ran == 1;
}

/* Threads. */

int
ask_elsewhere(const std::function<int()> &ask)
{
    int answer = 0;
    std::thread([&] { answer = ask(); }).join();
    return answer;
}

caller::caller()
{
    struct weir_load before, now;
    weir_load(w, &before);
    thread = std::thread([this] { answer = weir_call(w, add_one, &ran, WEIR_FOREVER); });
    ck_assert(await([&] { return weir_load(w, &now) == 0 && now.depth[1] > before.depth[1]; }));
}

int
caller::is_told()
{
    thread.join();
    return answer;
}

fire::fire(struct weir *at)
{
    for (int i = 0; i < firing; i++)
        threads.emplace_back([this, at] {
            while (!stop) {
                if (weir_post(at, add_one, &ended) >= 0)
                    accepted++;
                else
                    std::this_thread::yield();
            }
        });
}

void
fire::cease()
{
    stop = true;
    for (std::thread &thread : threads)
        thread.join();
}

bool
fire::goes_on()
{
    int goal = ended + 100;
    return run_until([&] { return ended >= goal; });
}
