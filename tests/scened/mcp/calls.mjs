// SPDX-License-Identifier: MIT
// What becomes of a call of a tool, told by hand: waited for, watched, async, cancelled, hung up on, and as a task of
// MCP's. Not what clients of MCP's make of it (client.mjs).
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { after, before, test } from 'node:test';
import {
    ask,
    begin,
    call,
    ended,
    ENDS,
    good,
    initialize,
    JSON_TYPES,
    LONG,
    objectsOf,
    post,
    renders,
    request,
    rpc,
    Scened,
    soon,
    until,
} from './scened.mjs';

const BAD_PARAMS = -32602;
const CUBE = { kind: 'cube', x: 1, y: 2, z: 3, size: 1 };
let scened;
before(async () => (scened = await Scened.start()));
after(() => scened.stop());

const job = async (job_id) => good(scened, 'job_status', { job_id });
const cancel = async (job_id) => good(scened, 'job_cancel', { job_id });
const jobs = async () => (await good(scened, 'job_list', { limit: 1000 })).jobs;

const objects = () => objectsOf((...call) => good(scened, ...call));

test('tools are listed with their names, words and schemas', async () => {
    const {
        result: { tools },
    } = await rpc(scened, 'tools/list', {});
    const names = tools.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const name of [
        'list_objects',
        'create_object',
        'move_object',
        'delete_object',
        'import_obj',
        'render_turntable',
        'viewport_status',
        'sleep_badly',
        'count_lines',
        'job_status',
        'job_result',
        'job_cancel',
        'job_list',
    ])
        assert.ok(names.includes(name), name);
    for (const { name, description, inputSchema } of tools) {
        assert.match(name, /^[A-Za-z0-9_.-]{1,64}$/);
        assert.ok(description.length > 10, name);
        assert.equal(inputSchema.type, 'object', name);
    }
});

test('a plain call is answered whole, as text and as structure', async () => {
    const { status, headers, json } = await post(
        scened,
        request('tools/call', { name: 'create_object', arguments: CUBE }),
    );
    assert.equal(status, 200);
    assert.match(headers['content-type'], /^application\/json/);
    const { content, structuredContent, isError } = json.result;
    assert.ok(!isError);
    assert.deepEqual(JSON.parse(content.find(({ type }) => type === 'text').text), structuredContent);
    assert.ok(structuredContent.id > 0);
});

test('a call with a token is told its progress, then its result', async () => {
    for (const progressToken of ['p', 7]) {
        const message = request('tools/call', {
            name: 'render_turntable',
            arguments: { frames: 8, size: 64 },
            _meta: { progressToken },
        });
        const { headers, events } = await post(scened, message);
        assert.match(headers['content-type'], /^text\/event-stream/);
        const { id, result } = events.pop();
        assert.equal(id, message.id);
        assert.ok(!result.isError, JSON.stringify(result));
        assert.ok(events.length > 0);
        let done = -1;
        for (const { jsonrpc, method, params } of events) {
            assert.deepEqual(
                [jsonrpc, method, params.progressToken],
                ['2.0', 'notifications/progress', progressToken],
            );
            assert.ok(params.progress > done, 'it increases');
            done = params.progress;
        }
    }
});

test("bad arguments are the tool's error, with the reason, and change nothing", async () => {
    const count = async () => (await good(scened, 'list_objects', {})).count;
    const before = await count();
    const bad = [
        ['create_object', { ...CUBE, kind: 'moon' }],
        ['create_object', { ...CUBE, x: 'far' }],
        ['create_object', { ...CUBE, kind: undefined }],
        ['create_object', { ...CUBE, name: 7 }],
        ['move_object', { id: 'one', x: 0, y: 0, z: 0 }],
        ['delete_object', {}],
        ['import_obj', {}],
        ['render_turntable', { frames: -1 }],
        ['render_turntable', { frames: 'all' }],
        ['render_turntable', { frames: 1, size: 2 ** 53 }],
        ['sleep_badly', { ms: 'long' }],
        ['count_lines', { path: 7 }],
        ['job_status', {}],
        ['job_status', { job_id: 'x' }],
        ['job_result', {}],
        ['job_cancel', { job_id: null }],
        ['create_object', { ...CUBE, async: 'yes' }],
    ];
    for (const [name, args] of bad) {
        const result = await call(scened, name, args);
        assert.equal(result.isError, true, `${name} ${JSON.stringify(args)}: ${JSON.stringify(result)}`);
        assert.ok(result.content[0].text.length > 5, name);
    }
    assert.equal(await count(), before);
});

