/** Goal: the load test itself works, and what it leaves is sound. Method: a smoke run of it, as a person would type it. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { canHaveK6, HOW_TO_GET_K6 } from "./k6/find-k6.ts";

const out = mkdtempSync(join(tmpdir(), "paywindow-summary-"));
afterAll(() => rmSync(out, { recursive: true, force: true }));

// biome-ignore lint/suspicious/noConsole: a skipped load test must be seen in every log of the tests
if (!canHaveK6()) console.warn(`SKIPPED: the smoke run of the load test. ${HOW_TO_GET_K6}`);

(canHaveK6() ? test : test.skip)(
  "k6 checks out over gRPC and HTTP, every answer is right, and ledger and stock agree afterwards",
  () => {
    const script = join(import.meta.dirname, "..", "scripts", "loadtest.ts");
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, "--smoke", "--out", out], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stdout + stderr);
    expect(stdout).toMatch(/passed: \d+ checkouts, 0 refused/);
    expect(stdout).toMatch(/the ledger is sound/);
    const { metrics } = JSON.parse(readFileSync(join(out, "summary.json"), "utf8"));
    for (const door of ["grpc", "http"]) expect(metrics[`checkout_time{door:${door}}`].values.max).toBeGreaterThan(0);
    const page = readFileSync(join(out, "summary.html"), "utf8");
    expect(page).toContain("Passed");
    expect(page).not.toMatch(/https?:\/\//);
  },
  // A first run may have to build k6.
  900_000,
);
