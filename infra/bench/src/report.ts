import { cpus } from 'node:os';

/** One figure, with its limit or peer from the same run where there is one. */
export interface Figure {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  readonly peer?: string;
  readonly peerValue?: number;
}

export type Report = (figure: Figure) => void;

const machine = `${cpus().length} cpu, node ${process.versions.node}`;

/** Writes each figure as one JSON line on stdout; `ratio` is value over peer. */
export function reporter(bench: string): Report {
  return ({ metric, value, unit, peer, peerValue }) => {
    const line = {
      ...{ bench, metric, value: rounded(value), unit },
      peer: peer ?? null,
      peerValue: peerValue === undefined ? null : rounded(peerValue),
      ratio: peerValue === undefined ? null : rounded(value / peerValue),
      machine,
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  };
}

/** What is being done, for anyone who watches. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** The middle value; of an even number of values, the upper of the two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function rounded(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
