/** Writes one JSON line; only fields of LOG_FIELDS leave the process, so no personal data can. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

export interface LogFields {
  readonly [field: string]: unknown;
}
