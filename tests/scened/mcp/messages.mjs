// SPDX-License-Identifier: MIT
// What the door makes of messages: JSON, JSON-RPC, sessions, batches and versions of MCP. Not what tools answer
// (calls.mjs).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
    ask,
    begin,
    call,
    ended,
    good,
    initialize,
    LONG,
    post,
    renders,
    request,
    rpc,
    Scened,
    until,
    VERSIONS,
} from './scened.mjs';

const BAD_JSON = -32700,
    NO_REQUEST = -32600,
    NO_METHOD = -32601,
    BAD_PARAMS = -32602;
let scened;
before(async () => (scened = await Scened.start()));
after(() => scened.stop());

async function isError(code, status, message, options) {
    const answer = await post(scened, message, options);
    const said = `${typeof message === 'string' ? message.slice(0, 80) : JSON.stringify(message)}: ${answer.text}`;
    assert.equal(answer.status, status, said);
    assert.equal(answer.json.jsonrpc, '2.0', said);
    assert.equal(answer.json.error.code, code, said);
    assert.equal(typeof answer.json.error.message, 'string', said);
    assert.equal(answer.json.result, undefined, said);
    return answer.json;
}

test('what is no JSON is 400 and -32700, with no id', async () => {
    const bad = [
        '',
        ' ',
        '{',
        'nul',
        '{"jsonrpc":"2.0","id":1,"method":"ping"} x',
        "{'jsonrpc':'2.0'}",
        '{"a":01}',
        '{"jsonrpc":"2.0","id":1e999,"method":"ping"}',
        '"\\ud800"',
        '[1,]',
        '\u0000',
        '{"a":"\u0001"}',
    ];
    for (const text of bad) assert.equal((await isError(BAD_JSON, 400, text)).id, null);
});

test('what is no UTF-8 is no JSON', async () => {
    for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82]]) {
        const text = Buffer.concat([
            Buffer.from('{"jsonrpc":"2.0","id":1,"method":"'),
            Buffer.from(bytes),
            Buffer.from('"}'),
        ]);
        await isError(BAD_JSON, 400, text);
    }
});

test('JSON as deep as it is long is no JSON of ours', async () => {
    await isError(BAD_JSON, 400, '['.repeat(1_000_000));
    await isError(BAD_JSON, 400, '{"a":'.repeat(500_000));
    await isError(BAD_JSON, 400, `${'['.repeat(100_000)}${']'.repeat(100_000)}`);
});

test('a key that stands there twice has no meaning', async () => {
    await isError(BAD_JSON, 400, '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}');
});

test('JSON that is no request is 400 and -32600', async () => {
    const good = { jsonrpc: '2.0', id: 1, method: 'ping' };
    const bad = [
        42,
        '"text"',
        'null',
        'true',
        {},
        [],
        { ...good, jsonrpc: '1.0' },
        { ...good, jsonrpc: 2 },
        { id: 1, method: 'ping' },
        { ...good, method: undefined },
        { ...good, method: 7 },
        { ...good, method: null },
        { ...good, params: 'text' },
        { ...good, params: 7 },
        { ...good, params: [1] },
    ];
    for (const message of bad) await isError(NO_REQUEST, 400, message);
});

test('an id is a string or a number', async () => {
    for (const id of [null, true, {}, [], [1]])
        assert.equal((await isError(NO_REQUEST, 400, { jsonrpc: '2.0', id, method: 'ping' })).id, null);
});

test('the answer has the id of the request, as it was', async () => {
    for (const id of [0, 1, -1, 2 ** 53 - 1, 'a', '', '1', 'ä "\\\n☃ 🙂', 'x'.repeat(10_000), 1.5])
        assert.deepEqual((await rpc(scened, 'ping', undefined, { id })).result, {});
    const { text } = await post(scened, '{"jsonrpc":"2.0","id":9223372036854775807,"method":"ping"}');
    assert.match(text, /"id": ?9223372036854775807/);
});

test('a number too large for its place is refused, and no other taken', async () => {
    const huge = '123456789012345678901234567890';
    await isError(BAD_JSON, 400, `{"jsonrpc":"2.0","id":${huge},"method":"ping"}`);
    for (const number of ['1e18', '-1', '0', '1.5', '9223372036854775807']) {
        const params = `{"name":"job_status","arguments":{"job_id":${number}}}`;
        const { status, json } = await post(
            scened,
            `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${params}}`,
        );
        assert.equal(status, 200);
        assert.equal(json.result.isError, true, number);
    }
});

test('an error names the id of what it is about', async () => {
    assert.equal((await isError(NO_METHOD, 200, request('no/such', {}, 'mine'))).id, 'mine');
    assert.equal((await isError(NO_REQUEST, 400, { id: 'mine', method: 'ping' })).id, 'mine');
});

test('an unknown method is -32601', async () => {
    for (const method of ['no/such', '', 'Ping', 'prompts/get', 'resources/read', 'notifications/initialized'])
        await isError(NO_METHOD, 200, request(method, {}));
});

test('an unknown tool, or none, is -32602', async () => {
    for (const params of [{ name: 'no_such' }, { name: '' }, { name: 7 }, {}, { name: 'LIST_OBJECTS' }, undefined])
        await isError(BAD_PARAMS, 200, request('tools/call', params));
    for (const args of [[], 'text', 7])
        await isError(BAD_PARAMS, 200, request('tools/call', { name: 'list_objects', arguments: args }));
});

