/** `describe` and `test` where what they need exists; otherwise skipped, under names that say what is missing. */
export function needing(missing: string | undefined) {
  return {
    describe(name: string, suite: () => void): void {
      if (missing === undefined) describe(name, suite);
      else describe.skip(`${name} (${missing})`, suite);
    },
    test(name: string, run: () => Promise<void>, timeoutMs?: number): void {
      if (missing === undefined) test(name, run, timeoutMs);
      else test.skip(`${name} (${missing})`, run);
    },
  };
}
