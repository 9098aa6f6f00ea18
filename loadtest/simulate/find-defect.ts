import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { RunReport } from "./run-seed.ts";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DEFECTS = fileURLToPath(new URL("defects", import.meta.url));

/** What a simulation needs of the repository. */
const NEEDED = [
  "kernel",
  "services",
  "verticals",
  "proto/gen",
  "loadtest/simulate",
  "scripts/simulate.ts",
  "package.json",
];

/** A defect that somebody could have built in: a patch whose first line says what it is. */
export interface Defect {
  readonly name: string;
  readonly file: string;
  readonly what: string;
}

/** Every defect that is kept beside the simulator. */
export const listDefects = (): Defect[] =>
  readdirSync(DEFECTS)
    .filter((name) => name.endsWith(".patch"))
    .sort()
    .map((name) => {
      const file = join(DEFECTS, name);
      const [what = ""] = readFileSync(file, "utf8").split("\n");
      return { name: basename(name, ".patch"), file, what };
    });

/** A line of context is enough to find the place; so what changes around it does not concern the patch. */
const apply = (folder: string, file: string, ...flags: string[]): Promise<unknown> =>
  run("git", ["apply", "-C1", ...flags, file], {
    cwd: folder,
    env: { ...process.env, GIT_CEILING_DIRECTORIES: dirname(folder) },
  });

/** Whether the patch still fits the sources as they are. @throws what git says where it does not. */
export const checkDefect = async ({ file }: Defect): Promise<void> => {
  await apply(ROOT, file, "--check");
};

/** What a hunt for a defect came to. */
export interface Hunt {
  readonly isFound: boolean;
  /** How many steps it took, those of the seeds before included. */
  readonly steps: number;
  readonly seed: number;
  /** The first rule that was broken. */
  readonly problem: string;
}

/** Builds the defect into a copy of the sources and runs the simulator there, seed after seed, until a rule is broken. */
export const huntDefect = async (defect: Defect, seeds: number, stepsEach: number): Promise<Hunt> => {
  const folder = mkdtempSync(join(tmpdir(), "paywindow-defect-"));
  try {
    const filter = (path: string): boolean => !/\.test\.tsx?$/.test(path);
    for (const path of NEEDED) cpSync(join(ROOT, path), join(folder, path), { recursive: true, filter });
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    await apply(folder, defect.file);
    let steps = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const report = await simulate(folder, ["--seed", String(seed), "--steps", String(stepsEach)]);
      steps += report.steps;
      if (report.problems[0]) return { isFound: true, steps, seed, problem: report.problems[0] };
    }
    return { isFound: false, steps, seed: seeds, problem: "" };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Runs the simulator of a source tree in a process of its own; its report, whatever it found. */
export const simulate = async (folder: string, args: readonly string[]): Promise<RunReport> => {
  const script = join(folder, "scripts/simulate.ts");
  const options = { cwd: folder, maxBuffer: 1e8 };
  const { stdout, stderr } = await run(process.execPath, [script, "--json", ...args], options).catch(
    (failure: { stdout: string; stderr: string }) => failure,
  );
  if (!stdout.startsWith("{")) throw new Error(`the simulator did not run: ${stdout}${stderr}`);
  return JSON.parse(stdout) as RunReport;
};

/** The source tree of this repository, as it is. */
export const ownTree = ROOT;
