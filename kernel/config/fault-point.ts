/** The points at which this process is to die: names, set by a test of what a crash leaves behind. Nothing but a test can name any. */
const armed: ReadonlySet<string> = new Set(
  process.env["NODE_ENV"] === "test" ? (process.env["PAYWINDOW_TEST_FAULT_POINTS"] ?? "").split(",") : [],
);

/**
 * Marks a point between a commit and a call, or in the middle of a commit, at which a process may die like at any other. Where a test has armed it by name, it
 * does: by SIGKILL, so that nothing is tidied up.
 */
export const faultPoint = (name: string): void => {
  if (armed.has(name)) process.kill(process.pid, "SIGKILL");
};
