/**
 * Runs before `npm pack` and `npm publish` in the folder of a package, and refuses: its sources are
 * TypeScript that only this repository can run. Plain JavaScript, as npm starts it anywhere.
 */
process.stderr
  .write(`error: this package holds sources that only its repository can run [PACK_SOURCES]
  fix: run "npm run pack" in the repository; it compiles the packages into dist/packages
`);
process.exitCode = 1;
