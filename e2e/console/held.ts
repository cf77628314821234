import type { Page } from 'playwright-core';

/** What a page holds once everything else was freed, what was compiled and is not used any more with it. */
export interface Held {
  readonly heapBytes: number;
  /** Of the document, and what is no part of it any more and still held. */
  readonly nodes: number;
  readonly listeners: number;
}

export async function heldBy(page: Page): Promise<Held> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('HeapProfiler.collectGarbage');
  const { usedSize } = await browser.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await browser.send('Memory.getDOMCounters');
  await browser.detach();
  return { heapBytes: usedSize, nodes, listeners: jsEventListeners };
}
