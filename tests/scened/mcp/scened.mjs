// SPDX-License-Identifier: MIT
// A weir-scened for a test, and how to ask it by hand: HTTP, JSON-RPC and server-sent events without any client of
// MCP's. Not MCP's official client (clients.mjs).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export const program = process.argv[2];
export const sanitized = process.env.WEIR_SANITIZED === 'yes'; // then counts are smaller
export const LIMIT = Number(process.env.LIMIT ?? 240_000); // ms; that anything may take: never waited for as a time

// Polls until `condition` answers something, and returns that.
export async function until(what, condition, limit = LIMIT) {
    for (const end = Date.now() + limit; ;) {
        const answer = await condition();
        if (answer) return answer;
        assert.ok(Date.now() < end, `not within ${limit} ms: ${what}`);
        await sleep(10);
    }
}

// A promise that must be kept within LIMIT.
export function soon(what, promise) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`not within ${LIMIT} ms: ${what}`)), LIMIT);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// What weir says of a task that took long: here also because many tests run at once.
const SLOW = /^weir: warning: \w+: task ".*" held the loop for \d+ ms$/;

export class Scened {
    static async start({ capacity, host = 'headless' } = {}) {
        const files = mkdtempSync(join(tmpdir(), 'weir-scened-'));
        const argv = [`--host=${host}`, '--listen', '127.0.0.1:0', '--files', files];
        if (capacity) argv.push('--capacity', String(capacity));
        const it = new Scened();
        Object.assign(it, { files, stderr: '', child: spawn(program, argv, { stdio: ['ignore', 'pipe', 'pipe'] }) });
        it.kill = () => it.child.kill('SIGKILL');
        process.on('exit', it.kill); // a test that fails leaves none behind
        it.child.stderr.on('data', (data) => (it.stderr += data));
        it.ended = new Promise((resolve) => it.child.on('close', (code, signal) => resolve({ code, signal })));
        const lines = createInterface({ input: it.child.stdout });
        it.url = await soon(
            'listening on',
            new Promise((resolve, reject) => {
                lines.on('line', (line) => {
                    const found = /^listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line);
                    if (found) resolve(found[1]);
                });
                it.child.on('error', reject);
                it.ended.then(() => reject(new Error(`weir-scened did not start: ${it.stderr}`)));
            }),
        );
        it.port = Number(new URL(it.url).port);
        return it;
    }

    // A second time would be an order to end at once.
    terminate() {
        this.isTerminated ||= this.child.kill('SIGTERM');
    }

    // It must end well, without a sanitizer's report, say.
    async stop() {
        this.terminate();
        const { code, signal } = await soon('the end of weir-scened', this.ended);
        process.off('exit', this.kill);
        rmSync(this.files, { recursive: true, force: true });
        assert.equal(this.unexpected(), '', 'nothing on stderr');
        assert.deepEqual({ code, signal }, { code: 0, signal: null });
    }

    unexpected() {
        return this.stderr
            .split('\n')
            .filter((line) => line && !SLOW.test(line))
            .join('\n');
    }
}

// Starts one, runs the body with it, and stops it whatever the body did.
export async function withScened(options, body) {
    const scened = await Scened.start(options);
    try {
        await body(scened);
    } catch (error) {
        scened.child.kill('SIGKILL');
        await scened.ended;
        rmSync(scened.files, { recursive: true, force: true });
        error.message += scened.unexpected() && `\nweir-scened said: ${scened.unexpected()}`;
        throw error;
    }
    await scened.stop();
}

// HTTP.

export const JSON_TYPES = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' };

// One request: { status, headers, text, json, events }. `chunks` is a body without a length; `hangup`, if given, is
// called with the function that hangs up.
export function ask(
    scened,
    { method = 'POST', path = '/mcp', headers = {}, body, chunks, agent = false, hangup } = {},
) {
    return soon(
        `${method} ${path}`,
        new Promise((resolve, reject) => {
            const request = http.request(scened.url + path, { method, agent, headers }, (response) => {
                const parts = [];
                response.on('data', (part) => parts.push(part));
                response.on('error', reject);
                response.on('end', () => resolve(answer(response, Buffer.concat(parts).toString('utf8'))));
            });
            request.on('error', reject);
            hangup?.(() => request.destroy(new Error('hung up')));
            if (chunks) chunks.forEach((chunk) => request.write(chunk));
            request.end(body);
        }),
    );
}

