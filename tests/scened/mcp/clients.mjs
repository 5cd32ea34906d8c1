// SPDX-License-Identifier: MIT
// Clients of MCP's official SDK, whose transports keep what came over the wire. Not HTTP by hand (scened.mjs).
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import assert from 'node:assert/strict';
import { LIMIT } from './scened.mjs';

// A connected client. Beside the SDK's own, it has
//   answers  every response that came, by its id: [result or error, ...]
//   faults   what the SDK complained of
//   sent     the id of each request that was sent, in their order
//   good()   calls a tool that must go well: its structured content
//   leave()  ends its session and closes
export async function connect(scened, name = 'test') {
    const transport = new StreamableHTTPClientTransport(new URL('/mcp', scened.url));
    const client = new Client({ name, version: '1' });
    Object.assign(client, { answers: new Map(), faults: [], sent: [] });
    client.onerror = (error) => client.faults.push(error);
    keepMessages(client, transport);
    await client.connect(transport);
    client.good = async (tool, args, options) => {
        const result = await client.callTool({ name: tool, arguments: args }, undefined, {
            timeout: LIMIT,
            ...options,
        });
        assert.ok(!result.isError, JSON.stringify(result));
        return result.structuredContent;
    };
    client.leave = async () => {
        await transport.terminateSession();
        await client.close();
    };
    return client;
}

// connect() sets the transport's onmessage: what comes is kept before the client sees it.
function keepMessages(client, transport) {
    let given;
    Object.defineProperty(transport, 'onmessage', {
        get: () =>
            given &&
            ((message, extra) => {
                if (message.id !== undefined && (message.result || message.error)) {
                    const before = client.answers.get(message.id) ?? [];
                    client.answers.set(message.id, [...before, message.result ?? message.error]);
                }
                given(message, extra);
            }),
        set: (handler) => (given = handler),
    });
    const send = transport.send.bind(transport);
    transport.send = (message, options) => {
        if (message.method && message.id !== undefined) client.sent.push(message.id);
        return send(message, options);
    };
}
