import { LOG_FIELDS, type LogFields, type Logger } from '@proximidad/edge';
import { pino } from 'pino';

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where lines go: to standard output, unless a test listens. */
export interface LogSink {
  write(line: string): void;
}

export function openLogger(service: string, level: LogLevel, sink?: LogSink): Logger {
  const options = { level, base: { service }, messageKey: 'message', formatters: { level: levelName } };
  const target = pino(options, sink ?? standardOutput());
  const line = (write: 'debug' | 'info' | 'warn' | 'error') => (fields: LogFields, message: string) =>
    target[write](allowed(fields), message);
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

/**
 * Standard output, written to as the process itself does. The library's own way writes a line again and again without pause
 * once nobody reads the other end any more; the process then receives no signal and never ends.
 */
function standardOutput(): LogSink {
  if (!process.stdout.listeners('error').includes(notRead)) process.stdout.on('error', notRead);
  return process.stdout;
}

/** The line is lost, and the process goes on to an orderly end. */
function notRead(): void {}

function levelName(level: string) {
  return { level };
}

function allowed(fields: LogFields): object {
  const line: Record<string, unknown> = {};
  for (const field of LOG_FIELDS) {
    const value = fields[field];
    if (value !== undefined) line[field] = field === 'error' ? describe(value) : value;
  }
  return line;
}

/** Causes of an error that are logged. */
const CAUSES_MAX = 4;

/** Class, message and location of an error and its causes, not the data it carries. */
function describe(error: unknown): object {
  const chain: object[] = [];
  for (let at = error; at instanceof Error && chain.length < CAUSES_MAX; at = at.cause) {
    chain.push({ name: at.name, message: messageOf(at), stack: framesOf(at) });
  }
  return chain;
}

const QUOTED = /"[^"]*"|'[^']*'|`[^`]*`/g;
const FIRST_QUOTE_TO_LAST = /["'`][^]*["'`]/;

/**
 * Quoted parts of a message may come from a client; a parser's message repeats its issues, which contain quotes, too, as does
 * the piece of a text that is no JSON.
 */
function messageOf(error: Error): string {
  switch (error.name) {
    case 'ZodError':
      return 'input does not fit its schema';
    case 'SyntaxError':
      return error.message.replace(FIRST_QUOTE_TO_LAST, '"…"');
    default:
      return error.message.replaceAll(QUOTED, '"…"');
  }
}

function framesOf({ stack = '' }: Error): string[] {
  return stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8)
    .map((line) => line.trim());
}
