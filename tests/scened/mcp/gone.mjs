// SPDX-License-Identifier: MIT
// What the door keeps of clients that have gone, or that ask for much: nothing, or little. Not what becomes of their calls
// (calls.mjs).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { call, post, request, rpc, sanitized, Scened, soon, until } from './scened.mjs';

const MB = 1024 * 1024;
let scened;
before(async () => (scened = await Scened.start()));
after(() => scened.stop());

const memory = () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${scened.child.pid}/status`, 'utf8'))[1]) * 1024;

// Asks, with so much beside it, says that it will send no more, and goes.
function askAndGo(message, padding) {
    message.params.padding = 'x'.repeat(padding);
    const body = JSON.stringify(message);
    const head = `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
    return soon(
        'the end of the connection',
        new Promise((resolve, reject) => {
            const socket = net.connect(scened.port, '127.0.0.1');
            socket.end(`${head}\r\n\r\n${body}`);
            socket.on('error', reject);
            socket.on('close', resolve);
            socket.resume();
        }),
    );
}

test('a token of progress that would be a burden is passed over', async () => {
    const told = async (progressToken) => {
        const params = { name: 'render_turntable', arguments: { frames: 4, size: 64 }, _meta: { progressToken } };
        const { json, events } = await post(scened, request('tools/call', params));
        assert.ok(!(json ?? events.at(-1)).result.isError);
        return Boolean(events);
    };
    assert.equal(await told('x'.repeat(1024)), true);
    assert.equal(await told('x'.repeat(1025)), false);
    assert.equal(await told('x'.repeat(2 * MB)), false);
});

test('of who waited for the call of another, and went, nothing is kept', async () => {
    const COUNT = sanitized ? 5 : 50;
    const params = { name: 'sleep_badly', arguments: { ms: 1000 }, task: {} }; // takes no memory
    const started = Array.from({ length: 200 }, () => rpc(scened, 'tools/call', params)); // one after the other
    const tasks = (await Promise.all(started)).map(({ result }) => result.task.taskId);
    const taskId = tasks.at(-1);
    const status = async () => (await rpc(scened, 'tasks/get', { taskId })).result.status;
    await askAndGo(request('tasks/result', { taskId }), 3 * MB);
    const first = memory();
    for (let i = 1; i < COUNT; i++) await askAndGo(request('tasks/result', { taskId }), 3 * MB);
    assert.equal(await status(), 'working', 'they all went before the end');
    const more = memory() - first;
    for (const one of tasks) await call(scened, 'job_cancel', { job_id: Number(one) });
    await until('its end', async () => (await status()) === 'cancelled');
    if (!sanitized) assert.ok(more < 30 * MB, `${more / MB} MB are kept`); // a sanitizer keeps what is freed
});
