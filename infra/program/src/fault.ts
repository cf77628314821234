/** The user can do something about it; the message is one line and says what. */
export class Fault extends Error {
  override readonly name: string = 'Fault';
  /** To try again does no better. */
  readonly isLasting: boolean = false;
}

/** Of a file or of a database: what lies there, or a disk, is not as it has to be. */
export function isOfTheSystem(error: unknown): error is Error {
  return error instanceof Error && ('syscall' in error || 'errcode' in error);
}
