/** jest's own, a hundred, are taken for every error that is made. */
const STACK_FRAMES = 20;

/** Suites run in the process's own realm: its globals, its modules. What a suite changes there is put back. */
export default class NativeEnvironment {
  readonly global = globalThis;
  readonly fakeTimers = null;
  readonly fakeTimersModern = null;
  readonly #console = globalThis.console;
  readonly #exit = process.exit;

  getVmContext(): null {
    return null;
  }

  /** Lines are as they are written: no stack need be looked up, and what is thrown to be caught is not described at length. */
  async setup(): Promise<void> {
    Error.stackTraceLimit = STACK_FRAMES;
    Reflect.deleteProperty(Error, 'prepareStackTrace');
  }

  async teardown(): Promise<void> {
    globalThis.console = this.#console;
    process.exit = this.#exit;
  }
}
