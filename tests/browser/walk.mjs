// Walks through an HTML report as its reader would: node walk.mjs FILE. What the report is expected
// to hold is that of tests/scenario/test_report_page.py.
import assert from 'node:assert/strict';
import {pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';

const address = pathToFileURL(process.argv[2]).href;
const patience = 60_000;

async function open(browser, options) {
  const context = await browser.newContext({viewport: {width: 1300, height: 900}, ...options});
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const seen = {complaints: [], requests: []};
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) seen.complaints.push(message.text());
  });
  page.on('pageerror', (error) => seen.complaints.push(String(error)));
  page.on('request', (request) => seen.requests.push(request.url()));
  await page.goto(address);
  return {page, seen, context};
}

// From the verdict to the evidence.
async function walk({page, seen}) {
  assert.match(await page.locator('#verdict .title').innerText(), /^NOT READY$/);
  assert.equal(await page.locator('#verdict li').count() > 0, true);
  await page.getByRole('link', {name: 'What to fix first'}).click();
  const row = page.locator('details.fix').first();
  await row.locator(':scope > summary').click();
  const signature = row.locator('article.page').first();
  await signature.locator('.lead').waitFor({state: 'visible'});
  assert.match(await signature.locator('.lead').innerText(), /^body\.id is of another type at the shadow/);
  assert.match(await signature.innerText(), /S-[0-9a-f]{12}/);
  const exemplar = signature.locator('.exemplar');
  await exemplar.locator('.pair').waitFor({state: 'visible'});
  assert.equal(await exemplar.locator('.pair .live mark').first().innerText(), '1');
  assert.equal(await exemplar.locator('.pair .shadow mark').first().innerText(), '"1"');
  await exemplar.getByText('Ask both sides again').click();
  await exemplar.getByText('curl -sS -i').first().waitFor({state: 'visible'});
  assert.deepEqual(seen.complaints, []);
  assert.deepEqual(seen.requests.map((url) => url.split('#')[0]), [address]);
}

// What the script adds.
async function sortAndFilter({page}) {
  const rows = page.locator('table.sortable tbody tr');
  const all = await rows.count();
  assert.equal(all > 1, true);
  await page.getByRole('button', {name: 'Compared'}).click();
  const first = await rows.first().locator('.endpoint').innerText();
  await page.getByRole('button', {name: 'Compared'}).click();
  assert.notEqual(await rows.first().locator('.endpoint').innerText(), first);
  await page.getByLabel('Filter endpoints').fill('/clean');
  assert.equal(await page.locator('table.sortable tbody tr:visible').count(), 1);
  await page.getByLabel('Filter endpoints').fill('');
  const other = page.locator('details.fix').nth(1);
  await other.locator(':scope > summary').focus();
  await page.keyboard.press('Enter');
  assert.equal(await other.evaluate((each) => each.open), true);
}

// What was captured is text, and the page's own policy lets no other script in.
async function captured({page}) {
  assert.equal(await page.locator('main img').count(), 0);
  assert.match(await page.locator('main').innerText(), /<img src=x onerror=/);
  const hacked = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.hacked = true';
    document.body.append(script);
    return window.hacked;
  });
  assert.equal(hacked, undefined);
}

async function withoutScript({page, seen}) {
  assert.equal(await page.locator('input').count(), 0);
  const link = page.locator('table a[href^="#fault-"]').first();
  const target = await link.getAttribute('href');
  await link.click();
  await page.locator(`${target} .lead`).waitFor({state: 'visible'});
  assert.deepEqual(seen.complaints, []);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  timeout: patience,
});
try {
  const opened = await open(browser, {});
  await walk(opened);
  await sortAndFilter(opened);
  await captured(opened);
  await withoutScript(await open(browser, {javaScriptEnabled: false, colorScheme: 'dark'}));
  console.log('walked');
} finally {
  await browser.close();
}
