// SPDX-License-Identifier: MIT
// Numbers as a person reads them. Not where they are shown.

// A span of time in ms, with three digits that count.
export function span(ms) {
    if (ms < 0.001)
        return "0";
    if (ms < 1)
        return `${Math.round(ms * 1000)} µs`;
    if (ms < 10)
        return `${Number(ms.toFixed(1))} ms`;
    if (ms < 1000)
        return `${Math.round(ms)} ms`;
    if (ms < 60000)
        return `${(ms / 1000).toFixed(ms < 10000 ? 2 : 1)} s`;
    const s = Math.round(ms / 1000);
    return s < 3600 ? `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, "0")} s`
                    : `${Math.floor(s / 3600)} h ${String(Math.floor(s / 60) % 60).padStart(2, "0")} min`;
}

export function count(n) {
    return n.toLocaleString("en");
}

export function plural(n, what) {
    return `${count(n)} ${what}${n === 1 ? "" : "s"}`;
}

export function clock(ms) {
    return new Date(ms).toLocaleTimeString([], {hour12: false});
}

// An element of that class with that text; what others wrote is only ever text.
export function element(name, className, text) {
    const made = document.createElement(name);
    if (className)
        made.className = className;
    if (text !== undefined)
        made.textContent = text;
    return made;
}

// Changes the page only if it differs, so that nothing is laid out again ten times a second for nothing.
export function say(node, text) {
    if (node.textContent !== text)
        node.textContent = text;
}
