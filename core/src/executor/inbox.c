/* SPDX-License-Identifier: MIT */
/* The rings and the record list: claim, publish, take, withdraw, seal. Not who is woken (gate.c).
 *
 * tag    where                    order    pairs with   what it carries
 * [I1]   publish: seq store       seq_cst  [I2] [I5]    the entry; and, before the gate is read [G1], that it is there
 * [I2]   take: seq load or CAS    acquire  [I1] [I4]    the entry
 * [I3]   take: head_seen store    release  [I6]         that the entry was copied out
 * [I4]   withdraw: CAS            acq_rel  [I2]         what the withdrawer did before
 * [I5]   second look: seq load    seq_cst  [I1]         a publish that did not see IDLE [G4]
 * [I6]   claim: head_seen load    acquire  [I3]         the right to write the entry; and on, by the store (release)
 *        room store, room load                          and the load (acquire) of room, to who finds it there
 * [I7]   claim: tail CAS          relaxed               nothing: the cell's seq carries it
 * [I8]   seal: tail or            relaxed               nothing: the loop thread then waits for each cell [I2]
 * [I9]   push: newest CAS         seq_cst  [I10] [I11]  the record; and, before the gate is read [G1], that it is there
 * [I10]  take all: newest swap    acquire  [I9]         the records
 * [I11]  second look: newest load seq_cst  [I9]         a push that did not see IDLE [G4] */
#include "executor/inbox.h"

#define SEALED 1u

/* Cells to fetch before they are needed: a line takes about as long to come from the other core as that many posts.
 * Never a cell that the other side has yet to write or to read: taking the line away from it costs more than it gains. */
enum {
    AHEAD = 8
};

static uint64_t
seq_of(uint64_t pos, enum cell_state state)
{
    return pos * 4 + (uint64_t)state;
}

static struct cell *
cell_at(const struct ring *ring, uint64_t pos)
{
    return &ring->cells[pos & (ring->size - 1)];
}

void
ring_init(struct ring *ring, struct cell *cells, uint64_t size)
{
    ring->cells = cells;
    ring->size = size;
    ring->head = 0;
    ring->known = 0;
    atom_init(&ring->tail, 0);
    atom_init(&ring->room, size);
    atom_init(&ring->head_seen, 0);
    for (uint64_t pos = 0; pos < size; pos++)
        atom_init(&cells[pos].seq, CELL_FREE);
}

static bool
has_room(struct ring *ring, uint64_t pos)
{
    if (pos < atom_load(&ring->room, acquire)) /* [I6] */
        return true;
    uint64_t room = atom_load(&ring->head_seen, acquire) + ring->size; /* [I6] */
    if (pos >= room)
        return false;
    atom_store(&ring->room, room, release); /* [I6] an older value may win: then somebody looks once more */
    return true;
}

int
ring_claim(struct ring *ring, uint64_t *pos)
{
    uint64_t tail = atom_load(&ring->tail, relaxed);
    do {
        if (tail & SEALED)
            return WEIR_ECLOSED;
        if (!has_room(ring, tail / 2))
            return WEIR_EFULL;
    } while (!atom_cas(&ring->tail, &tail, tail + 2, relaxed, relaxed)); /* [I7] */
    *pos = tail / 2;
    return 0;
}

void
ring_publish(struct ring *ring, uint64_t pos, const struct entry *entry, enum cell_state state)
{
    struct cell *cell = cell_at(ring, pos);
    if (pos + AHEAD < atom_load(&ring->room, relaxed))
        prefetch_to_write(cell_at(ring, pos + AHEAD));
    plain_store(cell->entry, *entry);
    atom_store(&cell->seq, seq_of(pos, state), seq_cst); /* [I1] */
}

int
ring_withdraw(struct ring *ring, uint64_t pos, uint64_t mask)
{
    struct cell *cell = cell_at(ring, pos);
    uint64_t seq = atom_load(&cell->seq, relaxed);
    if (seq % 4 != CELL_HELD || ((seq / 4) & mask) != pos)
        return WEIR_ESTALE;
    uint64_t gone = seq_of(seq / 4, CELL_GONE);
    return atom_cas(&cell->seq, &seq, gone, acq_rel, relaxed) ? 0 : WEIR_ESTALE; /* [I4] */
}

uint64_t
ring_depth(const struct ring *ring)
{
    uint64_t head = atom_load(&ring->head_seen, relaxed);
    uint64_t tail = atom_load(&ring->tail, relaxed) / 2;
    return tail > head ? tail - head : 0; /* the two are read a moment apart */
}

