// SPDX-License-Identifier: MIT
// Forty of MCP's official clients with a thousand mixed calls, aborts, cancels and hang-ups: each call is answered
// once and honestly, by what the scene holds afterwards; and the host goes on with its own. Not what a single call
// does (calls.mjs).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from './clients.mjs';
import { ENDS, LIMIT, LONG, objectsOf, sanitized, until, withScened } from './scened.mjs';

const CLIENTS = 40,
    CALLS = sanitized ? 5 : 25; // of each client
const SLOWER = sanitized ? 20 : 5; // times that the host's beat may be slower than idle
const SMALL = { ...LONG, size: 128 };
const OBJ = Array.from({ length: 3000 }, (_, i) => `v ${i} 0 0\nv ${i} 1 0\nv ${i} 0 1\nf -3 -2 -1\n`).join('');

// What the scene must hold in the end, by name: `present` with its place; never `absent`; and of those whose client
// hung up nobody was told.
class Ledger {
    constructor() {
        this.present = new Map();
        this.absent = new Set();
        this.untold = new Set();
        this.outcomes = {};
        this.names = 0;
    }

    name(what) {
        return `${what} ${++this.names}`;
    }

    count(what, outcome) {
        const key = `${what} ${outcome}`;
        this.outcomes[key] = (this.outcomes[key] ?? 0) + 1;
    }

    // A call that would make that object has ended so.
    made(name, outcome, id, x) {
        if (outcome === 'completed') this.present.set(name, { id, x });
        else this.absent.add(name);
    }
}

// The end that an answer of tools/call tells.
function outcomeOf(result) {
    return result.isError ? result.structuredContent.status : 'completed';
}

const cube = (name, x) => ({ kind: 'cube', name, x, y: 0, z: 0, size: 1 });
const call = (member, name, args, options) =>
    member.client.callTool({ name, arguments: args }, undefined, { timeout: LIMIT, ...options });

// A call whose client loses patience: the answer that came over the wire all the same.
async function aborted(member, name, args) {
    const { client } = member;
    const abort = new AbortController();
    const answer = call(member, name, args, { signal: abort.signal });
    const id = client.sent.at(-1);
    setTimeout(() => abort.abort('out of patience'), member.random() * 5);
    await answer.catch(() => {});
    await until(`an answer to ${name}`, () => client.answers.has(id));
    return client.answers.get(id)[0];
}

async function pollToItsEnd(member, job_id) {
    await until(`the end of job ${job_id}`, async () =>
        ENDS.includes((await member.client.good('job_status', { job_id })).status),
    );
    return member.client.good('job_result', { job_id });
}

const ACTIONS = {
    async create(member, ledger) {
        const [name, x] = [ledger.name('cube'), member.random() * 100];
        const result = await call(member, 'create_object', cube(name, x));
        ledger.made(name, outcomeOf(result), result.structuredContent.id, x);
        return outcomeOf(result);
    },
    async createAborted(member, ledger) {
        const name = ledger.name('aborted');
        const result = await aborted(member, 'create_object', cube(name, 1));
        ledger.made(name, outcomeOf(result), result.structuredContent.id, 1);
        return outcomeOf(result);
    },
    async createAsync(member, ledger) {
        const name = ledger.name('async');
        const { job_id } = await member.client.good('create_object', { ...cube(name, 2), async: true });
        const job = await pollToItsEnd(member, job_id);
        ledger.made(name, job.status, job.result?.id, 2);
        return job.status;
    },
    async createAsyncCancelled(member, ledger) {
        const name = ledger.name('async cancelled');
        const { job_id } = await member.client.good('create_object', { ...cube(name, 3), async: true });
        await call(member, 'job_cancel', { job_id });
        const job = await pollToItsEnd(member, job_id);
        ledger.made(name, job.status, job.result?.id, 3);
        return job.status;
    },
    async move(member, ledger) {
        const [name, mine] = [...ledger.present].find(([, object]) => object.owner === member) ?? [];
        if (!mine) return ACTIONS.own(member, ledger);
        const x = member.random() * 100;
        const result = await call(member, 'move_object', { id: mine.id, x, y: 0, z: 0 });
        if (outcomeOf(result) === 'completed') ledger.present.get(name).x = x;
        return outcomeOf(result);
    },
    async own(member, ledger) {
        const name = ledger.name('own');
        const result = await call(member, 'create_object', cube(name, 0));
        ledger.made(name, outcomeOf(result), result.structuredContent.id, 0);
        ledger.present.get(name).owner = member;
        return outcomeOf(result);
    },
    async remove(member, ledger) {
        const name = ledger.name('removed');
        const { id } = await member.client.good('create_object', cube(name, 0));
        const result = await call(member, 'delete_object', { id });
        ledger.made(name, outcomeOf(result) === 'completed' ? 'removed' : 'completed', id, 0);
        return outcomeOf(result);
    },
    async list(member) {
        return outcomeOf(await call(member, 'list_objects', {}));
    },
    async lines(member) {
        return outcomeOf(await call(member, 'count_lines', { path: 'crowd.txt' }));
    },
    async refused(member) {
        const result = await call(member, 'create_object', { ...cube('refused', 0), kind: 'moon' });
        return result.isError ? 'refused' : 'taken';
    },
    async render(member) {
        let told = 0;
        const result = await call(member, 'render_turntable', { frames: 3, size: 32 }, { onprogress: () => told++ });
        assert.ok(told > 0);
        return outcomeOf(result);
    },
    async renderAborted(member) {
        const { structuredContent } = await aborted(member, 'render_turntable', SMALL);
        return structuredContent.status;
    },
    async renderCancelled(member) {
        const { job_id } = await member.client.good('render_turntable', { ...SMALL, async: true });
        await sleep(member.random() * 50);
        await member.client.good('job_cancel', { job_id });
        const job = await pollToItsEnd(member, job_id);
        assert.equal(job.partial?.frames ?? 0, job.progress?.done ?? 0, 'an honest partial');
        return job.status;
    },
    async importCancelled(member, ledger) {
        const name = ledger.name('import');
        const { job_id } = await member.client.good('import_obj', { text: OBJ, name, async: true });
        await sleep(member.random() * 20);
        await call(member, 'job_cancel', { job_id });
        const job = await pollToItsEnd(member, job_id);
        imported(ledger, name, job.result ?? job.partial);
        return job.status;
    },
    async hangUp(member, ledger) {
        const names = [ledger.name('hung up'), ledger.name('hung up')];
        const calls = [
            ...names.map((name) => call(member, 'create_object', cube(name, 4))),
            call(member, 'render_turntable', SMALL),
        ];
        names.forEach((name) => ledger.untold.add(name));
        await sleep(member.random() * 5);
        await member.client.close();
        const settled = await Promise.allSettled(calls);
        settled.slice(0, 2).forEach(({ value }, i) => {
            if (value)
                // it was quicker
                ledger.made(names[i], outcomeOf(value), value.structuredContent.id, 4);
        });
        member.gone.push(member.client);
        member.client = await connect(member.scened);
        return 'unanswered';
    },
};