test('a file outside the folder is not read', async () => {
    for (const path of ['/etc/passwd', '../../../../etc/passwd', 'a/../../etc/passwd', '', '.', 'no-such-file']) {
        for (const tool of ['count_lines', 'import_obj'])
            assert.equal((await call(scened, tool, { path })).isError, true, `${tool} ${path}`);
    }
});

test("an unknown job is the tool's error", async () => {
    for (const tool of ['job_status', 'job_result', 'job_cancel'])
        assert.equal((await call(scened, tool, { job_id: 999_999_999 })).isError, true, tool);
});

test("an object that is not there is the tool's error", async () => {
    for (const [tool, args] of [
        ['move_object', { x: 0, y: 0, z: 0 }],
        ['delete_object', {}],
    ]) {
        const result = await call(scened, tool, { id: 999_999_999, ...args });
        assert.equal(result.isError, true);
        assert.equal(result.structuredContent.status, 'failed');
        assert.ok(result.structuredContent.job_id > 0);
    }
});

test('an async call is answered pending, and goes on by itself', async () => {
    const job_id = await begin(scened, 'create_object', { ...CUBE, name: 'by itself' });
    const { status, description, duration_ms } = await ended(scened, job_id);
    assert.equal(status, 'completed');
    assert.match(description, /create/i);
    assert.ok(duration_ms >= 0);
    const { result, ...rest } = await good(scened, 'job_result', { job_id });
    assert.equal(rest.status, 'completed');
    assert.equal((await objects()).find(({ id }) => id === result.id).name, 'by itself');
});

test('an async call is answered before the host has turned', async () => {
    const blocks = await begin(scened, 'sleep_badly', { ms: 4000 });
    await until('the host is stuck', async () => (await job(blocks)).status === 'running');
    const job_id = await begin(scened, 'create_object', CUBE);
    assert.equal((await job(job_id)).status, 'pending');
    assert.equal((await job(blocks)).status, 'running', 'it was all answered while the host slept');
    assert.equal((await ended(scened, job_id)).status, 'completed');
});

test('a job tells its progress while it runs', async () => {
    const job_id = await begin(scened, 'render_turntable', LONG);
    const seen = async (least) =>
        await until(`${least} frames`, async () => {
            const { status, progress } = await job(job_id);
            assert.ok(['pending', 'running'].includes(status), status);
            return progress?.done >= least && progress;
        });
    const first = await seen(1);
    assert.equal(first.total, LONG.frames);
    await seen(first.done + 1);
    await cancel(job_id);
    assert.equal((await ended(scened, job_id)).status, 'cancelled');
});

test('a job that was cancelled says so, and keeps what it had', async () => {
    const job_id = await begin(scened, 'render_turntable', LONG);
    await until('two frames', async () => (await job(job_id)).progress?.done >= 2);
    await cancel(job_id);
    await ended(scened, job_id);
    const { status, result, partial, progress, cancel_requested } = await good(scened, 'job_result', { job_id });
    assert.equal(status, 'cancelled');
    assert.equal(cancel_requested, false, 'nothing is asked of what has ended');
    assert.equal(result, undefined);
    assert.equal(partial.frames, progress.done, 'as many as it says');
});

test('the result of a job that has not ended is not there yet', async () => {
    const job_id = await begin(scened, 'render_turntable', LONG);
    const { status, result } = await good(scened, 'job_result', { job_id });
    assert.ok(['pending', 'running'].includes(status));
    assert.equal(result, undefined);
    await cancel(job_id);
    await ended(scened, job_id);
});

test('a cancel before the first turn leaves nothing', async () => {
    const blocks = await begin(scened, 'sleep_badly', { ms: 4000 });
    await until('the host is stuck', async () => (await job(blocks)).status === 'running');
    const job_id = await begin(scened, 'create_object', { ...CUBE, name: 'never' });
    await cancel(job_id);
    const { status } = await ended(scened, job_id);
    assert.equal(status, 'cancelled');
    assert.ok((await objects()).every(({ name }) => name !== 'never'));
});

