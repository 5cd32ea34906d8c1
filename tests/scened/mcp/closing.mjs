// SPDX-License-Identifier: MIT
// A door that is closed with calls in flight: each is answered, honestly, and the process ends well.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import { begin, initialize, LONG, post, renders, request, sanitized, until, withScened } from './scened.mjs';

const CLOSING = -32001;
const CUBE = { kind: 'cube', x: 1, y: 2, z: 3, size: 1 };
const SMALL = { ...LONG, size: 256 };
const MANY = sanitized ? 20 : 100;

const tool = (name, args, _meta) => request('tools/call', { name, arguments: args, _meta });

// The one answer to a message, as a word; anything that is no answer fails.
function outcome({ status, json, events }, { id }) {
    const responses = (events ?? [json]).filter((message) => message.id !== undefined);
    assert.equal(responses.length, 1, 'one answer');
    const [response] = responses;
    assert.equal(response.id, id);
    if (response.error) {
        assert.deepEqual([status, response.error.code], [503, CLOSING]);
        return 'closing';
    }
    return response.result.isError ? response.result.structuredContent.status : 'completed';
}

const running = (scened, count) => until(`${count} calls`, async () => (await renders(scened)).length === count);

test('each call in flight is answered when the door closes', () =>
    withScened({}, async (scened) => {
        const { session } = await initialize(scened);
        const messages = Array.from({ length: MANY }, (_, i) =>
            tool('render_turntable', SMALL, i % 2 ? { progressToken: i } : undefined),
        );
        const answers = messages.map((message) => post(scened, message, { session }));
        await running(scened, MANY);
        scened.terminate();
        const outcomes = (await Promise.all(answers)).map((answer, i) => outcome(answer, messages[i]));
        assert.deepEqual([...new Set(outcomes)], ['cancelled']);
    }));

test('a call that is asked while the door closes is answered, or never was connected', () =>
    withScened({}, async (scened) => {
        const counts = { completed: 0, cancelled: 0, closing: 0, refused: 0 };
        const ask = async (i) => {
            const message = tool(i % 3 ? 'create_object' : 'list_objects', i % 3 ? CUBE : {});
            try {
                counts[outcome(await post(scened, message), message)]++;
            } catch (error) {
                assert.ok(['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(error.code), error.stack);
                counts.refused++;
            }
        };
        const clients = Array.from({ length: 8 }, async (_, client) => {
            for (let i = 0; !counts.refused; i++) {
                await ask(client + i);
                if (counts.completed === MANY) scened.terminate();
            }
        });
        await Promise.all(clients);
        assert.ok(counts.completed >= MANY);
    }));

test('async calls in flight do not keep the door open', () =>
    withScened({}, async (scened) => {
        for (let i = 0; i < 20; i++)
            await begin(scened, i % 2 ? 'render_turntable' : 'create_object', i % 2 ? SMALL : CUBE);
    }));

// Larger than what the system keeps of a connection for who does not read.
test('an answer that is read slowly has been sent whole when the door is closed', () =>
    withScened({}, async (scened) => {
        await Promise.all(Array.from({ length: 300 }, () => post(scened, tool('create_object', CUBE))));
        const batch = JSON.stringify(Array.from({ length: 60 }, () => tool('job_list', { limit: 1000 })));
        const socket = net.connect(scened.port, '127.0.0.1');
        socket.write(
            `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:${scened.port}\r\nContent-Type: application/json\r\n` +
                `Content-Length: ${batch.length}\r\n\r\n${batch}`,
        );
        await once(socket, 'readable');
        scened.terminate();
        await until('nobody is let in', () =>
            post(scened, request('ping')).then(
                () => false,
                () => true,
            ),
        );
        let text = '';
        for await (const part of socket) text += part;
        const body = text.slice(text.indexOf('\r\n\r\n') + 4);
        assert.equal(body.length, Number(/Content-Length: (\d+)/.exec(text)[1]));
        assert.equal(JSON.parse(body).length, 60);
    }));

test('a door that nobody asked anything is closed', () => withScened({}, async () => {}));
