// SPDX-License-Identifier: MIT
// What the door makes of HTTP: paths, methods, media types, sizes, and requests that come from elsewhere. Not the
// messages inside (messages.mjs).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, JSON_TYPES, post, raw, request, Scened, VERSIONS } from './scened.mjs';

const MOST = 4 * 1024 * 1024;
const ping = () => request('ping');
let scened;
before(async () => (scened = await Scened.start()));
after(() => scened.stop());

async function isRefused(status, options) {
    const answer = await ask(scened, options);
    assert.equal(answer.status, status, `${JSON.stringify(options.headers ?? {})}: ${answer.text}`);
    return answer;
}

const pingWith = (headers) => ({ body: JSON.stringify(ping()), headers: { ...JSON_TYPES, ...headers } });

test('a request is answered on the path /mcp and no other', async () => {
    assert.equal((await post(scened, ping())).status, 200);
    assert.equal((await post(scened, ping(), { path: '/mcp?x=1' })).status, 200);
    for (const path of [
        '/nowhere',
        '/mcp/x',
        '/../etc/passwd',
        '/%2e%2e/%2e%2e/etc/passwd',
        '/..%2f..%2fetc%2fpasswd',
    ]) {
        const { status } = await ask(scened, { method: 'GET', path });
        assert.equal(status, 404, path);
    }
});

test('another method of /mcp is 405, and Allow names those there are', async () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'OPTIONS', 'PATCH']) {
        const { headers } = await isRefused(405, { method, headers: { Accept: 'text/event-stream' } });
        assert.deepEqual(headers.allow.split(/, */).sort(), ['DELETE', 'POST'], method);
        assert.equal(headers['access-control-allow-origin'], undefined);
    }
});

test('HEAD answers as GET, without a body', async () => {
    for (const path of ['/', '/healthz']) {
        const { status, text } = await ask(scened, { method: 'HEAD', path });
        assert.equal(status, 200, path);
        assert.equal(text, '');
    }
});

test('the page and what it shows are read, and not written', async () => {
    for (const path of ['/', '/healthz', '/events']) await isRefused(405, { ...pingWith({}), path });
});

test('a body over 4 MiB is 413', async () => {
    const head =
        `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:${scened.port}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${MOST + 1}\r\n\r\n`;
    assert.match(
        await raw(scened, head + ' '.repeat(MOST + 1), (text) => text.includes('\r\n\r\n')),
        /^HTTP\/1\.1 413 /,
    );
});

test('a body in chunks over 4 MiB is 413', async () => {
    const chunk = `10000\r\n${' '.repeat(65536)}\r\n`;
    const head =
        `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:${scened.port}\r\nContent-Type: application/json\r\n` +
        'Transfer-Encoding: chunked\r\n\r\n';
    const bytes = head + chunk.repeat(MOST / 65536 + 1) + '0\r\n\r\n';
    assert.match(await raw(scened, bytes, (text) => text.includes('\r\n\r\n')), /^HTTP\/1\.1 413 /);
});

test('a body of 4 MiB is read', async () => {
    const text = JSON.stringify(ping());
    const { status, json } = await post(scened, text + ' '.repeat(MOST - text.length));
    assert.equal(status, 200);
    assert.deepEqual(json.result, {});
});

test('a body may come in chunks, however small', async () => {
    const message = ping();
    const chunks = [...JSON.stringify(message)];
    const { status, json } = await ask(scened, { headers: JSON_TYPES, chunks });
    assert.equal(status, 200);
    assert.equal(json.id, message.id);
});

test('a broken request leaves the door as it was', async () => {
    const host = `Host: 127.0.0.1:${scened.port}\r\nContent-Type: application/json\r\n`;
    const broken = [
        'GARBAGE\r\n\r\n',
        `POST /mcp HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`,
        `POST /mcp HTTP/1.1\r\n${host}Content-Length: ten\r\n\r\n`,
        `POST /mcp HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nZZ\r\n`,
        `POST /mcp HTTP/1.1\r\n${host}X: ${'x'.repeat(100_000)}\r\n\r\n`,
        `POST ${'/'.repeat(100_000)} HTTP/1.1\r\n${host}\r\n`,
    ];
    for (const bytes of broken) {
        const text = await raw(scened, bytes, (text) => text.includes('\r\n\r\n'));
        assert.doesNotMatch(text, /^HTTP\/1\.1 2/, bytes.slice(0, 80));
    }
    assert.equal((await post(scened, ping())).status, 200);
});

test('two requests sent at once on one connection are answered in their order', async () => {
    const one = (id) => {
        const body = JSON.stringify(request('ping', undefined, id));
        return (
            `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:${scened.port}\r\nContent-Type: application/json\r\n` +
            `Content-Length: ${body.length}\r\n\r\n${body}`
        );
    };
    const text = await raw(scened, one('first') + one('second'), (text) => text.includes('second'));
    assert.ok(text.indexOf('"first"') >= 0 && text.indexOf('"first"') < text.indexOf('"second"'), text);
});