/* Takes over the cell that serves `pos`, so that nobody else can end it. */
static enum take
cell_take(struct cell *cell, uint64_t pos)
{
    uint64_t seq = atom_load(&cell->seq, acquire); /* [I2] */
    if (seq == seq_of(pos, CELL_HELD) &&
        atom_cas(&cell->seq, &seq, seq_of(pos, CELL_READY), acquire, acquire)) /* [I2] */
        return TAKE_TASK;
    if (seq == seq_of(pos, CELL_READY))
        return TAKE_TASK;
    return seq == seq_of(pos, CELL_GONE) ? TAKE_WITHDRAWN : TAKE_NOTHING;
}

enum take
ring_take(struct ring *ring, struct entry *entry)
{
    uint64_t pos = ring->head;
    struct cell *cell = cell_at(ring, pos);
    enum take took = cell_take(cell, pos);
    if (took == TAKE_NOTHING)
        return took;
    if (pos + AHEAD < ring->known)
        prefetch_to_read(cell_at(ring, pos + AHEAD));
    *entry = plain_load(cell->entry);
    ring->head = pos + 1;
    atom_store(&ring->head_seen, pos + 1, release); /* [I3] */
    return took;
}

bool
ring_ready(struct ring *ring)
{
    return atom_load(&cell_at(ring, ring->head)->seq, acquire) > seq_of(ring->head, CELL_FREE);
}

bool
ring_look_again(struct ring *ring)
{
    /* The cell's seq, not the tail: a cell that is claimed but not published would keep the loop
     * turning for nothing, and its producer will see IDLE and wake. */
    uint64_t seq = atom_load(&cell_at(ring, ring->head)->seq, seq_cst); /* [I5] */
    return seq > seq_of(ring->head, CELL_FREE);
}

uint64_t
ring_tail(const struct ring *ring)
{
    return atom_load(&ring->tail, relaxed) / 2;
}

void
ring_seal(struct ring *ring)
{
    atom_or(&ring->tail, SEALED, relaxed); /* [I8] */
}

bool
ring_is_empty(const struct ring *ring)
{
    return ring_tail(ring) == ring->head;
}

enum take
ring_strike(struct ring *ring, uint64_t pos, strikes_fn *strikes, struct entry *entry)
{
    struct cell *cell = cell_at(ring, pos);
    uint64_t seq = atom_load(&cell->seq, acquire); /* [I2] */
    if (seq <= seq_of(pos, CELL_FREE))
        return TAKE_NOTHING;
    *entry = plain_load(cell->entry);
    if (!entry->run || !strikes(entry))
        return TAKE_NOTHING;
    enum take took = cell_take(cell, pos);
    struct entry struck = *entry;
    struck.run = NULL;
    struck.scope = NULL;
    plain_store(cell->entry, struck);
    return took;
}

void
ring_strike_marked(struct ring *ring, uint64_t marks)
{
    for (uint64_t pos = ring->head; pos < ring_tail(ring); pos++) {
        struct entry entry = plain_load(cell_at(ring, pos)->entry);
        if (entry.marks & marks)
            entry.run = NULL;
        plain_store(cell_at(ring, pos)->entry, entry);
    }
}

void
ring_void_unpublished(struct ring *ring)
{
    struct entry struck = {NULL, NULL, NULL, NULL, NULL, 0, 0};
    for (uint64_t pos = ring->head; pos < ring_tail(ring); pos++)
        if (atom_load(&cell_at(ring, pos)->seq, relaxed) < seq_of(pos, CELL_READY))
            ring_publish(ring, pos, &struck, CELL_READY);
}

/* What `newest` is once the list is sealed: an address that no record has. */
static char sealed_place;
#define SEALED_LIST ((void *)&sealed_place)

void
records_init(struct records *records)
{
    atom_init(&records->newest, NULL);
}

int
records_push(struct records *records, struct record *record)
{
    void *newest = atom_load(&records->newest, relaxed);
    do {
        if (newest == SEALED_LIST)
            return WEIR_ECLOSED;
        record->next = (struct record *)newest;
    } while (!atom_cas(&records->newest, &newest, (void *)record, seq_cst, relaxed)); /* [I9] */
    return 0;
}

bool
records_are_sealed(const struct records *records)
{
    return atom_load(&records->newest, relaxed) == SEALED_LIST;
}

bool
records_look_again(struct records *records)
{
    void *newest = atom_load(&records->newest, seq_cst); /* [I11] */
    return newest && newest != SEALED_LIST;
}

struct record *
records_take(struct records *records, bool seal)
{
    void *newest = atom_load(&records->newest, relaxed);
    if (newest == SEALED_LIST || (!newest && !seal))
        return NULL;
    newest = atom_swap(&records->newest, seal ? SEALED_LIST : NULL, acquire); /* [I10] */
    struct record *oldest = NULL;
    for (struct record *record = (struct record *)newest; record;) {
        struct record *next = record->next;
        record->next = oldest;
        oldest = record;
        record = next;
    }
    return oldest;
}