test('a notification is accepted and not answered', async () => {
    const known = [
        'notifications/initialized',
        'notifications/cancelled',
        'notifications/roots/list_changed',
        'no/such',
    ];
    for (const method of known) {
        const { status, text } = await post(scened, { jsonrpc: '2.0', method });
        assert.deepEqual({ status, text }, { status: 202, text: '' }, method);
    }
});

test('a response is accepted and not answered', async () => {
    for (const response of [{ result: {} }, { error: { code: 1, message: 'no' } }]) {
        const { status, text } = await post(scened, { jsonrpc: '2.0', id: 1, ...response });
        assert.deepEqual({ status, text }, { status: 202, text: '' });
    }
});

test('initialize is answered in the version that the client asks for', async () => {
    for (const version of VERSIONS) assert.equal((await initialize(scened, version)).result.protocolVersion, version);
});

test('initialize in an unknown version is answered in the newest', async () => {
    for (const version of ['2030-01-01', '1', ''])
        assert.equal((await initialize(scened, version)).result.protocolVersion, VERSIONS[0]);
});

test('initialize says who the server is and what it can', async () => {
    const { session, result } = await initialize(scened);
    assert.match(session, /^[\x21-\x7e]{16,}$/);
    assert.equal(typeof result.serverInfo.name, 'string');
    assert.equal(typeof result.serverInfo.version, 'string');
    assert.ok(result.capabilities.tools);
    assert.ok(result.capabilities.tasks?.requests?.tools?.call, 'tasks on tools/call');
});

test('every session has an id of its own', async () => {
    const sessions = await Promise.all(Array.from({ length: 20 }, () => initialize(scened)));
    assert.equal(new Set(sessions.map(({ session }) => session)).size, 20);
});

test('a request is answered in a session and without one', async () => {
    const { session } = await initialize(scened);
    assert.deepEqual((await rpc(scened, 'ping', {}, { session })).result, {});
    assert.deepEqual((await rpc(scened, 'ping', {})).result, {});
});

test('an unknown session is 404', async () => {
    for (const session of ['x', '0', 'a'.repeat(1000)]) {
        assert.equal((await post(scened, request('ping'), { session })).status, 404);
        assert.equal((await end(session)).status, 404);
    }
});

const end = (session) => ask(scened, { method: 'DELETE', headers: { 'Mcp-Session-Id': session } });

test('a session that was ended is unknown, and the others go on', async () => {
    const [{ session }, other] = [await initialize(scened), await initialize(scened)];
    assert.ok([200, 204].includes((await end(session)).status));
    assert.equal((await post(scened, request('ping'), { session })).status, 404);
    assert.equal((await end(session)).status, 404);
    await rpc(scened, 'ping', {}, { session: other.session });
});

test('the end of a session cancels its calls, and no others', async () => {
    const [{ session }, other] = [await initialize(scened), await initialize(scened)];
    const ids = [
        await begin(scened, 'render_turntable', LONG, { session }),
        await begin(scened, 'render_turntable', LONG, { session: other.session }),
    ];
    const waiting = call(scened, 'render_turntable', LONG, { session });
    await until('three jobs', async () => (await renders(scened)).length === 3);
    await end(session);
    const result = await waiting;
    assert.ok(result.isError);
    assert.equal(result.structuredContent.status, 'cancelled');
    assert.equal((await ended(scened, ids[0])).status, 'cancelled');
    assert.deepEqual(
        (await renders(scened)).map((job) => job.job_id),
        [ids[1]],
    );
    await good(scened, 'job_cancel', { job_id: ids[1] });
    assert.equal((await ended(scened, ids[1])).status, 'cancelled');
});

test('DELETE without a session ends none', async () => {
    const { status } = await ask(scened, { method: 'DELETE' });
    assert.ok(status >= 400 && status < 500, String(status));
});

const answersOf = (json) => json.map(({ id, error }) => [id, error?.code]).sort();

test('each request of a batch is answered once', async () => {
    const { session } = await initialize(scened, '2025-03-26');
    const batch = [
        request('ping', {}, 'a'),
        { jsonrpc: '2.0', method: 'notifications/initialized' },
        request('no/such', {}, 'b'),
        request('tools/call', { name: 'list_objects', arguments: {} }, 'c'),
        { jsonrpc: '2.0', id: 7, result: {} },
        42,
    ];
    const { status, json } = await post(scened, batch, { session });
    assert.equal(status, 200);
    assert.deepEqual(
        answersOf(json),
        [
            [null, NO_REQUEST],
            ['a', undefined],
            ['b', NO_METHOD],
            ['c', undefined],
        ].sort(),
    );
});

test('a batch of more than 100 messages is refused whole', async () => {
    const messages = Array.from({ length: 101 }, () => request('ping'));
    const { status, json } = await post(scened, messages);
    assert.equal(status, 400);
    assert.equal(json.error.code, -32600);
    assert.equal((await post(scened, messages.slice(1))).json.length, 100);
});

test('a batch with nothing to answer is accepted', async () => {
    const batch = [
        { jsonrpc: '2.0', method: 'notifications/initialized' },
        { jsonrpc: '2.0', id: 7, result: {} },
    ];
    const { status, text } = await post(scened, batch);
    assert.deepEqual({ status, text }, { status: 202, text: '' });
});

test('a batch is answered when its last call has ended', async () => {
    const calls = Array.from({ length: 20 }, (_, i) =>
        request('tools/call', { name: 'create_object', arguments: { kind: 'cube', x: i, y: 0, z: 0, size: 1 } }, i),
    );
    const { json } = await post(scened, calls);
    assert.deepEqual(
        json.map(({ id }) => id).sort((a, b) => a - b),
        calls.map(({ id }) => id),
    );
    assert.ok(json.every(({ result }) => !result.isError));
});
