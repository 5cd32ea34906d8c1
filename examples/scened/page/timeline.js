// SPDX-License-Identifier: MIT
// The turns of the last ten seconds on a canvas: when, how long (logarithmic), and what waited meanwhile. Not where
// they come from.
import {plural, span} from "./format.js";

const SPAN = 10000; // ms that are shown
const FRAME = 16.7, FENCE = 50; // ms
const SHORTEST = 0.02, LONGEST = 4000; // ms at the foot and the top
const QUEUE = 30, AXIS = 18, GUTTER = 50; // pixels: the tracks below, and what is left of them
const LATE = 150; // ms behind, so that what is drawn has come by then

const canvas = document.getElementById("turns");
const detail = document.getElementById("turn");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const HINT = "Point at a turn, or go along them with the arrow keys.";

let turns = []; // {began, ms, tasks, worst, slow, waited}, by their end
let depths = []; // {at, waiting, capacity}
let runs = null; // {since, name}: the task that runs now
let offset = null; // of the host's clock from ours, ms
let chosen = null, heldAt = null; // the turn under the pointer or the keys; the view stands still meanwhile
let colours = {};
let isLive = false;

function now() {
    return performance.now() + offset - LATE;
}

export function add(state) {
    const at = state.now / 1000;
    const seen = at - performance.now();
    offset = offset === null || Math.abs(seen - offset) > 500 ? seen : offset + (seen - offset) / 10;
    for (const [began, us, tasks, worst, slow, waited] of state.turns)
        turns.push({began: began / 1000, ms: us / 1000, tasks, worst: worst / 1000, slow, waited: waited / 1000});
    depths.push({at, waiting: state.loop.waiting, capacity: state.loop.capacity});
    runs = state.loop.task_ms > 5 ? {since: at - state.loop.task_ms, name: state.loop.task} : null;
    const oldest = at - 2 * SPAN;
    turns = turns.filter((turn) => turn.began + turn.ms > oldest);
    depths = depths.filter((depth) => depth.at > oldest);
    isLive = true;
    if (calm.matches)
        draw();
}

export function clear() {
    turns = [];
    depths = [];
    runs = chosen = heldAt = offset = null;
}

export function lose() {
    isLive = false;
    runs = null;
}

// The host's clock, in ms; null: nothing was told yet.
export function hostNow() {
    return offset === null ? null : performance.now() + offset;
}

// What the last second was: {tasks, turns, worst, slow}.
export function lastSecond(at) {
    const of = {tasks: 0, turns: 0, worst: 0, slow: null};
    for (const turn of turns) {
        if (turn.began + turn.ms < at - 1000)
            continue;
        of.turns++;
        of.tasks += turn.tasks;
        if (turn.worst > of.worst)
            [of.worst, of.slow] = [turn.worst, turn.slow];
    }
    return of;
}

// Drawing

function readColours() {
    const style = getComputedStyle(document.documentElement);
    for (const name of ["card", "line", "ink", "quiet", "short", "long", "over", "accent"])
        colours[name] = style.getPropertyValue(`--${name}`).trim();
}

function colour(ms) {
    return ms > FENCE ? colours.over : ms > FRAME ? colours.long : colours.short;
}

function view() {
    const ratio = devicePixelRatio || 1;
    const width = canvas.clientWidth, height = canvas.clientHeight;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
        canvas.width = Math.round(width * ratio);
        canvas.height = Math.round(height * ratio);
    }
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const end = heldAt ?? now();
    const foot = height - QUEUE - AXIS;
    return {
        pen, width, height, foot, end,
        wide: (ms) => ms / SPAN * (width - GUTTER),
        x: (at) => width - (end - at) / SPAN * (width - GUTTER),
        y: (ms) => foot - Math.log(Math.max(ms, SHORTEST) / SHORTEST) / Math.log(LONGEST / SHORTEST) * (foot - 6),
    };
}

function drawGrid({pen, width, height, foot, y, wide}) {
    pen.font = "11px system-ui, sans-serif";
    pen.lineWidth = 1;
    pen.textAlign = "right";
    // Two of the labels would lie on each other: one stands over its line, one under it.
    const lines = [[1, "1 ms", "line", 4], [FRAME, "16.7 ms", "long", 9], [FENCE, "50 ms", "over", 0],
        [1000, "1 s", "line", 4]];
    for (const [ms, label, ink, shift] of lines) {
        const at = Math.round(y(ms)) + .5;
        pen.strokeStyle = colours[ink];
        pen.globalAlpha = ink === "line" ? 1 : .6;
        pen.setLineDash(ink === "line" ? [] : [3, 4]);
        pen.beginPath();
        pen.moveTo(GUTTER, at);
        pen.lineTo(width, at);
        pen.stroke();
        pen.globalAlpha = 1;
        pen.fillStyle = colours.quiet;
        pen.fillText(label, GUTTER - 6, at + shift);
    }
    pen.setLineDash([]);
    pen.strokeStyle = colours.line;
    pen.strokeRect(GUTTER + .5, foot + .5, width - GUTTER - 1, QUEUE);
    pen.fillText("waiting", GUTTER - 6, foot + QUEUE / 2 + 4);
    const every = width < 500 ? 2 : 1;
    for (let ago = SPAN / 1000; ago >= 0; ago -= every) {
        pen.textAlign = ago === 0 ? "right" : "center";
        pen.fillText(ago ? `−${ago} s` : "now", width - wide(ago * 1000), height - 4);
    }
    pen.textAlign = "left";
}

