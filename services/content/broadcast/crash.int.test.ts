/** Goal: a broadcast goes on where it was after `kill -9`, without a double and without a loss (V26). Method: the service as a process, killed twice on its way, then proven row by row. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type DoomedBroadcast, startContentNode } from "../testing/doomed-broadcast.ts";
import { verifyDeliveries } from "../verify-deliveries.ts";

const SCRIPT = fileURLToPath(new URL("../testing/doomed-broadcast.ts", import.meta.url));
const FOLLOWERS = 5_000;

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "paywindow-broadcast-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** Lets a process deliver until it dies of `kill -9`. */
const deliverAndDie = async (task: DoomedBroadcast): Promise<void> => {
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(task)], { stdio: "inherit" });
  expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
};

test("V26: killed twice on its way, a broadcast to 5,000 followers reaches each exactly once", async () => {
  await deliverAndDie({ dataDir, followers: FOLLOWERS, dieAt: 1_000 });
  await deliverAndDie({ dataDir, followers: 0, dieAt: 2_500 });

  const { node, store, latest } = await startContentNode(dataDir);
  try {
    let broadcast = await latest();
    expect(broadcast?.sentCount).toBeGreaterThanOrEqual(2_500);
    while (broadcast?.state !== 2) {
      await pause(20);
      broadcast = await latest();
    }
    expect(broadcast).toMatchObject({
      audienceCount: FOLLOWERS,
      sentCount: FOLLOWERS,
      failedCount: 0,
      excludedCount: 0,
    });
    expect(await verifyDeliveries(store)).toMatchObject({ messages: FOLLOWERS, mailboxes: FOLLOWERS, mismatches: [] });
  } finally {
    await node.stop();
  }
}, 60_000);
