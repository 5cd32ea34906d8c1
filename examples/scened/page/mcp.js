// SPDX-License-Identifier: MIT
// One request to the MCP server of this page, as any agent sends it.
let last = 0;

// Its answer comes as JSON, or as an event stream whose last message is the answer.
async function read(response) {
    const text = await response.text();
    if (!response.headers.get("Content-Type")?.startsWith("text/event-stream"))
        return JSON.parse(text);
    const lines = text.split(/\r?\n/).filter((line) => line.startsWith("data:"));
    return JSON.parse(lines.at(-1).slice(5));
}

function textOf(result) {
    return result?.content?.find((block) => block.type === "text")?.text;
}

// The result; throws what it was refused with.
export async function call(method, params) {
    const response = await fetch("mcp", {
        method: "POST",
        headers: {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"},
        body: JSON.stringify({jsonrpc: "2.0", id: ++last, method, params}),
    });
    const answer = await read(response).catch(() => null);
    if (answer?.error)
        throw new Error(answer.error.message);
    if (!response.ok || !answer)
        throw new Error(`the door answered ${response.status}`);
    if (answer.result?.isError)
        throw new Error(textOf(answer.result) ?? "the tool failed");
    return answer.result;
}
