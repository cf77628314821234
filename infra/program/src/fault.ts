/** A failure that the user can do something about; the message is one line and says what. */
export class Fault extends Error {
  override readonly name: string = 'Fault';
  /** Whether trying again would not help. */
  readonly isLasting: boolean = false;
}

/** A fault of a file or a database: its content, or a disk, is not as it has to be. */
export function isOfTheSystem(error: unknown): error is Error {
  return error instanceof Error && ('syscall' in error || 'errcode' in error);
}

/** What to say of a data folder that this user may not read, or that is none. */
export function unseen(data: string, cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  return `${data} cannot be looked into (${code}): it takes the platform's own user, or another folder with PROXIMIDAD_DATA.`;
}
