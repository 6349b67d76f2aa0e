/** A jest reporter that prints failures, and one line at the end. */
class QuietReporter {
  onTestResult(_test, result) {
    if (result.failureMessage) process.stdout.write(`${result.failureMessage}\n`);
    if (result.skipped) process.stdout.write(`skipped: ${result.testFilePath}\n`);
  }

  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = results;
    const failed = numFailedTests + (numFailedTests === 0 ? numFailedTestSuites : 0);
    const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
    process.stdout.write(`${numPassedTests} passed, ${failed} failed${skipped}\n`);
  }
}

module.exports = QuietReporter;