test('a cancel that comes too late changes nothing', async () => {
    const job_id = await begin(scened, 'create_object', CUBE);
    await ended(scened, job_id);
    await call(scened, 'job_cancel', { job_id });
    assert.equal((await job(job_id)).status, 'completed');
});

test('the table lists what runs and what has ended, by its own ids', async () => {
    const job_id = await begin(scened, 'render_turntable', LONG);
    const listed = (await jobs()).filter((row) => row.job_id === job_id);
    assert.equal(listed.length, 1);
    await cancel(job_id);
    await ended(scened, job_id);
    assert.equal((await jobs()).find((row) => row.job_id === job_id).status, 'cancelled');
});

// A plain call that waits in a session, known to run: { id, answer }.
async function waiting(session, headers) {
    const before = (await renders(scened)).length;
    const message = request('tools/call', { name: 'render_turntable', arguments: LONG });
    const answer = post(scened, message, { session, headers });
    await until('it runs', async () => (await renders(scened)).length === before + 1);
    return { id: message.id, answer };
}

const note = (requestId, session) =>
    post(scened, { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } }, { session });

test('notifications/cancelled cancels that call of that session', async () => {
    const [{ session }, other] = [await initialize(scened), await initialize(scened)];
    const { id, answer } = await waiting(session);
    for (const [wrong, where] of [
        [id, other.session],
        [`${id}`, session],
        [id + 1000, session],
        [undefined, session],
    ])
        assert.equal((await note(wrong, where)).status, 202);
    assert.equal((await renders(scened)).length, 1, 'not by another');
    assert.equal((await note(id, session)).status, 202);
    const { result } = (await answer).json;
    assert.equal(result.isError, true);
    assert.equal(result.structuredContent.status, 'cancelled');
    assert.deepEqual(await renders(scened), []);
});

test('a cancelled call that is told its progress is answered in its stream', async () => {
    const { session } = await initialize(scened);
    const message = request('tools/call', { name: 'render_turntable', arguments: LONG, _meta: { progressToken: 1 } });
    const answer = post(scened, message, { session });
    await until('it runs', async () => (await renders(scened)).length === 1);
    await note(message.id, session);
    const { events } = await answer;
    const { id, result } = events.at(-1);
    assert.equal(id, message.id);
    assert.equal(result.structuredContent.status, 'cancelled');
});

test('who hangs up cancels what it waits for, and not what it does not', async () => {
    const job_id = await begin(scened, 'render_turntable', LONG);
    for (const _meta of [undefined, { progressToken: 'p' }]) {
        let hangUp;
        const message = request('tools/call', { name: 'render_turntable', arguments: LONG, _meta });
        const gone = assert.rejects(post(scened, message, { hangup: (how) => (hangUp = how) }));
        await until('it runs', async () => (await renders(scened)).length === 2);
        hangUp();
        await gone;
        await until('it was cancelled', async () => (await renders(scened)).length === 1);
    }
    assert.equal((await job(job_id)).status, 'running', 'the async one goes on');
    await cancel(job_id);
    await ended(scened, job_id);
});

