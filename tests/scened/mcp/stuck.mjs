// SPDX-License-Identifier: MIT
// A host whose thread a tool blocks: the door answers all the same, says who it is, and what waits is done afterwards.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, begin, call, ended, good, post, request, rpc, until, withScened } from './scened.mjs';

const CUBE = { kind: 'cube', x: 1, y: 2, z: 3, size: 1 };
const health = async (scened) => (await ask(scened, { method: 'GET', path: '/healthz' })).json;
const status = async (scened, job_id) => (await good(scened, 'job_status', { job_id })).status;

async function block(scened, ms) {
    const job_id = await begin(scened, 'sleep_badly', { ms });
    await until('the host is stuck', async () => (await status(scened, job_id)) === 'running');
    return job_id;
}

test('healthz answers while the host is stuck, and names the task', () =>
    withScened({}, async (scened) => {
        const job_id = await block(scened, 4000);
        const stuck = await until('stuck', async () => {
            const told = await health(scened);
            return told.status === 'stuck' && told;
        });
        assert.match(stuck.task, /sleep_badly/);
        assert.ok(stuck.for_ms > 0);
        const later = await until('it goes on', async () => {
            const told = await health(scened);
            return told.for_ms > stuck.for_ms && told;
        });
        assert.match(later.task, /sleep_badly/);
        assert.equal(await status(scened, job_id), 'running', 'all that while it was blocked');
        assert.equal((await ended(scened, job_id)).status, 'completed');
        await until('served again', async () => (await health(scened)).status === 'ok');
    }));

test('what needs no host is answered while it is stuck', () =>
    withScened({}, async (scened) => {
        const job_id = await block(scened, 4000);
        await rpc(scened, 'ping');
        await rpc(scened, 'tools/list', {});
        await good(scened, 'job_list', {});
        assert.equal((await call(scened, 'create_object', { ...CUBE, kind: 'moon' })).isError, true);
        assert.equal((await ask(scened, { method: 'GET', path: '/' })).status, 200);
        assert.equal(await status(scened, job_id), 'running', 'all that while it was blocked');
        await ended(scened, job_id);
    }));

test('a call that waits behind a stuck one is done afterwards', () =>
    withScened({}, async (scened) => {
        const job_id = await block(scened, 4000);
        const waits = call(scened, 'create_object', CUBE);
        const pending = await begin(scened, 'create_object', CUBE);
        assert.equal(await status(scened, pending), 'pending');
        assert.equal(await status(scened, job_id), 'running');
        assert.ok(!(await waits).isError);
        assert.equal((await ended(scened, pending)).status, 'completed');
        assert.equal(await status(scened, job_id), 'completed');
    }));

test('a call that waits behind a stuck one can be cancelled, and is told so before the host is served', () =>
    withScened({}, async (scened) => {
        const job_id = await block(scened, 4000);
        const pending = await begin(scened, 'create_object', { ...CUBE, name: 'never' });
        await good(scened, 'job_cancel', { job_id: pending });
        assert.equal((await good(scened, 'job_status', { job_id: pending })).cancel_requested, true);
        assert.equal(await status(scened, job_id), 'running');
        assert.equal((await ended(scened, pending)).status, 'cancelled');
        await ended(scened, job_id);
        assert.deepEqual((await good(scened, 'list_objects', {})).objects, []);
    }));

test('a door is closed while its host is stuck', () =>
    withScened({}, async (scened) => {
        await block(scened, 4000);
        const waits = post(scened, request('tools/call', { name: 'create_object', arguments: CUBE }));
        await until('it waits', async () =>
            (await good(scened, 'job_list', {})).jobs.some(({ status }) => status === 'pending'),
        );
        scened.terminate();
        const { status, json } = await waits;
        if (status === 200)
            assert.ok(['cancelled', 'completed', undefined].includes(json.result.structuredContent.status));
        else assert.deepEqual([status, json.error.code], [503, -32001]);
    }));
