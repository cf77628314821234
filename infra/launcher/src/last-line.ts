import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** Many requests may fail between two lines that say why. */
const TAIL_BYTES = 256 * 1024;
const LINE_LENGTH_MAX = 400;

/**
 * The last line that a process wrote to its log since `offset`, in words: of a JSON line, its message and the reason.
 * What it says of one request comes after what it says of itself. Of a process that ended in good order, it is the last
 * error, as that it has stopped is known.
 */
export function lastLine(file: string, offset = 0): string | undefined {
  const lines = tailOf(file, offset)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const last = lines.at(-1);
  if (last === undefined) return undefined;
  const hasStopped = said(last)?.['message'] === 'stopped';
  const line = lines.findLast(hasStopped ? isError : isOfItself) ?? last;
  const text = inWords(line) ?? messageOfStack(lines) ?? line;
  return text.length > LINE_LENGTH_MAX ? `${text.slice(0, LINE_LENGTH_MAX)}…` : text;
}

function tailOf(file: string, offset: number): string {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const from = Math.max(offset, size - TAIL_BYTES);
  if (size <= from) return '';
  const bytes = Buffer.alloc(size - from);
  const descriptor = openSync(file, 'r');
  try {
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, from)).toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}

function said(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

const isError = (line: string) => said(line)?.['level'] === 'error';
const isOfItself = (line: string) => said(line)?.['correlationId'] === undefined;

function inWords(line: string): string | undefined {
  const told = said(line);
  if (!told) return undefined;
  const message = told['message'] ?? told['msg'];
  const error = told['error'] ?? told['reason'] ?? told['finding'];
  const causes = (Array.isArray(error) ? error : [error]).map((one) =>
    typeof one === 'object' && one !== null && 'message' in one ? one.message : one,
  );
  return [message, ...causes].filter((part) => typeof part === 'string' && part !== '').join(': ');
}

/** From a stack that Node printed, the line that says what was wrong, not the last frame or Node's version. */
function messageOfStack(lines: readonly string[]): string | undefined {
  return lines.findLast((line) => /^(\w*Error|\w+ \[\w+\]): /.test(line) || /^[A-Z]\w+: /.test(line));
}
