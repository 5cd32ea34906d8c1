// SPDX-License-Identifier: MIT
// What the door makes of messages and of bytes that nobody thought of: the tools' own schemas, filled and broken by
// chance. The same each time; SEED=N is another time, COUNT=N a longer one. Not the errors by name (messages.mjs, http.mjs).
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { ask, call, JSON_TYPES, good, post, request, rpc, sanitized, Scened, soon, until } from './scened.mjs';

const NO_JSON = -32700,
    NO_REQUEST = -32600;
const seed = Number(process.env.SEED ?? 1);
const COUNT = Number(process.env.COUNT ?? (sanitized ? 500 : 2000));
console.log(`seed ${seed}`);

let scened, tools;
before(async () => {
    scened = await Scened.start();
    tools = (await rpc(scened, 'tools/list')).result.tools;
});
after(() => scened.stop());

// Chance: mulberry32, the same on every machine.

let state = seed;
function chance() {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
}
const below = (limit) => Math.floor(chance() * limit);
const oneOf = (list) => list[below(list.length)];
const happens = (share) => chance() < share;

// Messages as they should be: for each argument a value that its schema allows.

const MESH = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n';
const TEXTS = ['', 'a', 'cube', '../x', MESH, 'ä☃🙂', '\u0001"\\</script>', 'x'.repeat(300)];

// Not so large that a render takes minutes.
function valueOf({ type, minimum = 0, maximum = 1000, enum: choices }) {
    if (choices) return oneOf(choices);
    if (type === 'boolean') return happens(0.5);
    if (type === 'integer') return minimum + below(Math.min(maximum - minimum, 20) + 1);
    if (type === 'number') return minimum + chance() * (maximum - minimum);
    return oneOf(TEXTS);
}

function argumentsOf({ inputSchema: { properties = {}, required = [] } }) {
    const names = Object.keys(properties).filter((name) => required.includes(name) || happens(0.5));
    return Object.fromEntries(names.map((name) => [name, valueOf(properties[name])]));
}

function aCall() {
    const tool = oneOf(tools.filter(({ name }) => name !== 'sleep_badly')); // it does what it says
    const params = { name: tool.name, arguments: argumentsOf(tool) };
    if (happens(0.2)) params.arguments.async = true;
    if (happens(0.2)) params.task = { ttl: below(100_000) };
    if (happens(0.2)) params._meta = { progressToken: oneOf(['p', 7, '']) };
    return request('tools/call', params);
}

const MESSAGES = [
    aCall,
    aCall,
    aCall,
    () => request('ping'),
    () => request('tools/list', { cursor: 'x' }),
    () => request('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x' } }),
    () => request('tasks/get', { taskId: String(below(100)) }),
    () => request('tasks/list', {}),
    () => request('tasks/cancel', { taskId: String(below(100)) }),
    () => request('tasks/result', { taskId: String(below(100)) }),
    () => ({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: below(100), reason: 'x' } }),
];
const aMessage = () => oneOf(MESSAGES)();
const aBatch = () => Array.from({ length: below(5) }, aMessage);

// Messages as they should not be.

const JUNK = [
    null,
    true,
    -1,
    0.5,
    1e308,
    -1e308,
    2 ** 53,
    '',
    'x'.repeat(5000),
    '\u0000',
    '\ud7ff\uffff',
    [],
    {},
    [[[[]]]],
    { a: { b: { c: [] } } },
    { __proto__: null, content: 'x', async: 1 },
];

// One place of it, anywhere, is another, is gone, or is new.
function broken(value) {
    const isWhole = typeof value !== 'object' || value === null;
    if (isWhole || happens(0.1)) return structuredClone(oneOf(JUNK));
    const keys = Object.keys(value);
    const key = oneOf(keys) ?? 'x';
    const copy = Array.isArray(value) ? [...value] : { ...value };
    if (happens(0.1)) delete copy[key];
    else if (happens(0.1)) copy[oneOf(['id', 'async', 'task', 'content', 'x'])] = structuredClone(oneOf(JUNK));
    else copy[key] = broken(value[key]);
    return copy;
}

const MEANT = [0, 255, ...Buffer.from('\r\n",:[]{}\\0e- ')]; // bytes that mean something to HTTP or JSON

// Some bytes are others, are gone, or are there twice.
function brokenBytes(bytes) {
    let parts = bytes;
    for (let times = 1 + below(4); times > 0; times--) {
        const at = below(parts.length + 1);
        const to = Math.min(parts.length, at + below(happens(0.1) ? parts.length : 8));
        const [head, middle, tail] = [parts.subarray(0, at), parts.subarray(at, to), parts.subarray(to)];
        const other = Buffer.from(middle.map(() => oneOf(MEANT)));
        parts = Buffer.concat(oneOf([
            [head, tail],
            [head, other, tail],
            [head, middle, middle, tail],
            [head],
        ]));
    }
    return parts;
}

// The laws.

