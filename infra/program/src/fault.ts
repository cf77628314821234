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

const NOT_OURS: ReadonlySet<string | undefined> = new Set(['EACCES', 'EPERM', 'EROFS']);

/** Why something could not be built in the checkout, and what to do where this user may not write there. */
export function whyNotBuilt(cause: unknown): string {
  const { message, code } = cause as NodeJS.ErrnoException;
  if (!NOT_OURS.has(code)) return message;
  return `${message}. An earlier start by another user leaves files of theirs here: give the checkout to this user (chown -R), or start as its owner.`;
}

/** What to say of a data folder that this user may not read, or that is none. */
export function unseen(data: string, cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  return `${data} cannot be looked into (${code}): it takes the platform's own user, or another folder with PROXIMIDAD_DATA.`;
}
