import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
/** Where jest-circus keeps the listeners to a suite's events; one list for each suite. */
const EVENT_HANDLERS = Symbol.for('EVENT_HANDLERS');

/**
 * Loads suites as Node loads programs (ADR 135): types are stripped, and a module is evaluated once in a worker, not
 * once for each suite. Anything else that jest asks of a runtime (mocks, transforms, coverage) is missing.
 */
export default class NativeRuntime {
  unstable_shouldLoadAsEsm(): boolean {
    return true;
  }

  unstable_importModule(path: string): Promise<unknown> {
    return import(pathToFileURL(path).href);
  }

  /** jest's own part that declares and runs tests: a fresh one for each suite. */
  requireInternalModule(path: string): unknown {
    delete require.cache[path];
    Reflect.deleteProperty(globalThis, EVENT_HANDLERS);
    return require(path);
  }

  requireModule(path: string): unknown {
    return require(path);
  }

  getSourceMaps(): Map<string, string> {
    return new Map();
  }

  setGlobalsForRuntime(): void {}
  getAllCoverageInfoCopy(): void {}
  enterTestCode(): void {}
  leaveTestCode(): void {}
  teardown(): void {}
}
