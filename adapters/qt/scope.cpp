/* SPDX-License-Identifier: MIT */
/* A scope that ends with a QObject: a slot at its destroyed(), called on the thread that deletes it. Not the pump
 * (qt.cpp).
 *
 * Qt may be about to call the slot on one thread while another disconnects it, and waiting for that could mean waiting
 * for slots of other people. So what the slot looks at is shared: the loop thread takes the scope out of it, and a slot
 * that comes later finds none. Only for one that is just cancelling is there a wait, which is short. */
#include "weir-qt.h"

#include <QtCore/QObject>

#include <atomic>
#include <memory>
#include <mutex>
#include <new>

namespace
{

/* Freed by its last user, on any thread. */
struct target {
    explicit target(struct weir_scope *its_scope) : scope(its_scope)
    {
    }
    std::mutex lock;
    struct weir_scope *scope; /* held by the tie; null: the tie has ended */
    std::atomic<int> users{0};
};

/* The slot, of which Qt makes copies. Neither with std::shared_ptr, of which a plug-in would export what it shares with
 * others, nor with QSharedPointer, which does not stand operator new to fail. */
class canceller
{
  public:
    explicit canceller(target *shared) noexcept : aim(shared)
    {
        aim->users++;
    }
    canceller(const canceller &other) noexcept : canceller(other.aim)
    {
    }
    canceller &operator=(const canceller &) = delete;
    ~canceller()
    {
        if (--aim->users == 0)
            delete aim; // NOLINT(clang-analyzer-cplusplus.NewDelete): it does not follow the count
    }
    void operator()() const
    {
        std::lock_guard<std::mutex> lock(aim->lock);
        weir_scope_cancel(aim->scope); /* of null nothing */
    }
    /* No thread is at it when this returns, and none cancels any more. */
    void forget() const
    {
        std::lock_guard<std::mutex> lock(aim->lock);
        aim->scope = nullptr;
    }

  private:
    target *const aim;
};

class tie
{
  public:
    tie(struct weir_scope *its_scope, QObject *object)
        : slot(new target(its_scope)),
          connection(QObject::connect(object, &QObject::destroyed, object, slot, Qt::DirectConnection)),
          scope(weir_scope_hold(its_scope))
    {
    }
    tie(const tie &) = delete;
    tie &operator=(const tie &) = delete;
    ~tie()
    {
        QObject::disconnect(connection); /* Qt knows whether the object is gone, or is just going */
        slot.forget();
        weir_scope_release(scope);
    }

  private:
    const canceller slot;
    const QMetaObject::Connection connection;
    struct weir_scope *const scope;
};

/* Loop thread: the scope has ended. */
void
untie(void *self)
{
    delete static_cast<tie *>(self);
}

int
tie_scope(struct weir_scope *scope, QObject *object)
{
    std::unique_ptr<tie> made(new tie(scope, object));
    int failed = weir_scope_on_cancel(scope, untie, made.get());
    if (!failed)
        static_cast<void>(made.release()); /* untie's */
    return failed;
}

} // namespace

int
weir_qt_scope(struct weir_scope *scope, QObject *object)
{
    if (!scope || !object)
        return WEIR_EINVAL;
    try {
        return tie_scope(scope, object);
    } catch (const std::bad_alloc &) {
        return WEIR_ENOMEM;
    }
}
