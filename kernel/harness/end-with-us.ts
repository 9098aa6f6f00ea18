import { type ChildProcess, spawn } from "node:child_process";

/**
 * Ends a program that knows nothing of us (nats-server) when we are gone, however we go: a shell waits on a pipe whose other end only we hold, and the
 * system closes it for us. Without it a killed supervisor, or a test run that was given up, would leave servers behind.
 */
export const endWithUs = (child: ChildProcess): void => {
  if (child.pid === undefined) return;
  const guard = spawn("sh", ["-c", `read _; kill -9 ${child.pid}`], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  guard.on("error", () => {});
  guard.unref();
  (guard.stdin as unknown as { unref(): void }).unref();
  child.once("exit", () => guard.kill("SIGKILL"));
};
