/** How often a terminal shows the progress, and how often a line reports it elsewhere. */
const SHOWN_EVERY_MS = 500;
const TOLD_EVERY_MS = 10_000;

type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;

export interface Progress {
  update(executed: number): void;
  /** Makes room for the closing message. */
  done(): void;
}

/** Commands executed so far, now and then: in place on a terminal, as lines elsewhere. */
export function progressOn(stream: Stream, now: () => number = Date.now): Progress {
  let saidAt = now();
  return {
    update(executed) {
      if (now() - saidAt < (stream.isTTY ? SHOWN_EVERY_MS : TOLD_EVERY_MS)) return;
      saidAt = now();
      const text = `${executed.toLocaleString('en')} commands executed`;
      stream.write(stream.isTTY ? `\r${text}` : `${text}\n`);
    },
    done() {
      if (stream.isTTY) stream.write('\r');
    },
  };
}
