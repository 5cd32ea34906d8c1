/* SPDX-License-Identifier: MIT */
/* Works with Qt alone: a QThreadPool, of which each work comes home by QMetaObject::invokeMethod. And weir on the same
 * loop. */
#include "bench/works.h"

#include <QtCore/QRunnable>
#include <QtCore/QThreadPool>

#include <new>

namespace
{

void *loop;
QThreadPool *pool;

class runnable : public QRunnable
{
  public:
    explicit runnable(struct piece *its) : piece(its)
    {
    }

    void run() override
    {
        piece->work(piece, nullptr);
        qt_invoke.post(loop, &piece->done);
    }

  private:
    struct piece *const piece;
};

} // namespace

static bool
pool_open(void *its_loop)
{
    loop = its_loop;
    pool = new (std::nothrow) QThreadPool;
    if (pool)
        pool->setMaxThreadCount(CREW_THREADS);
    return pool;
}

static bool
pool_start(struct piece *piece)
{
    runnable *work = new (std::nothrow) runnable(piece);
    if (work)
        pool->start(work);
    return work;
}

static bool
pool_tell(void *, struct call *call)
{
    return qt_invoke.post(loop, call);
}

static void
pool_close(void)
{
    delete pool;
}

const struct crew qt_pool_crew = {nullptr,   nullptr,    nullptr,   nullptr,   &qt_invoke,
                                  pool_open, pool_start, pool_tell, pool_close};
const struct crew qt_weir_crew = {nullptr,        nullptr,         nullptr,        nullptr,        &weir_qt,
                                  weir_crew_open, weir_crew_start, weir_crew_tell, weir_crew_close};
