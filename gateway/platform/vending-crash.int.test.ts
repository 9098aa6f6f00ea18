/**
 * Goal: at an unattended kiosk whoever pays gets the item or the money, once, and never both, whatever moment the process dies at (Y7, P2, P13, P29). Method: the
 * demo store's kiosk as a program at the HTTP door, with a dispenser of its own that remembers what came out; the platform is killed at random, and at every
 * place that matters; then dispenser, wallet and vends are held against each other, and `npm run verify` against the files.
 */
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeEach, expect, test } from "@jest/globals";
import { freePort } from "../../kernel/harness/nats-server.ts";
import { type Platform, startPlatform } from "../../kernel/harness/platform.ts";
import { VendingMachine } from "../testing/vending-machine.ts";

const WATER = { barcode: "6902856001016", fen: 200n };
/** Longer than any machine may be silent about a vend. */
const PATIENCE_OVER_MS = 95_000;
const LANES = 3;

const platforms: Platform[] = [];
let platform: Platform;
let env: Record<string, string>;
let machine: VendingMachine;
let funds: bigint;
let clockFile: string;

const start = async (dataDir?: string): Promise<void> => {
  platform = await startPlatform({ dataDir, env });
  platforms.push(platform);
};
const restart = async (): Promise<void> => {
  await platform.kill();
  await start(platform.dataDir);
};

beforeEach(async () => {
  const port = String(await freePort());
  env = { PAYWINDOW_PORT: port, PAYWINDOW_GRPC_PORT: "0", PAYWINDOW_OUTSIDE_PORT: "0", PAYWINDOW_RATE_LIMIT: "0" };
  env = { ...env, PAYWINDOW_MLLP_PORT: "0" };
  await start();
  clockFile = join(platform.dataDir, "test-clock");
  env = { ...env, NODE_ENV: "test", PAYWINDOW_TEST_CLOCK: clockFile };
  machine = new VendingMachine(platform.address, WATER.barcode);
  funds = await machine.balance();
});
afterEach(() => platform.stop());
afterAll(() => Promise.all(platforms.map((one) => one.remove())));

const idOf = (name: string): string => `vnd_crash${name.padStart(8, "0")}`;

/** Looks until the vend is at its end. */
const endOf = async (vendOrderId: string): Promise<string> => {
  for (;;) {
    const { body } = await machine.look(vendOrderId);
    if (["VEND_STATE_VENDED", "VEND_STATE_REFUNDED"].includes(body.state)) return body.state;
    await pause(100);
  }
};

/** Each vend has one end, and the wallet has paid for what came out. */
const expectFair = async (vendOrderIds: readonly string[]): Promise<void> => {
  for (const id of vendOrderIds) {
    const isOut = machine.dispenser.given.has(id);
    expect([id, await endOf(id)]).toEqual([id, isOut ? "VEND_STATE_VENDED" : "VEND_STATE_REFUNDED"]);
  }
  expect(await machine.balance()).toBe(funds - WATER.fen * BigInt(machine.dispenser.given.size));
};

/** What `npm run verify` says of the files as they are left. */
const verify = async (): Promise<string> => {
  await platform.stop();
  const paths = { PAYWINDOW_DATA: platform.dataDir, MONGODB_URI: "" };
  const run = spawnSync(process.execPath, ["scripts/verify.ts"], {
    env: { ...process.env, ...paths },
    encoding: "utf8",
  });
  return run.stdout + run.stderr;
};

test("Y7, P2, P13: random kills while a kiosk sells: given out and paid, or jammed and refunded, each once", async () => {
  const ids: string[] = [];
  let isOver = false;
  const lane = async (name: number): Promise<void> => {
    for (let turn = 0; !isOver; turn++) {
      const id = idOf(`${name}n${turn}`);
      ids.push(id);
      await machine.vend(id, turn % 3 === 2);
    }
  };
  const lanes = Promise.all(Array.from({ length: LANES }, (_, index) => lane(index)));
  for (let kills = 0; kills < 5; kills++) {
    await pause(randomInt(100, 700));
    await restart();
  }
  isOver = true;
  await lanes;
  await expectFair(ids);
  expect(machine.dispenser.given.size).toBeGreaterThan(LANES);
  expect(machine.dispenser.jammed.size).toBeGreaterThan(0);
  expect(await verify()).toContain("all books agree");
}, 180_000);

type Step = "pay" | "start" | "out" | "jam" | "report";

/** Where each vend is when the process dies, and what its machine does once there is another; the last two kiosks never come back. */
const CUTS: Readonly<Record<string, readonly [before: readonly Step[], after: readonly Step[]]>> = {
  paid: [["pay"], ["start", "out", "report"]],
  told: [
    ["pay", "start"],
    ["out", "report"],
  ],
  toldTwice: [
    ["pay", "start"],
    ["start", "out", "report"],
  ],
  out: [["pay", "start", "out"], ["report"]],
  outAndReported: [["pay", "start", "out", "report"], ["report"]],
  jammed: [["pay", "start", "jam"], ["report"]],
  jammedAndReported: [["pay", "start", "jam", "report"], ["report"]],
  paidAndLeft: [["pay"], []],
  toldAndLeft: [["pay", "start"], []],
};

const take = async (id: string, steps: readonly Step[]): Promise<void> => {
  const startBy = async () => new Date((await machine.look(id)).body.startByTime);
  const act: Readonly<Record<Step, () => Promise<unknown>>> = {
    pay: () => machine.pay(id),
    start: () => machine.start(id),
    out: async () => machine.dispenser.dispense(id, await startBy(), false),
    jam: async () => machine.dispenser.dispense(id, await startBy(), true),
    report: () => machine.report(id),
  };
  for (const step of steps) await act[step]();
};

test("Y7: killed at every place between the payment and the item: given out and paid, or refunded, never both", async () => {
  const cuts = Object.entries(CUTS).map(([name, [before, after]]) => ({ id: idOf(name), before, after }));
  for (const { id, before } of cuts) {
    await machine.choose(id);
    await take(id, before);
  }
  await restart();
  for (const { id, after } of cuts) await take(id, after);
  await writeFile(clockFile, String(PATIENCE_OVER_MS));
  await expectFair(cuts.map(({ id }) => id));
  const out = ["paid", "told", "toldTwice", "out", "outAndReported"];
  expect([...machine.dispenser.given]).toEqual(expect.arrayContaining(out.map(idOf)));
  expect(machine.dispenser.given.size).toBe(out.length);
  // What the silent machine says after the refund is flagged, and moves no money.
  await machine.confirm(idOf("toldAndLeft"));
  expect((await machine.look(idOf("toldAndLeft"))).body).toMatchObject({
    ...{ state: "VEND_STATE_REFUNDED", vendedAfterRefund: true },
  });
  expect(await machine.balance()).toBe(funds - WATER.fen * BigInt(out.length));
  expect(await verify()).toContain("all books agree");
}, 60_000);
