// SPDX-License-Identifier: MIT
// A door with room for few calls: who comes when it is full is told so, and nothing that was let in is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    begin,
    ended,
    good,
    LONG,
    objectsOf,
    post,
    renders,
    request,
    sanitized,
    until,
    withScened,
} from './scened.mjs';

const CAPACITY = 8,
    FULL = -32000;
const CUBE = { kind: 'cube', x: 1, y: 2, z: 3, size: 1 };

const asked = (args, name = 'create_object') => request('tools/call', { name, arguments: { ...CUBE, ...args } });

async function fill(scened) {
    const ids = [];
    for (let i = 0; i < CAPACITY; i++) ids.push(await begin(scened, 'render_turntable', LONG));
    return ids;
}

async function empty(scened, ids) {
    for (const job_id of ids) await good(scened, 'job_cancel', { job_id });
    for (const job_id of ids) await ended(scened, job_id);
}

function assertFull({ status, headers, json }) {
    assert.equal(status, 503);
    assert.match(headers['retry-after'], /^[1-9]\d*$/);
    assert.equal(json.error.code, FULL);
    assert.equal(json.error.data.depth, CAPACITY);
    assert.equal(json.error.data.capacity, CAPACITY);
    assert.ok(json.error.data.retry_after_ms > 0);
    assert.ok(Number(headers['retry-after']) * 1000 >= json.error.data.retry_after_ms);
}

test('a call that finds the door full is told so, with how full it is and when to come again', () =>
    withScened({ capacity: CAPACITY }, async (scened) => {
        const ids = await fill(scened);
        const message = asked({});
        const answer = await post(scened, message);
        assertFull(answer);
        assert.equal(answer.json.id, message.id);
        assertFull(await post(scened, asked({ async: true })));
        const progress = asked({});
        progress.params._meta = { progressToken: 1 };
        assertFull(await post(scened, progress));
        const task = asked({});
        task.params.task = {};
        assertFull(await post(scened, task));
        await empty(scened, ids);
    }));

test('a full door still tells of what is inside', () =>
    withScened({ capacity: CAPACITY }, async (scened) => {
        const ids = await fill(scened);
        assert.equal((await post(scened, request('tools/list', {}))).status, 200);
        assert.equal((await renders(scened)).length, CAPACITY);
        for (const job_id of ids) await good(scened, 'job_status', { job_id });
        await empty(scened, ids);
    }));

test('a place that was freed is taken again', () =>
    withScened({ capacity: CAPACITY }, async (scened) => {
        for (let round = 0; round < 3; round++) {
            const ids = await fill(scened);
            assertFull(await post(scened, asked({})));
            await good(scened, 'job_cancel', { job_id: ids[0] });
            await ended(scened, ids[0]);
            assert.equal((await post(scened, asked({}))).status, 200);
            await empty(scened, ids.slice(1));
        }
    }));

test('who comes again when told finds room in the end, and nothing is done twice or lost', () =>
    withScened({ capacity: CAPACITY }, async (scened) => {
        const blocks = await begin(scened, 'sleep_badly', { ms: 4000 });
        const names = Array.from({ length: sanitized ? 40 : 200 }, (_, i) => `object ${i}`);
        let full = 0;
        await Promise.all(
            names.map((name) =>
                until(name, async () => {
                    const answer = await post(scened, asked({ name }));
                    if (answer.status === 200) return !answer.json.result.isError;
                    assertFull(answer);
                    full++;
                }),
            ),
        );
        assert.ok(full > 0, 'it was full at least once');
        await ended(scened, blocks);
        const objects = await objectsOf((...call) => good(scened, ...call));
        assert.deepEqual(objects.map(({ name }) => name).sort(), names.sort());
    }));

test('a batch larger than the door is answered for each of its calls', () =>
    withScened({ capacity: CAPACITY }, async (scened) => {
        const blocks = await begin(scened, 'sleep_badly', { ms: 4000 });
        await until(
            'the host is stuck',
            async () => (await good(scened, 'job_status', { job_id: blocks })).status === 'running',
        );
        const batch = Array.from({ length: 20 }, (_, i) => ({ ...asked({ name: `object ${i}` }), id: i }));
        const { json } = await post(scened, batch);
        assert.deepEqual(
            json.map(({ id }) => id).sort((a, b) => a - b),
            batch.map(({ id }) => id),
        );
        const accepted = json.filter(({ result }) => result);
        assert.equal(accepted.length, CAPACITY - 1);
        assert.ok(json.every(({ result, error }) => (result ? !result.isError : error.code === FULL)));
        const objects = await objectsOf((...call) => good(scened, ...call));
        assert.deepEqual(objects.map(({ name }) => name).sort(), accepted.map(({ id }) => `object ${id}`).sort());
    }));