// An import that has ended in whatever way holds what it says.
function imported(ledger, name, said) {
    if (said?.object_id) ledger.present.set(name, { id: said.object_id, triangles: said.triangles });
    else ledger.absent.add(name);
}

// The same numbers each time.
function numbers(seed) {
    return () => {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        return seed / 2 ** 32;
    };
}

async function takePart(scened, ledger, seed) {
    const member = { scened, random: numbers(seed), gone: [], client: await connect(scened, `client ${seed}`) };
    const names = Object.keys(ACTIONS);
    for (let i = 0; i < CALLS; i++) {
        const name = names[Math.floor(member.random() * names.length)];
        ledger.count(name, await ACTIONS[name](member, ledger));
    }
    return member;
}

function assertAnswers({ client, gone }) {
    for (const id of client.sent) assert.equal(client.answers.get(id)?.length, 1, `request ${id}`);
    for (const left of gone)
        for (const [id, answers] of left.answers)
            assert.equal(answers.length, 1, `request ${id} of one that hung up`);
}

async function assertScene(client, ledger) {
    const objects = await objectsOf(client.good);
    const found = new Map(objects.map((object) => [object.name, object]));
    assert.equal(found.size, objects.length, 'no object twice');
    for (const [name, { id, x, triangles }] of ledger.present) {
        const object = found.get(name);
        assert.equal(object?.id, id, name);
        if (x !== undefined) assert.ok(Math.abs(object.x - x) < 1e-3, name);
        if (triangles !== undefined) assert.equal(object.triangles, triangles, name);
    }
    for (const name of found.keys()) {
        assert.ok(!ledger.absent.has(name), `${name} is there, and its caller was told otherwise`);
        assert.ok(ledger.present.has(name) || ledger.untold.has(name), `${name} was made by nobody`);
    }
}

// Beats per second while body runs.
async function beatsDuring(client, body) {
    const beats = async () => (await client.good('viewport_status', {})).beats;
    const [from, began] = [await beats(), performance.now()];
    await body();
    return (((await beats()) - from) / (performance.now() - began)) * 1000;
}

test('each call of a crowd is answered once and honestly, and the host goes on', () =>
    withScened({}, async (scened) => {
        const { writeFileSync } = await import('node:fs');
        writeFileSync(`${scened.files}/crowd.txt`, 'line\n'.repeat(10_000));
        const ledger = new Ledger();
        const watcher = await connect(scened, 'watcher');
        const idle = await beatsDuring(watcher, () => sleep(1000));
        let members;
        const busy = await beatsDuring(watcher, async () => {
            members = await Promise.all(
                Array.from({ length: CLIENTS }, (_, seed) => takePart(scened, ledger, seed + 1)),
            );
        });
        await until('nothing runs', async () =>
            (await watcher.good('job_list', { limit: 1000 })).jobs.every(({ status }) => ENDS.includes(status)),
        );
        console.log(ledger.outcomes, { idle, busy });
        members.forEach(assertAnswers);
        await assertScene(watcher, ledger);
        const { foreign_calls } = await watcher.good('viewport_status', {});
        assert.equal(foreign_calls, 0, 'the scene was touched by its own thread only');
        assert.ok(busy * SLOWER > idle, `${busy.toFixed(1)} beats a second, ${idle.toFixed(1)} idle`);
        await Promise.all([watcher, ...members.map(({ client }) => client)].map((client) => client.leave()));
    }));
