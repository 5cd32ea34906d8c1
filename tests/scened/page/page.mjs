// SPDX-License-Identifier: MIT
// The page as a person meets it, in headless Chromium: a job appears, moves, is cancelled by its button, and ends as
// cancelled; a stuck host is named; it fits its window; nothing is complained of. Pictures go to the working directory.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { chromium } from 'playwright-core';
import { begin, ended, good, LIMIT, Scened, until } from '../mcp/scened.mjs';

const SPHERES = 20; // with them a turntable takes longer than any look at the page
const FOREVER = { frames: 360, size: 1024 };
const WINDOWS = [[1280, 900], [390, 844]];
let scened, browser, page, complaints;

before(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'], timeout: LIMIT });
});
after(() => browser.close());

beforeEach(async () => {
    scened = await Scened.start();
    complaints = [];
    await open();
});
afterEach(async () => {
    assert.deepEqual(complaints, []);
    await page.close();
    await scened.stop();
});

async function open(options) {
    page = await browser.newPage(options);
    page.setDefaultTimeout(LIMIT);
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(scened.url);
    await says('#status', /^(ok|busy)$/);
}

// Waits until that part of the page has such a text.
async function says(selector, pattern) {
    const part = page.locator(selector);
    return until(`${selector} says ${pattern}`, async () => pattern.test(await part.textContent()));
}

const row = (job_id) => `#rows tr[data-id="${job_id}"]`;
const isShown = (job_id) => page.locator(row(job_id)).waitFor();
const done = async (job_id) => page.locator(`${row(job_id)} td.wide progress`).evaluate((bar) => bar.value);

async function beginLong() {
    for (let i = 0; i < SPHERES; i++)
        await good(scened, 'create_object', { kind: 'sphere', x: i % 8, y: i / 8, z: 0, size: 1 });
    return begin(scened, 'render_turntable', FOREVER);
}

async function fits() {
    return page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
}

test('a job appears, moves, is cancelled by its button and ends as cancelled', async () => {
    const job_id = await beginLong();
    await isShown(job_id);
    await says(`${row(job_id)} .chip`, /^running$/);
    const before = await done(job_id);
    await until('it moves', async () => (await done(job_id)) > before);
    await page.locator(row(job_id)).getByRole('button', { name: 'Cancel' }).click();
    await says(`${row(job_id)} .chip`, /^cancelled$/);
    assert.equal((await ended(scened, job_id)).status, 'cancelled');
    assert.equal(await page.locator(row(job_id)).getByRole('button').count(), 0, 'nothing is left to be cancelled');
});

test('a stuck host is said to be stuck, by whom, and then to be well', async () => {
    const job_id = await begin(scened, 'sleep_badly', { ms: 10000 });
    await says('#status', /^stuck$/);
    await says('#sentence', /sleep_badly has held the UI thread for \d+\.\d\s+s\./);
    await says('#says', /sleep_badly/);
    assert.match(await page.title(), /stuck: sleep_badly/);
    await says('#status', /^ok$/);
    assert.equal((await ended(scened, job_id)).status, 'completed');
    await says('#overruns', /^[1-9]/);
});

test('the time line tells of a turn, by the keys too', async () => {
    await page.locator('#turns').focus();
    await until('a turn is told of', async () => {
        await begin(scened, 'list_objects', {});
        await page.keyboard.press('ArrowRight');
        return / ago: a turn of .*, \d+ tasks?; the longest list_objects/.test(await page.locator('#turn').textContent());
    });
    await page.keyboard.press('Escape');
    await says('#turn', /arrow keys/);
});

test('jobs that wait behind a stuck host are shown as waiting, and can be cancelled there', async () => {
    await begin(scened, 'sleep_badly', { ms: 10000 });
    const job_id = await begin(scened, 'list_objects', {});
    await isShown(job_id);
    await says(`${row(job_id)} .chip`, /^pending$/);
    await says('#waiting', /^1$/);
    await page.locator(row(job_id)).getByRole('button', { name: 'Cancel' }).click();
    await says(`${row(job_id)} .chip`, /^(cancelling|cancelled)$/);
    assert.equal((await ended(scened, job_id)).status, 'cancelled');
    await says(`${row(job_id)} .chip`, /^cancelled$/);
});

test('the table shows what was asked for', async () => {
    const active = await beginLong();
    const over = await begin(scened, 'list_objects', {});
    await ended(scened, over);
    await says(`${row(over)} .chip`, /^completed$/);
    for (const [filter, shown, hidden] of [['Active', active, over], ['Ended', over, active]]) {
        await page.getByRole('button', { name: filter }).click();
        await isShown(shown);
        assert.equal(await page.locator(row(hidden)).isVisible(), false);
    }
    await page.getByRole('button', { name: 'All' }).click();
    await isShown(active);
    await good(scened, 'job_cancel', { job_id: active });
});

test('with nothing asked for it says how to ask', async () => {
    await says('#curl', new RegExp(`^curl -s ${scened.url}/mcp .*"method":"tools/call"`));
    assert.equal(await page.locator('#jobs').isVisible(), false);
});

test('what others call things is text, never markup', async () => {
    const markup = '<img src=x onerror="document.title=1"><b class=mine>&amp;<script>';
    const job_id = await begin(scened, 'count_lines', { path: markup }); // its error quotes it
    assert.equal((await ended(scened, job_id)).status, 'failed');
    await isShown(job_id);
    await until('it is quoted', async () => (await page.locator(row(job_id)).textContent()).includes(markup));
    assert.equal(await page.locator('#rows img, .mine').count(), 0);
    assert.equal(await page.locator('script').count(), 1);
    const { 'content-security-policy': policy } = (await page.request.get(scened.url)).headers();
    assert.match(policy, /default-src 'none'; script-src 'self'/);
});

test('it fits its window, in light and dark', async () => {
    const job_id = await beginLong();
    await begin(scened, 'sleep_badly', { ms: 300 });
    await ended(scened, await begin(scened, 'delete_object', { id: 77 }));
    for (const [width, height] of WINDOWS) {
        for (const colorScheme of ['light', 'dark']) {
            await page.emulateMedia({ colorScheme });
            await page.setViewportSize({ width, height });
            await isShown(job_id);
            assert.ok(await fits(), `${width} pixels`);
            await page.screenshot({ path: `page-${width}-${colorScheme}.png`, fullPage: true });
        }
    }
    await good(scened, 'job_cancel', { job_id });
    await ended(scened, job_id);
});

test('a connection that is lost is said to be, and comes back', async () => {
    complaints = { push() {} }; // the browser says itself that it is refused
    await page.route('**/events', (route) => route.abort());
    await page.reload();
    await says('#lost', /Connection lost/);
    await page.unroute('**/events');
    await page.locator('#lost').waitFor({ state: 'hidden' });
    await says('#status', /^ok$/);
    complaints = [];
});
