/** Unit tests and quick whole-system tests; `.ci/run` adds the suites that need real parts. */
export default {
  testMatch: [
    '<rootDir>/{juju,layers,interfaces,build,emulator,testing,tests,bundles}/**/*.test.ts',
  ],
  modulePathIgnorePatterns: [
    '<rootDir>/build/charms/',
    '<rootDir>/dist/',
    '<rootDir>/.juju-local/',
  ],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/emulator/test/processes/',
    '<rootDir>/tests/deployment/(interrupted|killed-hook).test.ts',
    '<rootDir>/tests/docs/(charm-author|examples).test.ts',
    '<rootDir>/tests/peer/interfaces/',
    '<rootDir>/tests/real-parts/',
    '<rootDir>/tests/packages/outside/',
  ],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
      },
    ],
    '\\.hbs$': '<rootDir>/tests/support/handlebars-transform.cjs',
  },
};
