// SPDX-License-Identifier: MIT
// The histogram of how long tasks ran: 24 classes, each twice as long as the one before.
import {count, element, plural, span} from "./format.js";

const list = document.getElementById("ran");
const detail = document.getElementById("ran-detail");
let counts = [];
let chosen = -1;

// The bounds of class i in ms: [0] under 1 µs, [i] from 2^(i-1) to 2^i µs.
function from(i) {
    return i === 0 ? 0 : 2 ** (i - 1) / 1000;
}

function words(i) {
    const last = counts.length - 1;
    const range = i === 0 ? "under 1 µs"
        : i === last ? `over ${span(from(i))}` : `${span(from(i))} to ${span(from(i + 1))}`;
    return `${plural(counts[i], "task")} ran ${range}`;
}

function summary() {
    const all = counts.reduce((sum, one) => sum + one, 0);
    const long = counts.reduce((sum, one, i) => sum + (from(i) >= 16 ? one : 0), 0);
    return all ? `${plural(all, "task")}, ${count(long)} of them longer than 16 ms` : "No task has run yet.";
}

function say() {
    const text = chosen >= 0 && chosen < counts.length ? words(chosen) : summary();
    if (detail.textContent !== text)
        detail.textContent = text;
    [...list.children].forEach((bar, i) => bar.classList.toggle("is-at", i === chosen));
}

function choose(i) {
    chosen = i;
    say();
}

function make() {
    list.replaceChildren(...counts.map((_, i) => {
        const bar = element("li", from(i) >= 64 ? "over" : from(i) >= 16 ? "long" : "short");
        bar.append(element("i"));
        bar.addEventListener("pointerenter", () => choose(i));
        return bar;
    }));
}

// The heights are logarithmic: one task among a million is seen.
export function update(ran) {
    counts = ran;
    if (list.children.length !== counts.length)
        make();
    const most = Math.log2(1 + Math.max(...counts, 15));
    counts.forEach((n, i) => {
        const height = n ? `${Math.max(3, Math.log2(1 + n) / most * 100).toFixed(1)}%` : "0";
        const {style} = list.children[i].firstElementChild;
        if (style.height !== height)
            style.height = height;
    });
    say();
}

list.addEventListener("pointerleave", () => choose(-1));
list.addEventListener("blur", () => choose(-1));
list.addEventListener("keydown", (event) => {
    const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (!step)
        return;
    event.preventDefault();
    choose(Math.min(Math.max((chosen < 0 ? counts.length : chosen) + step, 0), counts.length - 1));
});
