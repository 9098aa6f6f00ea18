/** Goal: types, lint, format, contracts and dead code are checked wherever the tests run. Method: each tool by itself, its own report on failure. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { ROOT } from "./source-tree.ts";

const run = (command: string, args: string[], cwd = ROOT): { status: number | null; report: string } => {
  const result = spawnSync(command, args, { cwd, encoding: "utf8", maxBuffer: 1 << 26 });
  return { status: result.status, report: `${result.stdout}${result.stderr}` };
};

const tool = (name: string): string => join(ROOT, "node_modules", ".bin", name);

const expectClean = (result: { status: number | null; report: string }): void => {
  if (result.status !== 0) throw new Error(result.report);
  expect(result.status).toBe(0);
};

test("types: tsc finds nothing", () => expectClean(run(tool("tsc"), [])), 120_000);

test("lint and format: biome finds nothing", () => expectClean(run(tool("biome"), ["check", "."])), 60_000);

test("contracts: buf lint finds nothing", () => expectClean(run(tool("buf"), ["lint", "proto"])));

test(
  "dead files, unused exports, unlisted or unused packages: knip finds nothing",
  () => expectClean(run(process.execPath, [tool("knip"), "--no-progress"])),
  120_000,
);

/** The commit that landed last: the parent branch as CI or a fork sees it, else the commit before this one. */
const baseCommit = (): string | undefined =>
  ["origin/main", "HEAD~1"]
    .map((name) => run("git", ["rev-parse", "--verify", "--quiet", `${name}:proto`]).status === 0 && name)
    .find((name): name is string => name !== false);

test("contracts: buf breaking finds nothing against the last commit", () => {
  const base = baseCommit();
  if (!base) return expect(run("git", ["rev-parse", "--is-inside-work-tree"]).status).not.toBe(undefined);
  const commit = run("git", ["rev-parse", base]).report.trim();
  expectClean(run(tool("buf"), ["breaking", "proto", "--against", `.git#ref=${commit},subdir=proto`]));
});
