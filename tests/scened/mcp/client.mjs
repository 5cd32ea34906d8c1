// SPDX-License-Identifier: MIT
// The door as MCP's official client sees it: every tool called well and badly, progress, aborts, tasks. Not many
// clients at once (crowd.mjs).
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connect } from './clients.mjs';
import { ENDS, LIMIT, LONG, objectsOf, Scened, until } from './scened.mjs';

const CUBE = { kind: 'cube', x: 1, y: 2, z: 3, size: 1 };
const SQUARE = 'v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nf 1 2 3 4\n'; // two triangles
let scened, client;
before(async () => {
    scened = await Scened.start();
    client = await connect(scened);
});
after(async () => {
    await client.leave();
    await scened.stop();
});

const objects = () => objectsOf(client.good);
const ended = (job_id) =>
    until(`the end of job ${job_id}`, async () => {
        const job = await client.good('job_status', { job_id });
        return ENDS.includes(job.status) && job;
    });

async function isRefused(name, args) {
    const result = await client.callTool({ name, arguments: args });
    assert.equal(result.isError, true, JSON.stringify(result));
    assert.ok(result.content[0].text.length > 5);
}

test('the client connects, pings, and knows the server', async () => {
    await client.ping();
    assert.equal(typeof client.getServerVersion().name, 'string');
    assert.ok(client.getServerCapabilities().tools);
    assert.ok(client.transport.sessionId);
});

test('the tools are listed, as the client reads them', async () => {
    const { tools } = await client.listTools();
    const byName = Object.fromEntries(tools.map((tool) => [tool.name, tool]));
    assert.equal(byName.list_objects.annotations.readOnlyHint, true);
    assert.equal(byName.delete_object.annotations.destructiveHint, true);
    assert.equal(byName.create_object.inputSchema.type, 'object');
    assert.match(byName.render_turntable.description, /async/);
});

test('an unknown tool is an error of the protocol', async () => {
    await assert.rejects(client.callTool({ name: 'no_such' }), { code: -32602 });
});

test('objects are created, listed, moved and deleted', async () => {
    for (const kind of ['cube', 'sphere', 'cone']) {
        const { id } = await client.good('create_object', { ...CUBE, kind, name: `my ${kind}` });
        const find = async () => (await objects()).find((object) => object.id === id);
        assert.deepEqual([(await find()).name, (await find()).kind], [`my ${kind}`, kind]);
        await client.good('move_object', { id, x: -4, y: 5.5, z: 0 });
        const { x, y, z } = await find();
        assert.deepEqual([x, y, z], [-4, 5.5, 0]);
        await client.good('delete_object', { id });
        assert.equal(await find(), undefined);
        await isRefused('move_object', { id, x: 0, y: 0, z: 0 });
        await isRefused('delete_object', { id });
    }
    await isRefused('create_object', { ...CUBE, kind: 'moon' });
    await isRefused('create_object', {});
});

test('an OBJ is imported from a file and from text', async () => {
    writeFileSync(join(scened.files, 'square.obj'), SQUARE);
    for (const args of [{ path: 'square.obj' }, { text: SQUARE }]) {
        const { object_id } = await client.good('import_obj', { ...args, name: 'square' });
        const object = (await objects()).find(({ id }) => id === object_id);
        assert.deepEqual([object.kind, object.name, object.triangles], ['mesh', 'square', 2]);
    }
    for (const args of [
        {},
        { path: 'none.obj' },
        { path: '../square.obj' },
        { text: 'f 1 2 3\n' },
        { text: 7 },
        { text: 'v 0 0 zero\n' },
        { path: 'square.obj', text: SQUARE },
    ])
        await isRefused('import_obj', args);
});

test('a turntable is rendered, and its progress told', async () => {
    const told = [];
    const result = await client.good(
        'render_turntable',
        { frames: 6, size: 64 },
        { onprogress: ({ progress, total }) => told.push([progress, total]) },
    );
    assert.equal(result.frames, 6);
    assert.ok(told.length > 0);
    assert.ok(
        told.every(([progress, total], i) => total === 6 && (i === 0 || progress > told[i - 1][0])),
        `${told}`,
    );
    for (const args of [{}, { frames: 0 }, { frames: 1, size: -1 }, { frames: 1.5 }])
        await isRefused('render_turntable', args);
});