function answer({ statusCode, headers }, text) {
    const it = { status: statusCode, headers, text };
    const type = headers['content-type'] ?? '';
    if (text && type.startsWith('application/json')) it.json = JSON.parse(text);
    else if (type.startsWith('text/event-stream')) it.events = eventsOf(text);
    return it;
}

// The data of server-sent events, each JSON.
export function eventsOf(text) {
    return text
        .split('\n\n')
        .filter((event) => /^data:/m.test(event))
        .map((event) =>
            JSON.parse(
                event
                    .split('\n')
                    .filter((line) => line.startsWith('data:'))
                    .map((line) => line.slice(5))
                    .join('\n'),
            ),
        );
}

// Bytes as they are, on a connection of their own; answers all that came until the other side closed, or until
// `enough`.
export function raw(scened, bytes, enough = () => false) {
    return soon(
        'a raw answer',
        new Promise((resolve, reject) => {
            const socket = net.connect(scened.port, '127.0.0.1', () => socket.write(bytes));
            let text = '';
            socket.setEncoding('utf8');
            socket.on('data', (data) => {
                text += data;
                if (enough(text)) socket.destroy();
            });
            socket.on('error', (error) => (text ? resolve(text) : reject(error)));
            socket.on('close', () => resolve(text));
        }),
    );
}

// JSON-RPC and MCP.

let lastId = 0;

export function request(method, params, id = ++lastId) {
    return { jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) };
}

// Posts one message, or several as a batch, or text as it is.
export function post(scened, message, { headers, session, ...rest } = {}) {
    const body = typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message);
    const own = session ? { 'Mcp-Session-Id': session } : {};
    return ask(scened, { headers: { ...JSON_TYPES, ...own, ...headers }, body, ...rest });
}

// A request that is answered 200 by a response to it: that response.
export async function rpc(scened, method, params, options) {
    const message = request(method, params, options?.id);
    const { status, json, events, text } = await post(scened, message, options);
    assert.equal(status, 200, text);
    const response = json ?? events.at(-1);
    assert.equal(response.jsonrpc, '2.0');
    assert.equal(response.id, message.id);
    return response;
}

// A tool's result.
export async function call(scened, name, args, options) {
    const { result, error } = await rpc(scened, 'tools/call', { name, arguments: args, ...options?.params }, options);
    assert.equal(error, undefined, JSON.stringify(error));
    assert.ok(Array.isArray(result.content));
    return result;
}

// What a tool that went well says.
export async function good(scened, name, args, options) {
    const result = await call(scened, name, args, options);
    assert.ok(!result.isError, JSON.stringify(result));
    return result.structuredContent;
}

// The id of an async call's job.
export async function begin(scened, name, args, options) {
    const { job_id, status } = await good(scened, name, { ...args, async: true }, options);
    assert.equal(status, 'pending');
    return job_id;
}

export const ENDS = ['completed', 'failed', 'cancelled', 'timeout'];

export async function ended(scened, job_id) {
    return until(`the end of job ${job_id}`, async () => {
        const job = await good(scened, 'job_status', { job_id });
        return ENDS.includes(job.status) && job;
    });
}

// All objects of the scene; a list has pages.
export async function objectsOf(good) {
    const all = [];
    for (let after = 0; ;) {
        const { objects, more } = await good('list_objects', { after, limit: 1000 });
        all.push(...objects);
        if (!more) return all;
        after = objects.at(-1).id;
    }
}

// A render that lasts: longer than what a test does before it cancels it.
export const LONG = { frames: 360, size: 1024 };
const LONG_TITLE = /turntable/;

// The rows of those that have not ended.
export async function renders(scened) {
    const { jobs } = await good(scened, 'job_list', { limit: 1000 });
    return jobs.filter(({ status, description }) => LONG_TITLE.test(description) && !ENDS.includes(status));
}

export const VERSIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];

export async function initialize(scened, protocolVersion = VERSIONS[0]) {
    const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1' } };
    const { status, headers, json } = await post(scened, request('initialize', params));
    assert.equal(status, 200);
    return { session: headers['mcp-session-id'], result: json.result };
}
