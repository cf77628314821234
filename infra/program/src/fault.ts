/** The user can do something about it; the message is one line and says what. */
export class Fault extends Error {
  override readonly name: string = 'Fault';
  /** To try again does no better. */
  readonly isLasting: boolean = false;
}