test('the viewport tells its beats', async () => {
    const first = await client.good('viewport_status', { reset: true });
    const later = await until('beats', async () => {
        const status = await client.good('viewport_status', {});
        return status.beats > 2 && status;
    });
    assert.equal(later.foreign_calls, 0);
    assert.equal(first.foreign_calls, 0);
    await isRefused('viewport_status', { reset: 'now' });
});

test('lines of a file are counted', async () => {
    writeFileSync(join(scened.files, 'lines.txt'), 'one\ntwo\nthree\n');
    assert.equal((await client.good('count_lines', { path: 'lines.txt' })).lines, 3);
    await isRefused('count_lines', { path: 'none.txt' });
});

test('the host sleeps badly when asked', async () => {
    await client.good('sleep_badly', { ms: 50 });
    await isRefused('sleep_badly', { ms: -1 });
    await isRefused('sleep_badly', {});
});

test('an async call is polled to its result', async () => {
    const { job_id, status } = await client.good('render_turntable', { frames: 4, size: 64, async: true });
    assert.equal(status, 'pending');
    assert.equal((await ended(job_id)).status, 'completed');
    assert.equal((await client.good('job_result', { job_id })).result.frames, 4);
    await isRefused('job_result', { job_id: 'x' });
});

test('an async call is cancelled by its id', async () => {
    const { job_id } = await client.good('render_turntable', { ...LONG, async: true });
    await client.good('job_cancel', { job_id });
    assert.equal((await ended(job_id)).status, 'cancelled');
    assert.ok((await client.good('job_list', {})).jobs.some((job) => job.job_id === job_id));
});

test('an AbortSignal cancels the call', async () => {
    const abort = new AbortController();
    const answer = client.callTool({ name: 'render_turntable', arguments: LONG }, undefined, {
        signal: abort.signal,
        timeout: LIMIT,
        onprogress: () => abort.abort('enough'),
    });
    await assert.rejects(answer);
    const id = client.sent.at(-1);
    await until('the server has ended it', () => client.answers.has(id));
    assert.equal(client.answers.get(id)[0].structuredContent.status, 'cancelled');
});

test('the client runs a call as a task', async () => {
    const messages = [];
    const stream = client.experimental.tasks.callToolStream(
        { name: 'render_turntable', arguments: { frames: 4, size: 64 } },
        undefined,
        { task: { ttl: 60_000 }, timeout: LIMIT },
    );
    for await (const message of stream) messages.push(message);
    assert.equal(messages[0].type, 'taskCreated');
    const last = messages.at(-1);
    assert.equal(last.type, 'result', JSON.stringify(messages));
    assert.equal(last.result.structuredContent.frames, 4);
    const { taskId } = messages[0].task;
    assert.equal((await client.experimental.tasks.getTask(taskId)).status, 'completed');
    assert.ok((await client.experimental.tasks.listTasks()).tasks.some((task) => task.taskId === taskId));
});

test('the client cancels a task', async () => {
    const stream = client.experimental.tasks.callToolStream(
        { name: 'render_turntable', arguments: LONG },
        undefined,
        { task: {}, timeout: LIMIT },
    );
    const seen = [];
    for await (const message of stream) {
        seen.push(message.type);
        if (message.type === 'taskCreated') await client.experimental.tasks.cancelTask(message.task.taskId);
    }
    assert.ok(['error', 'result'].includes(seen.at(-1)));
    await until('nothing runs', async () =>
        (await client.good('job_list', {})).jobs.every(({ status }) => ENDS.includes(status)),
    );
});

test('a session that was ended is forgotten', async () => {
    const other = await connect(scened);
    await other.transport.terminateSession();
    await other.close();
    await client.ping();
});

test('each request was answered once', () => {
    for (const id of client.sent) assert.equal(client.answers.get(id)?.length, 1, `request ${id}`);
});