const HAS_NUL = /\\u0000/; // which no text of the door's may have
const isId = (id) => typeof id === 'string' || typeof id === 'number';
const isRequest = (message) =>
    message?.jsonrpc === '2.0' && typeof message.method === 'string' && isId(message.id);

function isHonest(response) {
    assert.equal(response.jsonrpc, '2.0');
    assert.notEqual('result' in response, 'error' in response);
    if ('error' in response) {
        assert.ok(Number.isInteger(response.error.code));
        assert.equal(typeof response.error.message, 'string');
    } else assert.equal(typeof response.result, 'object');
}

// Progress comes before the answer, and is none.
function responsesOf({ json, events }) {
    const all = [json ?? events.filter(({ method }) => method === undefined)].flat();
    all.forEach(isHonest);
    return all;
}

// Each request has one answer of its own; what is no request is told so, or was to have no answer.
function isAnswered(message, answer) {
    const messages = [message].flat();
    if (answer.status === 202) {
        assert.equal(answer.text, '');
        return assert.ok(!messages.some(isRequest), 'a request without an answer');
    }
    assert.ok([200, 400, 503].includes(answer.status));
    const rest = responsesOf(answer);
    assert.ok(rest.length >= 1);
    if (HAS_NUL.test(JSON.stringify(message))) return assert.equal(rest[0].error.code, NO_JSON);
    if (Array.isArray(message) && answer.status !== 200) return; // refused whole
    for (const { id } of messages.filter(isRequest)) {
        const at = rest.findIndex((response) => response.id === id);
        assert.ok(at >= 0, `no answer to ${id}`);
        rest.splice(at, 1);
    }
    assert.ok(
        rest.every(({ error }) => error?.code === NO_REQUEST),
        'an answer to nobody',
    );
}

async function eachIsAnswered(messageOf) {
    for (let i = 0; i < COUNT; i++) {
        const message = messageOf();
        const answer = await post(scened, JSON.stringify(message));
        try {
            isAnswered(message, answer);
        } catch (error) {
            const said = JSON.stringify(message).slice(0, 2000);
            error.message += `\nseed ${seed}, ${i}: ${said}\n${answer.status} ${answer.text}`;
            throw error;
        }
    }
}

test('each message that is right has one answer', () => eachIsAnswered(() => (happens(0.1) ? aBatch() : aMessage())));

test('each message that is broken has one answer', () =>
    eachIsAnswered(() => broken(happens(0.1) ? aBatch() : aMessage())));

test('bytes that were a message are answered or refused', async () => {
    for (let i = 0; i < COUNT; i++) {
        const bytes = brokenBytes(Buffer.from(JSON.stringify(aMessage())));
        const answer = await post(scened, bytes);
        const said = `seed ${seed}, ${i}: ${bytes.toString('latin1')}\n${answer.text}`;
        assert.ok([200, 202, 400, 503].includes(answer.status), said);
        if (answer.status !== 202) assert.ok(responsesOf(answer).length >= 1, said);
    }
});

// A request of HTTP's, with a body or without.
function aRequest() {
    const host = `Host: 127.0.0.1:${scened.port}\r\n`;
    const path = oneOf(['/', '/healthz', '/events', '/mcp', '/nowhere']);
    if (happens(0.3)) return `GET ${path} HTTP/1.1\r\n${host}\r\n`;
    const body = JSON.stringify(aMessage());
    const types = Object.entries(JSON_TYPES).map(([name, value]) => `${name}: ${value}\r\n`).join('');
    const length = Buffer.byteLength(body);
    const [size, rest] = happens(0.5)
        ? [`Content-Length: ${length}`, body]
        : ['Transfer-Encoding: chunked', `${length.toString(16)}\r\n${body}\r\n0\r\n\r\n`];
    return `POST /mcp HTTP/1.1\r\n${host}${types}${size}\r\n\r\n${rest}`;
}

// Sends them, says that no more will come, and takes what is answered until the door hangs up.
function letGo(bytes) {
    return new Promise((resolve) => {
        const socket = net.connect({ port: scened.port, host: '127.0.0.1', allowHalfOpen: true });
        socket.end(bytes);
        socket.resume();
        socket.on('error', () => {}); // it may hang up before it has read all
        socket.on('close', resolve);
    });
}

test('who sends what is no request, and no more, is let go', async () => {
    for (let i = 0; i < COUNT / 2; i++) {
        const bytes = brokenBytes(Buffer.from(Array.from({ length: 1 + below(3) }, aRequest).join('')));
        await soon(`the end of seed ${seed}, ${i}: ${bytes.toString('latin1')}`, letGo(bytes));
    }
});

test('after all of it nothing is left over, and the next is answered', async () => {
    await until('the end of all calls', async () => {
        const { jobs } = await good(scened, 'job_list', { limit: 1000 });
        const live = jobs.filter(({ status }) => status === 'pending' || status === 'running');
        for (const { job_id } of live) await call(scened, 'job_cancel', { job_id });
        return live.length === 0;
    });
    const { json } = await ask(scened, { method: 'GET', path: '/healthz' });
    assert.equal(json.status, 'ok');
});
