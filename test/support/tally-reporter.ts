/**
 * A jest reporter that writes the count of a run as JSON to the file MAILWRIGHT_JEST_JSON names; without the variable it
 * does nothing. A reporter rather than `--json --outputFile`, so that the command in the README stays as it is.
 */
import { writeFileSync } from "node:fs";
import { relative } from "node:path";

/** What we read of jest's AggregatedResult. */
interface RunResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly testFilePath: string;
    readonly testExecError?: unknown;
    readonly testResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

export interface Tally {
  readonly passed: number;
  /** Failed tests, and test files that could not even be run: jest counts no test for those. */
  readonly failed: number;
  /** Tests that were skipped or are still to be written, `file: name`. */
  readonly notRun: readonly string[];
}

const NOT_RUN: readonly string[] = ["pending", "skipped", "todo", "disabled"];

export function tally(result: RunResult, root: string): Tally {
  const brokenFiles = result.testResults.filter(
    file => file.testExecError !== undefined && file.testExecError !== null,
  );
  const notRun = result.testResults.flatMap(file =>
    file.testResults
      .filter(test => NOT_RUN.includes(test.status))
      .map(test => `${relative(root, file.testFilePath)}: ${test.fullName} (${test.status})`),
  );
  return { passed: result.numPassedTests, failed: result.numFailedTests + brokenFiles.length, notRun };
}

/** jest calls `new` on a reporter; a function that returns an object serves. */
export default function TallyReporter(globalConfig: { readonly rootDir: string }) {
  return {
    onRunComplete(_contexts: unknown, result: RunResult): void {
      const file = process.env["MAILWRIGHT_JEST_JSON"];
      if (file) writeFileSync(file, JSON.stringify(tally(result, globalConfig.rootDir)) + "\n");
    },
  };
}
