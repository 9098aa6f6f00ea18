import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const VERSION = "v2.2.0";
const CACHE = join(homedir(), ".cache", "paywindow", "bin");

const onPath = (name: string): string | undefined =>
  [...(process.env["PATH"] ?? "").split(delimiter), "/usr/local/go/bin"]
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

/** k6 on the PATH or from an earlier build; undefined where there is none. */
export const findK6 = (): string | undefined => {
  const built = join(CACHE, "k6");
  return onPath("k6") ?? (existsSync(built) ? built : undefined);
};

/** Whether k6 is here or could be built. */
export const canHaveK6 = (): boolean => findK6() !== undefined || onPath("go") !== undefined;

/** What to type where there is neither. */
export const HOW_TO_GET_K6 =
  "k6 is not installed, and there is no Go to build it with. Debian and Ubuntu: `sudo apt-get install -y golang-go`; macOS: `brew install k6`";

/**
 * Builds k6 into the cache; takes minutes, once. `go install` cannot find the module by its vanity name everywhere, a module that requires it can.
 * @throws with the compiler's words, or with what to type where there is no Go.
 */
export const buildK6 = (): string => {
  const go = onPath("go");
  if (!go) throw new Error(HOW_TO_GET_K6);
  const folder = mkdtempSync(join(tmpdir(), "k6-build-"));
  try {
    writeFileSync(
      join(folder, "go.mod"),
      `module paywindow.local/k6\n\ngo 1.24\n\nrequire go.k6.io/k6/v2 ${VERSION}\n`,
    );
    writeFileSync(join(folder, "tools.go"), 'package tools\n\nimport _ "go.k6.io/k6/v2/cmd"\n');
    mkdirSync(CACHE, { recursive: true });
    const target = join(CACHE, "k6");
    const options = { cwd: folder, env: { ...process.env, GOFLAGS: "-mod=mod" }, encoding: "utf8" } as const;
    const { status, stderr } = spawnSync(go, ["build", "-o", target, "go.k6.io/k6/v2"], options);
    if (status !== 0) throw new Error(`k6 could not be built: ${stderr}`);
    return target;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
