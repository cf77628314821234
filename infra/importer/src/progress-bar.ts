const WIDTH = 24;
const LINE_EVERY_MS = 10_000;
const BAR_EVERY_MS = 100;

export interface ProgressBar {
  update(rows: number, share: number): void;
  done(): void;
}

/** A bar with rate and time left on a terminal; elsewhere a line now and then. Written to stderr. */
export function progressBar(label: string, stream: NodeJS.WriteStream): ProgressBar {
  const startedAt = performance.now();
  let [firstRows, shownAt] = [-1, 0];
  return {
    update(rows, share) {
      const now = performance.now();
      if (firstRows < 0) firstRows = rows;
      if (now - shownAt < (stream.isTTY ? BAR_EVERY_MS : LINE_EVERY_MS)) return;
      shownAt = now;
      const seconds = (now - startedAt) / 1000;
      const rate = Math.round((rows - firstRows) / seconds);
      const left = share > 0.01 ? `${Math.ceil((seconds / share) * (1 - share))} s left` : '';
      const filled = Math.round(share * WIDTH);
      const bar = `[${'='.repeat(filled)}${' '.repeat(WIDTH - filled)}]`;
      const text = `${label} ${bar} ${Math.round(share * 100)} %  ${rows.toLocaleString('en')} rows  ${rate.toLocaleString('en')} rows/s  ${left}`;
      stream.write(stream.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
    },
    done() {
      if (stream.isTTY) stream.write('\r\u001b[K');
    },
  };
}
