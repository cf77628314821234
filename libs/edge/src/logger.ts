/** Writes one JSON line; only fields of LOG_FIELDS leave the process, so no personal data can. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** What a log line may contain besides its message: names, counts, positions and codes, never contents. */
export const LOG_FIELDS = [
  ...['service', 'url', 'port', 'pid', 'settings', 'part', 'reason', 'attempt', 'waitMs', 'millis', 'count'],
  ...[
    'stream',
    'partition',
    'revision',
    'position',
    'log',
    'event',
    'aggregate',
    'command',
    'outcome',
    'code',
    'reaction',
  ],
  ...['context', 'kind', 'type', 'correlationId', 'operation', 'path', 'file', 'lagSeconds', 'error'],
] as const;
type LogField = (typeof LOG_FIELDS)[number];

export type LogFields = { readonly [Field in LogField]?: unknown };
