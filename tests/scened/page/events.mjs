// SPDX-License-Identifier: MIT
// What /events tells, read by hand: all at first, then what has changed, a comment where nothing has; as many as may
// watch; the end. Not what the page makes of it (page.mjs).
import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { ask, begin, ended, eventsOf, sanitized, soon, until, withScened } from '../mcp/scened.mjs';

const CLIENTS = 32;

// A stream that is open: its text so far, and how it ended.
function watch(scened) {
    return soon('a stream', new Promise((resolve, reject) => {
        const request = http.get(`${scened.url}/events`, { agent: false }, (response) => {
            const stream = { response, status: response.statusCode, text: '', hangUp: () => request.destroy() };
            response.setEncoding('utf8');
            response.on('data', (data) => (stream.text += data));
            stream.over = new Promise((over) => {
                response.on('end', () => over('ended'));
                response.on('error', () => over('broken'));
            });
            resolve(stream);
        });
        request.on('error', reject);
    }));
}

const events = (stream) => eventsOf(stream.text.slice(0, stream.text.lastIndexOf('\n\n') + 2));
const states = (stream) => events(stream).slice(1);
const rows = (stream, job_id) => states(stream).flatMap(({ jobs }) => jobs).filter((job) => job.job_id === job_id);

test('who comes is told who this is, and all there is', () => withScened({}, async (scened) => {
    const job_id = await begin(scened, 'list_objects', {});
    await ended(scened, job_id);
    const stream = await watch(scened);
    await until('a state', () => states(stream).length > 0);
    const [hello, first] = events(stream);
    assert.equal(hello.name, 'weir-scened');
    assert.match(stream.text, /^retry: 1000\nevent: hello\ndata: .*\n\nevent: state\ndata: /);
    assert.deepEqual(first.jobs.map((job) => [job.job_id, job.status]), [[job_id, 'completed']]);
    assert.ok(first.turns.length > 0, 'turns from before it came');
    assert.ok(['ok', 'busy'].includes(first.loop.status));
    stream.hangUp();
}));

test('a row is told again when it has changed, and only then', () => withScened({}, async (scened) => {
    const stream = await watch(scened);
    const job_id = await begin(scened, 'render_turntable', { frames: 20, size: 64 });
    await until('its end', () => rows(stream, job_id).some(({ status }) => status === 'completed'));
    const told = rows(stream, job_id);
    for (let i = 1; i < told.length; i++)
        assert.notDeepEqual({ ...told[i], duration_ms: 0 }, { ...told[i - 1], duration_ms: 0 });
    const before = stream.text.length;
    await until('nothing new', () => stream.text.slice(before).includes(': nothing new'));
    assert.equal(rows(stream, job_id).length, told.length);
    stream.hangUp();
}));

test('each turn is told once, to who came first and to who came later', () => withScened({}, async (scened) => {
    const early = await watch(scened);
    await ended(scened, await begin(scened, 'render_turntable', { frames: 10, size: 64 }));
    const late = await watch(scened);
    const job_id = await begin(scened, 'render_turntable', { frames: 10, size: 64 });
    for (const stream of [early, late]) {
        await until('its end', () => rows(stream, job_id).some(({ status }) => status === 'completed'));
        const began = states(stream).flatMap(({ turns }) => turns.map(([at]) => at));
        assert.deepEqual(began, [...new Set(began)].sort((a, b) => a - b));
        assert.ok(began.length >= 20);
        stream.hangUp();
    }
}));

test('as many as may watch do, and one more is refused until one has left', () => withScened({}, async (scened) => {
    const streams = [];
    for (let i = 0; i < CLIENTS; i++)
        streams.push(await watch(scened));
    assert.deepEqual(new Set(streams.map(({ status }) => status)), new Set([200]));
    const refused = await ask(scened, { method: 'GET', path: '/events' });
    assert.equal(refused.status, 503);
    assert.ok(Number(refused.headers['retry-after']) > 0);
    streams.pop().hangUp();
    streams.push(await until('a place', async () => {
        const stream = await watch(scened);
        return stream.status === 200 && stream;
    }));
    streams.forEach((stream) => stream.hangUp());
}));

test('a stream ends whole when the door is closed', () => withScened({}, async (scened) => {
    const stream = await watch(scened);
    await until('a state', () => states(stream).length > 0);
    scened.terminate();
    assert.equal(await soon('the end', stream.over), 'ended');
}));

// What lies in the sockets' own buffers comes on top of what the door keeps for it.
const ENOUGH = 8 * 1024 * 1024; // bytes that are told to who reads

test('who does not read is dropped, and who reads is told all the same',
    { skip: sanitized && 'so many bytes take too long under a sanitizer' }, () => withScened({}, async (scened) => {
        const lazy = await watch(scened), other = await watch(scened);
        lazy.response.pause();
        const path = `${'no-such-file/'.repeat(70)}x`; // its error quotes it: long rows
        while (other.text.length < ENOUGH)
            await Promise.all(Array.from({ length: 50 }, () => begin(scened, 'count_lines', { path })));
        lazy.response.resume();
        assert.equal(await soon('the end of the lazy', lazy.over), 'broken');
        assert.ok(lazy.text.length < other.text.length);
        other.hangUp();
    }));
