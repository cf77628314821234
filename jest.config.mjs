// Workers of one run find each other by it: they share one broker.
process.env.PROXIMIDAD_TEST_RUN ??= String(process.pid);

/** One configuration for every project; specs lie beside what they test. */
export default {
  testEnvironment: 'node',
  // Most suites wait for stores, brokers and processes more than they compute.
  maxWorkers: 2,
  // Real stores, brokers and processes on a busy machine; what is fast is fast all the same.
  testTimeout: 60_000,
  testMatch: [
    '<rootDir>/{libs,services,infra}/*/src/**/*.spec.ts',
    '<rootDir>/gateway/src/**/*.spec.ts',
    '<rootDir>/e2e/**/*.e2e.ts',
  ],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2024', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/'],
  modulePathIgnorePatterns: ['<rootDir>/.data', '<rootDir>/.nx'],
};
