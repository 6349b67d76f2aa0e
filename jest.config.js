/** Unit tests and quick whole-system tests; `.ci/run` adds the suites that need real parts. */
export default {
  testMatch: ['<rootDir>/{juju,layers,interfaces,build,emulator,tests,bundles}/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/build/charms/', '<rootDir>/.juju-local/'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/tests/real-parts/'],
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
