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

  async setup(): Promise<void> {}

  async teardown(): Promise<void> {
    globalThis.console = this.#console;
    process.exit = this.#exit;
  }
}