test('a body that is not application/json is 415', async () => {
    for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'application/jsonx',
        'application/json-seq',
        '',
    ])
        await isRefused(415, pingWith({ 'Content-Type': type }));
    const { Accept } = JSON_TYPES;
    await isRefused(415, { body: JSON.stringify(ping()), headers: { Accept } });
});

test('application/json may be written with parameters, and in capitals', async () => {
    for (const type of ['application/json; charset=utf-8', 'Application/JSON', 'application/json;charset=UTF-8'])
        await isRefused(200, pingWith({ 'Content-Type': type }));
});

test('a client that accepts no answer of ours gets 406', async () => {
    for (const accept of ['text/html', 'application/xml', 'image/*'])
        await isRefused(406, pingWith({ Accept: accept }));
});

test('a client that accepts ours, or says nothing of it, is answered', async () => {
    for (const accept of ['application/json', '*/*', 'application/*', 'text/html, application/json;q=0.5'])
        await isRefused(200, pingWith({ Accept: accept }));
    await isRefused(200, { body: JSON.stringify(ping()), headers: { 'Content-Type': 'application/json' } });
});

test('progress comes as events only to who accepts events', async () => {
    const params = { name: 'job_list', arguments: {}, _meta: { progressToken: 'p' } };
    const message = JSON.stringify(request('tools/call', params));
    const { headers } = await isRefused(200, {
        body: message,
        headers: { ...JSON_TYPES, Accept: 'application/json' },
    });
    assert.match(headers['content-type'], /^application\/json/);
});

test('a request whose Host is another site is 403, on every path', async () => {
    const { port } = scened;
    for (const host of [
        'evil.example',
        `evil.example:${port}`,
        `127.0.0.1.evil.example:${port}`,
        `localhost.evil:${port}`,
        `127.0.0.1@evil.example:${port}`,
        `[evil]:${port}`,
        ' ',
    ]) {
        await isRefused(403, pingWith({ Host: host }));
        for (const path of ['/', '/healthz', '/events'])
            await isRefused(403, { method: 'GET', path, headers: { Host: host } });
    }
});

test('a request without a Host is refused', async () => {
    const body = JSON.stringify(ping());
    const rest = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    for (const version of ['1.0', '1.1']) {
        const text = await raw(scened, `POST /mcp HTTP/${version}\r\n${rest}`, (text) => text.includes('\r\n\r\n'));
        assert.match(text, /^HTTP\/1\.[01] 40[03] /);
    }
});

test('this machine is known by its address and as localhost', async () => {
    for (const name of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])
        await isRefused(200, pingWith({ Host: `${name}:${scened.port}` }));
});

test('a request whose Origin is another site is 403, on every path', async () => {
    const { port } = scened;
    for (const origin of [
        'http://evil.example',
        'null',
        `http://evil.example:${port}`,
        `https://127.0.0.1:${port}`,
        'http://127.0.0.1:1',
        `http://127.0.0.1:${port}.evil.example`,
        'file://',
        '',
    ]) {
        await isRefused(403, pingWith({ Origin: origin }));
        for (const path of ['/', '/healthz', '/events'])
            await isRefused(403, { method: 'GET', path, headers: { Origin: origin } });
    }
});

test('what a page of another site embeds is 403, on every path', async () => {
    for (const site of ['cross-site', 'same-site', '', 'Same-Origin']) {
        await isRefused(403, pingWith({ 'Sec-Fetch-Site': site }));
        for (const path of ['/', '/healthz', '/events'])
            await isRefused(403, { method: 'GET', path, headers: { 'Sec-Fetch-Site': site } });
        await isRefused(403, { method: 'GET', headers: { 'Sec-Fetch-Site': site, 'Sec-Fetch-Dest': 'image' } });
    }
});

test('the page, the user of a browser, and who follows a link may ask', async () => {
    for (const headers of [
        { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Dest': 'empty' },
        { 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Dest': 'document' },
        { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Dest': 'document' },
    ])
        for (const path of ['/', '/healthz']) await isRefused(200, { method: 'GET', path, headers });
});

test('the page may ask its own door', async () => {
    await isRefused(200, pingWith({ Origin: scened.url }));
    const there = `localhost:${scened.port}`;
    await isRefused(200, pingWith({ Host: there, Origin: `http://${there}` }));
});

test('no answer invites another site', async () => {
    for (const answer of [await post(scened, ping()), await ask(scened, { method: 'GET', path: '/healthz' })])
        assert.deepEqual(
            Object.keys(answer.headers).filter((name) => name.startsWith('access-control')),
            [],
        );
});

test('each version of the protocol that is spoken may stand in the header, and no other', async () => {
    for (const version of VERSIONS) await isRefused(200, pingWith({ 'MCP-Protocol-Version': version }));
    for (const version of ['2023-01-01', '2025-11-25x', 'latest'])
        await isRefused(400, pingWith({ 'MCP-Protocol-Version': version }));
});

test('healthz says that all is well', async () => {
    const { status, json } = await ask(scened, { method: 'GET', path: '/healthz' });
    assert.equal(status, 200);
    assert.ok(['ok', 'busy'].includes(json.status), JSON.stringify(json));
});
