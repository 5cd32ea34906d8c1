// SPDX-License-Identifier: MIT
// The page: listens to /events and shows what it tells. Time line, table and histogram are files of their own.
import * as jobs from "./jobs.js";
import * as ran from "./ran.js";
import * as timeline from "./timeline.js";
import {call} from "./mcp.js";
import {count, plural, say, span} from "./format.js";

const at = (id) => document.getElementById(id);
let hello = {name: "weir"};
let past = []; // {now, turns, run} of the last seconds, for rates
let last = null; // the last state; the next comes when something has changed
let told = ""; // to who listens rather than looks

// What the loop does

function bold(text) {
    const node = document.createElement("b");
    node.textContent = text;
    return node;
}

function sentence(state) {
    const {loop} = state;
    const second = timeline.lastSecond(state.now / 1000);
    const busiest = second.tasks
        ? [`${plural(second.tasks, "task")} in the last second, the longest `, bold(second.slow ?? "(unnamed)"),
            ` ${span(second.worst)}.`]
        : ["Nothing ran in the last second."];
    switch (loop.status) {
    case "stuck":
        return loop.task_ms >= 1000 || loop.task
            ? [bold(loop.task ?? "A task"), ` has held the UI thread for ${(loop.task_ms / 1000).toFixed(1)}\u00a0s.`]
            : [`The host has taken no turn for ${span(loop.waited_ms)}. Waiting: ${count(loop.waiting)}.`];
    case "detached":
        return ["No host turns this weir: what is asked of it waits."];
    case "closing":
        return ["The door is closing: what is asked now is refused."];
    default:
        return loop.task_ms <= 100 ? busiest : ["Runs ", bold(loop.task ?? "a task"), `, for ${span(loop.task_ms)} now.`];
    }
}

function showLoop(state) {
    const {loop} = state;
    at("now").dataset.status = at("pill").dataset.status = loop.status;
    say(at("status"), loop.status);
    const words = sentence(state);
    if (at("sentence").textContent !== words.map((word) => word.textContent ?? word).join(""))
        at("sentence").replaceChildren(...words);
    const isWell = loop.status === "ok" || loop.status === "busy";
    const news = loop.status === "stuck" ? `Stuck: ${loop.task ?? "the host"} holds the UI thread.`
        : isWell ? "The UI thread is served." : `The door is ${loop.status}.`;
    if (news !== told)
        at("says").textContent = told = news;
    document.title = `${loop.status === "stuck" ? `stuck: ${loop.task ?? "host"} – ` : ""}${hello.name}`;
}

function rate(state, field) {
    const first = past[0];
    const ms = (state.now - first.now) / 1000;
    return ms > 0 ? Math.round((state.stats[field] - first[field]) / ms * 1000) : 0;
}

function showNumbers(state) {
    const {loop, stats} = state;
    past.push({now: state.now, turns: stats.turns, run: stats.run});
    past = past.filter((one) => one.now > state.now - 1.5e6);
    say(at("waiting"), count(loop.waiting));
    say(at("capacity"), `of ${count(loop.capacity)} a lane`);
    say(at("waited"), loop.waiting ? span(loop.waited_ms) : "–");
    say(at("timers"), count(loop.timers));
    say(at("turn-rate"), count(rate(state, "turns")));
    say(at("task-rate"), count(rate(state, "run")));
    say(at("overruns"), count(stats.overruns));
    at("overruns").classList.toggle("warns", stats.overruns > 0);
    say(at("run"), count(stats.run));
    say(at("dropped"), count(stats.dropped));
}

// Listening

function greet(data) {
    hello = data;
    jobs.clear();
    timeline.clear();
    past = [];
    say(at("name"), hello.name);
    say(at("version"), hello.version ?? "");
    say(at("host"), hello.host ? ` · rides on ${hello.host}` : "");
}

function lose(text) {
    document.body.classList.toggle("is-lost", Boolean(text));
    at("lost").hidden = !text;
    say(at("lost"), text);
    if (!text)
        return;
    last = null;
    timeline.lose();
    at("now").dataset.status = at("pill").dataset.status = "lost";
    say(at("status"), "connection lost");
    document.title = `connection lost – ${hello.name}`;
}

function listen() {
    const events = new EventSource("events");
    events.addEventListener("hello", (event) => greet(JSON.parse(event.data)));
    events.addEventListener("state", (event) => {
        const state = JSON.parse(event.data);
        lose("");
        timeline.add(state);
        ran.update(state.stats.ran);
        jobs.update(state);
        last = state;
        showNumbers(state);
        showLoop(state);
    });
    events.addEventListener("error", () => {
        lose("Connection lost: what you see is what was last told. Trying again …");
        if (events.readyState === EventSource.CLOSED) // refused: the browser would not try again
            setTimeout(listen, 2000);
    });
}

// Where nothing has been asked for yet

// A tool that needs no arguments and changes nothing, if there is one.
async function example() {
    const list = {method: "tools/list"};
    const {tools} = await call("tools/list").catch(() => ({tools: []}));
    const free = tools.filter((tool) => !tool.inputSchema?.required?.length && !tool.name.startsWith("job_"));
    const tool = free.find((one) => one.annotations?.readOnlyHint) ?? free[0];
    return tool ? {method: "tools/call", params: {name: tool.name, arguments: {}}} : list;
}

async function explain() {
    const url = new URL("mcp", location.href).href;
    at("mcp").textContent = url;
    const body = JSON.stringify({jsonrpc: "2.0", id: 1, ...await example()});
    at("curl").textContent = `curl -s ${url} -H 'Content-Type: application/json' `
        + `-H 'Accept: application/json, text/event-stream' -d '${body}'`;
}

at("copy").addEventListener("click", async () => {
    getSelection().selectAllChildren(at("curl"));
    const isDone = await navigator.clipboard?.writeText(at("curl").textContent).then(() => true, () => false);
    say(at("copy"), isDone ? "Copied" : "Selected");
    setTimeout(() => say(at("copy"), "Copy"), 2000);
});

// Where nothing is told nothing has changed, but for the time.
setInterval(() => {
    if (!last || timeline.hostNow() * 1000 < last.now + 4e5)
        return;
    const still = {...last, now: timeline.hostNow() * 1000};
    showNumbers(still);
    showLoop(still);
}, 400);

listen();
explain();
