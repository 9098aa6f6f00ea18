/** Runs one kind of tests (unit | mesh | web) with Jest, which needs Node's VM modules to run ES modules. Arguments after the kind go to Jest. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const [kind = "unit", ...rest] = process.argv.slice(2);
const jest = fileURLToPath(new URL("../node_modules/jest/bin/jest.js", import.meta.url));
const child = spawn(
  process.execPath,
  ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning", jest, ...rest],
  {
    stdio: "inherit",
    env: { ...process.env, PAYWINDOW_TESTS: kind },
  },
);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