// Nothing is drawn left of the gutter.
function within({pen, width, height}, paint) {
    pen.save();
    pen.beginPath();
    pen.rect(GUTTER, 0, width - GUTTER, height);
    pen.clip();
    paint();
    pen.restore();
}

function drawTurns({pen, width, foot, wide, x, y}) {
    for (const turn of turns) {
        const left = x(turn.began), across = Math.max(2, wide(turn.ms));
        if (left + across < GUTTER || left > width)
            continue;
        pen.fillStyle = colour(turn.ms);
        pen.globalAlpha = chosen && chosen !== turn ? .45 : 1;
        pen.fillRect(left, y(turn.ms), across, foot - y(turn.ms));
    }
    pen.globalAlpha = 1;
}

function drawRunning({pen, width, foot, end, x, y}) {
    const ms = runs ? end - runs.since : 0;
    if (ms <= 0)
        return;
    const left = x(runs.since), top = y(ms);
    pen.fillStyle = colour(ms);
    pen.globalAlpha = .3;
    pen.fillRect(left, top, width - left, foot - top);
    pen.globalAlpha = 1;
    pen.fillRect(left, top, width - left, 2);
    if (ms < FENCE)
        return;
    const label = `${runs.name ?? "a task"} runs`;
    pen.fillStyle = colours.ink;
    pen.textAlign = "right";
    pen.fillText(label, width - 6, Math.max(top + 15, 15));
    pen.textAlign = "left";
}

function drawQueue({pen, width, foot, end, x}) {
    const most = Math.max(8, ...depths.map((depth) => depth.waiting));
    pen.beginPath();
    let last = null;
    for (const depth of depths) {
        if (depth.at > end)
            break;
        const at = foot + QUEUE - depth.waiting / most * (QUEUE - 4);
        pen.lineTo(x(depth.at), last ?? foot + QUEUE);
        pen.lineTo(x(depth.at), at);
        last = at;
    }
    if (last === null)
        return;
    pen.lineTo(width, last);
    pen.lineTo(width, foot + QUEUE);
    pen.globalAlpha = .35;
    pen.fillStyle = colours.accent;
    pen.fill();
    pen.globalAlpha = 1;
}

function draw() {
    if (offset === null)
        return;
    const on = view();
    drawGrid(on);
    within(on, () => {
        drawQueue(on);
        drawTurns(on);
        drawRunning(on);
    });
}

function animate() {
    if (isLive && !calm.matches)
        draw();
    requestAnimationFrame(animate);
}

// Looking closer

function choose(turn) {
    if (turn === chosen)
        return;
    chosen = turn;
    heldAt = turn ? heldAt ?? now() : null;
    detail.replaceChildren(turn ? "" : HINT);
    if (turn) {
        const name = document.createElement("b");
        name.textContent = turn.slow ?? "(unnamed)";
        const ago = span(Math.max(0, heldAt - turn.began));
        detail.append(`${ago} ago: a turn of ${span(turn.ms)}, ${plural(turn.tasks, "task")}; the longest `, name,
            ` ${span(turn.worst)}; the longest wait ${span(turn.waited)}`);
    }
    draw();
}

function shown() {
    const end = heldAt ?? now();
    return turns.filter((turn) => turn.began + turn.ms > end - SPAN && turn.began < end);
}

canvas.addEventListener("pointermove", (event) => {
    if (offset === null)
        return;
    const on = view(), near = 8;
    draw();
    let best = null, bestMs = 0;
    for (const turn of shown()) {
        const left = on.x(turn.began), right = left + on.wide(turn.ms);
        if (event.offsetX >= left - near && event.offsetX <= right + near && turn.ms > bestMs)
            [best, bestMs] = [turn, turn.ms];
    }
    choose(best);
});
canvas.addEventListener("pointerleave", () => choose(null));
canvas.addEventListener("blur", () => choose(null));
canvas.addEventListener("keydown", (event) => {
    const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (event.key === "Escape")
        choose(null);
    if (!step || offset === null)
        return;
    event.preventDefault();
    const list = shown();
    const at = chosen ? list.indexOf(chosen) + step : list.length - 1;
    if (list.length)
        choose(list[Math.min(Math.max(at, 0), list.length - 1)]);
});

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    readColours();
    draw();
});
new ResizeObserver(draw).observe(canvas);
readColours();
detail.textContent = HINT;
requestAnimationFrame(animate);
