/**
 * Goal: also where every service is a process of its own, and any of them dies at any moment, the customer's day comes out whole and all books agree: ledger,
 * points, coupons, messages, stock, sales, slots and bills (P2, P14, P25, P29, V3, V9, V22). Method: the demo day at the door of a mesh whose processes, nats
 * and the gateway too, are killed at random and started again by the supervisor; then `npm run verify` on the stores.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { freePort } from "../../kernel/harness/nats-server.ts";
import { type Mesh, startMesh } from "../../scripts/mesh/start-mesh.ts";
import { Dice } from "../simulate/dice.ts";
import { expectWholeStory } from "./expect-story.ts";
import { aDay, expectAllSound, expectWholeDay } from "./judge-day.ts";
import { playDay } from "./play-day.ts";

const KILLS = 8;

let mesh: Mesh;
let mllpPort: number;
const dataDir = mkdtempSync(join(tmpdir(), "paywindow-demo-mesh-"));
const said: string[] = [];

beforeAll(async () => {
  mllpPort = await freePort();
  const env = {
    ...{ ...process.env, MONGODB_URI: "", NATS_URL: "", OTEL_EXPORTER_OTLP_ENDPOINT: "", PAYWINDOW_MESH_SECRET: "" },
    ...{ PAYWINDOW_PORT: "0", PAYWINDOW_OUTSIDE_PORT: "0", PAYWINDOW_MLLP_PORT: String(mllpPort) },
    ...{ PAYWINDOW_DATA: dataDir, PAYWINDOW_LOG_LEVEL: "error" },
  };
  mesh = await startMesh({ env, print: (name, line) => said.push(`${name} | ${line}`) });
}, 120_000);
afterAll(async () => {
  await mesh?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test("P2, P14, P25, P29: any process of the mesh dies, again and again: the customer's day is whole, and all books agree", async () => {
  const ended = new AbortController();
  const plan = aDay(mesh.address, mllpPort, { playMs: 8_000, patienceMs: 120_000 });
  const playing = playDay(plan).finally(() => ended.abort());
  const dice = new Dice(29);
  const killed: string[] = [];
  const killing = async (): Promise<void> => {
    while (killed.length < KILLS) {
      await pause(dice.between(1_000, 4_000));
      if (ended.signal.aborted) return;
      const name = dice.pick([...mesh.processes.keys()]);
      const pid = mesh.processes.get(name)?.pid();
      if (pid === undefined) continue;
      process.kill(pid, "SIGKILL");
      killed.push(name);
    }
  };
  const [day] = await Promise.all([playing, killing()]).catch((error: Error) => {
    throw new Error(`${error.message}; killed: ${killed.join(", ")}\n${said.slice(-60).join("\n")}`, { cause: error });
  });
  expect(killed.length).toBeGreaterThan(2);
  expectWholeDay(day.book);
  await expectWholeStory(day, plan);
  await mesh.stop();
  expectAllSound(dataDir);
}, 400_000);
