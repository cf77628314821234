import type { Page } from 'playwright-core';

/** What a page holds once everything else was freed, including compiled code that is no longer used. */
export interface Held {
  readonly heapBytes: number;
  /** Nodes of the document, and those no longer in it but still held. */
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
