// SPDX-License-Identifier: MIT
// The table of jobs, and the button that cancels one. Not where its rows come from.
import {call} from "./mcp.js";
import {clock, count, element, plural, say, span} from "./format.js";

const jobs = new Map(); // by id: {row: as /events tells it, at: when it came, node: its <tr>, parts}
const body = document.getElementById("rows");
const filter = document.getElementById("filter");
const trouble = document.getElementById("trouble");
let wanted = "all";
let isFirst = true;

function isActive(row) {
    return row.status === "pending" || row.status === "running";
}

// Cancelling

async function cancel(job) {
    job.isAsked = true;
    show(job);
    try {
        await call("tools/call", {name: "job_cancel", arguments: {job_id: job.row.job_id}});
        trouble.hidden = true;
    } catch (error) {
        job.isAsked = false;
        show(job);
        trouble.textContent = `Job ${job.row.job_id} was not cancelled: ${error.message}`;
        trouble.hidden = false;
    }
}

// A row

function make(job) {
    const node = element("tr");
    const title = element("div", "title"), sub = element("div", "sub");
    const id = element("span", "id"), text = element("span");
    const fault = element("span", "fault"), times = element("span", "times");
    sub.append(id, text, times, fault);
    const meters = ["narrow meter", "meter"].map((className) => {
        const meter = element("div", className), bar = element("progress"), number = element("span");
        meter.append(bar, number);
        return {meter, bar, number};
    });
    const name = element("td");
    name.append(title, sub, meters[0].meter);
    const chip = element("span", "chip"), status = element("td");
    status.append(chip);
    const progress = element("td", "wide");
    progress.append(meters[1].meter);
    const [waited, ran, asked] = [1, 2, 3].map(() => element("td", "wide number"));
    const button = element("button", "cancel", "Cancel"), last = element("td");
    button.type = "button";
    button.addEventListener("click", () => cancel(job));
    last.append(button);
    node.append(name, status, progress, waited, ran, asked, last);
    node.setAttribute("role", "row"); // said aloud, since on a narrow screen the style makes them no table
    [...node.children].forEach((cell) => cell.setAttribute("role", "cell"));
    node.dataset.id = job.row.job_id;
    if (!isFirst && isActive(job.row))
        node.classList.add("is-new");
    node.addEventListener("animationend", () => node.classList.remove("is-new"));
    job.node = node;
    job.parts = {title, id, text, fault, times, meters, chip, waited, ran, asked, button};
}

function showProgress(meters, row) {
    const {done, total} = row.progress;
    const isKnown = total > 0;
    for (const {meter, bar, number} of meters) {
        meter.hidden = !isKnown && done === 0;
        bar.max = isKnown ? total : 1;
        bar.value = isKnown ? done : 0;
        bar.hidden = !isKnown;
        bar.setAttribute("aria-label", `Progress of ${row.description ?? ""}`);
        say(number, isKnown ? `${count(done)} / ${count(total)}` : count(done));
    }
}

// What it has waited, and what it ran since; {waited: null} if nobody saw.
function times(job) {
    const {row} = job;
    const lasted = row.duration_ms + (isActive(row) ? performance.now() - job.at : 0);
    if (row.status === "pending")
        return {waited: lasted, ran: null, lasted};
    return {waited: row.waited_ms, ran: row.waited_ms === null ? lasted : lasted - row.waited_ms, lasted};
}

function showTimes(job) {
    const {waited, ran} = times(job), {parts} = job;
    const waitedText = waited === null ? "–" : waited < 100 ? "< 0.1 s" : span(waited); // it is looked at each 100 ms
    const ranText = ran === null || job.row.steps === 0 ? "–" : ran < 1 ? "< 1 ms" : span(Math.round(ran));
    say(parts.waited, waitedText);
    say(parts.ran, ranText);
    say(parts.times, `waited ${waitedText}, ran ${ranText}`);
}

function show(job) {
    const {row, parts, node} = job;
    const active = isActive(row), isEnding = active && (row.cancel_requested || job.isAsked);
    node.classList.toggle("is-active", active);
    say(parts.title, row.description || "(no name)");
    say(parts.id, `#${row.job_id}`);
    const steps = row.steps > 1 ? plural(row.steps, "step") : "";
    say(parts.text, [steps, row.progress.text].filter(Boolean).join(" · "));
    say(parts.fault, row.error && row.error !== row.status ? row.error : "");
    say(parts.chip, isEnding ? "cancelling" : row.status);
    parts.chip.dataset.is = isEnding ? "cancelling" : row.status;
    say(parts.asked, clock(Date.parse(row.created_at)));
    showProgress(parts.meters, row);
    parts.button.hidden = !active;
    parts.button.disabled = isEnding;
    parts.button.setAttribute("aria-label", `Cancel ${row.description ?? ""} ${row.job_id}`);
    node.hidden = wanted !== "all" && (wanted === "active") !== active;
    showTimes(job);
}

// The table

// What runs, then what waits, the older first; then what has ended, the last first.
function order(a, b) {
    const [x, y] = [a.row, b.row];
    const rank = (row) => row.status === "running" ? 0 : row.status === "pending" ? 1 : 2;
    if (rank(x) !== rank(y))
        return rank(x) - rank(y);
    if (rank(x) < 2)
        return Date.parse(x.created_at) - Date.parse(y.created_at) || x.job_id - y.job_id;
    return Date.parse(y.completed_at) - Date.parse(x.completed_at) || y.job_id - x.job_id;
}

// A row that keeps its place is not touched, so that a button does not lose the focus.
function arrange() {
    let next = body.firstElementChild;
    for (const job of [...jobs.values()].sort(order)) {
        if (job.node === next)
            next = next.nextElementSibling;
        else
            body.insertBefore(job.node, next);
    }
}

function showCounts() {
    const active = [...jobs.values()].filter((job) => isActive(job.row)).length;
    const counts = {all: jobs.size, active, ended: jobs.size - active};
    for (const button of filter.children) {
        say(button.lastElementChild, count(counts[button.value]));
        button.setAttribute("aria-pressed", String(button.value === wanted));
    }
    document.getElementById("jobs").hidden = counts[wanted] === 0;
    document.getElementById("none").hidden = jobs.size === 0 || counts[wanted] > 0;
    document.getElementById("empty").hidden = jobs.size > 0;
}

export function update(state) {
    for (const row of state.jobs) {
        const job = jobs.get(row.job_id) ?? {};
        Object.assign(job, {row, at: performance.now()});
        if (!job.node)
            make(job);
        jobs.set(row.job_id, job);
        show(job);
    }
    for (const id of state.gone) {
        jobs.get(id)?.node.remove();
        jobs.delete(id);
    }
    if (state.jobs.length || state.gone.length)
        arrange();
    showCounts();
    isFirst = false;
}

export function clear() {
    jobs.clear();
    body.replaceChildren();
    isFirst = true;
}

filter.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button)
        return;
    wanted = button.value;
    jobs.forEach(show);
    showCounts();
});

setInterval(() => jobs.forEach((job) => isActive(job.row) && showTimes(job)), 100);