test('who resets the connection has hung up', async () => {
    const body = JSON.stringify(request('tools/call', { name: 'render_turntable', arguments: LONG }));
    const socket = net.connect(scened.port, '127.0.0.1');
    socket.write(
        `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await until('it runs', async () => (await renders(scened)).length === 1);
    socket.resetAndDestroy();
    await until('it was cancelled', async () => (await renders(scened)).length === 0);
});

test('nobody without a session cancels the call of another', async () => {
    const { id, answer } = await waiting(undefined);
    assert.equal((await note(id, undefined)).status, 202);
    const [{ job_id }] = await renders(scened);
    assert.equal((await job(job_id)).cancel_requested, false);
    await cancel(job_id);
    assert.equal((await answer).json.result.structuredContent.status, 'cancelled');
});

test('a connection serves again after a call of it was cancelled', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const { session } = await initialize(scened);
    const message = request('tools/call', { name: 'render_turntable', arguments: LONG });
    const answer = post(scened, message, { session, agent });
    await until('it runs', async () => (await renders(scened)).length === 1);
    await note(message.id, session);
    await answer;
    assert.equal((await post(scened, request('ping'), { agent })).status, 200);
    agent.destroy();
});

// Tasks of MCP 2025-11-25: calls under another name.

async function beginTask(name, args, session) {
    const { result } = await rpc(scened, 'tools/call', { name, arguments: args, task: { ttl: 60_000 } }, { session });
    const { task } = result;
    assert.equal(typeof task.taskId, 'string');
    assert.equal(task.status, 'working');
    assert.ok(task.ttl === null || typeof task.ttl === 'number');
    for (const at of [task.createdAt, task.lastUpdatedAt]) assert.ok(!Number.isNaN(Date.parse(at)), at);
    return task.taskId;
}

const taskOf = async (taskId) => (await rpc(scened, 'tasks/get', { taskId })).result;

test('a task is asked after, and its result waited for', async () => {
    const taskId = await beginTask('create_object', { ...CUBE, name: 'as a task' });
    const { result } = await rpc(scened, 'tasks/result', { taskId });
    assert.ok(!result.isError);
    assert.equal(result._meta['io.modelcontextprotocol/related-task'].taskId, taskId);
    assert.equal((await objects()).find(({ id }) => id === result.structuredContent.id).name, 'as a task');
    const task = await taskOf(taskId);
    assert.equal(task.taskId, taskId);
    assert.equal(task.status, 'completed');
    assert.equal((await job(Number(taskId))).status, 'completed', 'it is a job like others');
});

test('a task that fails has failed', async () => {
    const taskId = await beginTask('delete_object', { id: 999_999_999 });
    const { result } = await rpc(scened, 'tasks/result', { taskId });
    assert.equal(result.isError, true);
    assert.equal((await taskOf(taskId)).status, 'failed');
});

test('a task that is cancelled is cancelled', async () => {
    const taskId = await beginTask('render_turntable', LONG);
    const waits = rpc(scened, 'tasks/result', { taskId });
    const { result } = await rpc(scened, 'tasks/cancel', { taskId });
    assert.equal(result.taskId, taskId);
    await until('cancelled', async () => (await taskOf(taskId)).status === 'cancelled');
    await soon('its result', waits);
    const again = await rpc(scened, 'tasks/cancel', { taskId });
    assert.equal(again.error.code, BAD_PARAMS, 'it has ended');
});

test('who hangs up on tasks/result leaves the task as it was', async () => {
    const taskId = await beginTask('render_turntable', LONG);
    let hangUp;
    const gone = assert.rejects(
        post(scened, request('tasks/result', { taskId }), { hangup: (how) => (hangUp = how) }),
    );
    await until('it runs', async () => (await job(Number(taskId))).status === 'running');
    hangUp();
    await gone;
    assert.equal((await taskOf(taskId)).status, 'working');
    await rpc(scened, 'tasks/cancel', { taskId });
    await ended(scened, Number(taskId));
});

test('tasks are listed', async () => {
    const taskId = await beginTask('create_object', CUBE);
    const {
        result: { tasks },
    } = await rpc(scened, 'tasks/list', {});
    assert.equal(tasks.filter((task) => task.taskId === taskId).length, 1);
});

test('an unknown task is -32602', async () => {
    for (const method of ['tasks/get', 'tasks/result', 'tasks/cancel'])
        for (const params of [
            { taskId: '999999999' },
            { taskId: 'x' },
            { taskId: '' },
            { taskId: 7 },
            {},
            { taskId: '-1' },
        ])
            assert.equal(
                (await rpc(scened, method, params)).error?.code,
                BAD_PARAMS,
                `${method} ${JSON.stringify(params)}`,
            );
});

test('nothing is left that runs', async () => {
    const { status, json } = await ask(scened, { method: 'GET', path: '/healthz', headers: JSON_TYPES });
    assert.equal(status, 200);
    assert.ok(json);
    await until('all has ended', async () => (await jobs()).every(({ status }) => ENDS.includes(status)));
});
