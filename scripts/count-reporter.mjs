/** Keeps Jest's own counts of a run in .cache/tests/<kind>.json, for the closing line of .ci/run and for `npm run features`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export default class CountReporter {
  constructor(globalConfig) {
    this.folder = join(globalConfig.rootDir, ".cache", "tests");
  }

  onRunComplete(_contexts, results) {
    const titles = results.testResults.flatMap((file) =>
      file.testResults.map(({ fullName, status }) => ({ title: fullName, status, file: file.testFilePath })),
    );
    const broken = results.testResults.filter(({ testExecError }) => testExecError).length;
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(
      join(this.folder, `${process.env.PAYWINDOW_TESTS ?? "unit"}.json`),
      JSON.stringify({
        passed: results.numPassedTests,
        failed: results.numFailedTests + broken,
        skipped: results.numPendingTests + results.numTodoTests,
        titles,
      }),
    );
  }
}
