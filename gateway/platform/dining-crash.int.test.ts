/**
 * Goal: whatever moment the process dies at while a share of a bill is being paid, the share is paid once, by one trade, and the bill knows it (P2, P6, P29, V22).
 * Method: the platform as a process, killed by SIGKILL at a marked point; its next life, on the same files, hears the diner's phone send again what it had sent.
 * At the end every proof of the books (`npm run verify`) agrees on the files.
 */
import { spawnSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, test } from "@jest/globals";
import { type Platform, startPlatform } from "../../kernel/harness/platform.ts";

const PASSWORD = "280517";
const PRICE = 2_600n;
const WAIT_MS = 30_000;
/** No point in the code: the test kills. */
const NOWHERE = "";

let platform: Platform;
afterEach(() => platform?.remove());

const start = async (dying = "", dataDir?: string): Promise<void> => {
  const env = { PAYWINDOW_RATE_LIMIT: "0", NODE_ENV: "test", PAYWINDOW_TEST_FAULT_POINTS: dying };
  platform = await startPlatform({ dataDir, env });
};

type Answer = Record<string, unknown>;

const send = async (path: string, message: object, token = ""): Promise<Answer> => {
  const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const body = JSON.stringify(message);
  const answer = await fetch(`${platform.address}/v1/${path}`, { method: "POST", headers, body });
  const said = (await answer.json()) as Answer;
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${said["reason"]}`);
  return said;
};

/** The diner's phone; signed in anew after each restart. */
const phone = async () => {
  const signedIn = await send("identity/sign-in", { login: "shopper1", password: "paywindow-demo" });
  const token = String(signedIn["accessToken"]);
  const post = (path: string, message: object) => send(path, message, token);
  const read = async (path: string): Promise<Answer> => {
    const answer = await fetch(`${platform.address}/v1/${path}`, { headers: { authorization: `Bearer ${token}` } });
    return (await answer.json()) as Answer;
  };
  const funds = async () => BigInt((await read("payments/get-wallet"))["available"]?.["minorUnits" as never] ?? 0);
  return { post, read, funds };
};

/** An order of one dish that is in the kitchen, and its one share. */
const order = async () => {
  const { post, funds } = await phone();
  const before = await funds();
  await post("payments/set-payment-password", { paymentPassword: PASSWORD });
  const { orderId } = await post("restaurant/open-table", { qrCode: "jn-b1-5t1w9d", partySize: 2 });
  const line = { orderId, lineId: "lin_crash00001", dishId: "dsh_demo0013", quantity: 1 };
  await post("restaurant/put-line", line);
  await post("restaurant/send-order", { orderId, lineIds: [line.lineId] });
  const bill = await post("restaurant/split-bill", { orderId, splitId: "spl_crash00001", mode: "SPLIT_MODE_WHOLE" });
  const [share] = bill["shares"] as { shareId: string }[];
  return { orderId: String(orderId), shareId: share!.shareId, before };
};

/** What the phone does to pay, from the beginning: each call may have been answered before. A share that is PAID asks for no confirmation. */
const pay = async (shareId: string): Promise<void> => {
  const { post } = await phone();
  const { state, tradeId } = await post("restaurant/pay-share", { shareId });
  if (state === "SHARE_STATE_PAYING") await post("payments/confirm-trade", { tradeId, paymentPassword: PASSWORD });
};

const isPaid = async (orderId: string): Promise<boolean> => {
  const { read } = await phone();
  for (const end = performance.now() + WAIT_MS; performance.now() < end; await pause(200))
    if ((await read(`restaurant/get-bill?order_id=${orderId}`))["paid"] === true) return true;
  return false;
};

/** Whether the process has ended by itself. */
const untilDead = async (): Promise<boolean> => {
  for (const end = performance.now() + WAIT_MS; performance.now() < end; await pause(50))
    try {
      process.kill(platform.pid, 0);
    } catch {
      return true;
    }
  return false;
};

/** Every proof of the books, on the files as they are. */
const verify = (): string => {
  const env = { ...process.env, PAYWINDOW_DATA: platform.dataDir, MONGODB_URI: "" };
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/verify.ts"], { env, encoding: "utf8" });
  return status === 0 ? "" : `${stdout}${stderr}`;
};

test.each([
  ["before payments is asked", "share.taken"],
  ["after payments made the trade, before the share knows it", "share.claimed"],
  ["from outside, at once after the payer's confirmation", NOWHERE],
  ["in the middle of noting the share as paid", "share.paying"],
])(
  "P2, P6, P29, V22: kill -9 %s: one trade pays the share, once, and the bill is paid",
  async (_when, point) => {
    await start(point);
    const { dataDir } = platform;
    const { orderId, shareId, before } = await order();
    // The life ends at the point, whether or not the phone hears of it: where it dies in a consumer, the phone has its answer.
    await pay(shareId).catch(() => undefined);
    if (point === NOWHERE) await platform.kill();
    expect([await untilDead(), platform.exitCode()]).toEqual([true, null]);
    await start("", dataDir);
    await pay(shareId);
    expect(await isPaid(orderId)).toBe(true);
    await pay(shareId);
    expect(await (await phone()).funds()).toBe(before - PRICE);
    await platform.stop();
    expect(verify()).toBe("");
  },
  120_000,
);
