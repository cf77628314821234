// Workers of one run find each other by it: they share one broker.
process.env.PROXIMIDAD_TEST_RUN ??= String(process.pid);

/** One configuration for every project; specs lie beside what they test. */
export default {
  testEnvironment: '<rootDir>/infra/checks/src/native/environment.ts',
  runtime: '<rootDir>/infra/checks/src/native/runtime.ts',
  testSequencer: '<rootDir>/infra/checks/src/native/in-turn.ts',
  transform: {},
  // What jest knows of files outlives a run, wherever the suites of that run put what is temporary.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  // Most suites wait for stores, brokers and processes more than they compute. In the full run one of them takes half an hour,
  // beside which three workers have time for all others (ADR 398).
  maxWorkers: process.env.PROXIMIDAD_TEST === 'full' ? 3 : 5,
  // Real stores, brokers and processes on a busy machine; what is fast is fast all the same.
  testTimeout: 600_000,
  testMatch: [
    '<rootDir>/{libs,services,infra}/*/src/**/*.spec.ts',
    '<rootDir>/gateway/src/**/*.spec.ts',
    '<rootDir>/gateway/console/src/**/*.spec.ts',
    '<rootDir>/e2e/*.e2e.ts',
  ],
  extensionsToTreatAsEsm: ['.ts'],
  // A worker of its own even for a single suite: what was loaded is never older than the file.
  workerIdleMemoryLimit: '2GB',
  // A worker that has loaded some 600 MB takes half a second and more to end with nothing left open; one that has is told of later.
  workerGracefulExitTimeout: 10_000,
  modulePathIgnorePatterns: ['<rootDir>/.data', '<rootDir>/.nx'],
};
