/** Goal: a party that dies at its worst moment forgets nothing that it did, and does nothing by half (P2). Method: the parties as a process, killed by its own fault plan. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { systemClock } from "../../../kernel/time/clock.ts";
import type { Channel, ChannelPayment } from "./channel.ts";
import { openChannels } from "./open-channels.ts";
import { aNumber, patient } from "./testing/outside-world.ts";

const SCRIPT = fileURLToPath(new URL("../../outside/testing/outside-process.ts", import.meta.url));

let dataDir: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "paywindow-outside-"));
});
afterEach(async () => {
  for (const child of children.splice(0))
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  await rm(dataDir, { recursive: true, force: true });
});

/** Starts the parties; every request that reaches them meets the fault. */
const startParties = async (fault?: string): Promise<{ child: ChildProcess; paymentCode: string }> => {
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify({ dataDir, fault })], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const [line] = await once(child.stdout!, "data");
  return { child, ...(JSON.parse(String(line)) as { paymentCode: string }) };
};

const channel = (): Channel => {
  const settings = { demo: true, outsideKeysDir: join(dataDir, "outside") };
  return openChannels(settings, systemClock).get("wechat-like")!;
};

const aPayment = (code: string): ChannelPayment => ({
  ...{ attemptId: aNumber("att"), merchantId: "mer_demomarket", amount: 1_000n, currencyCode: "CNY", subject: "苹果" },
  ...{ instrument: { code }, createTime: systemClock.now() },
});

test.each([
  ["crashAfter", "PAID"],
  ["crashBefore", "NOT_FOUND"],
] as const)(
  "P1, P2: %s: pay is unknown, and after the restart a query says %s",
  async (fault, truth) => {
    const dying = await startParties(fault);
    const exited = once(dying.child, "exit");
    const payment = aPayment(dying.paymentCode);
    expect(await channel().pay(payment, patient())).toMatchObject({ result: "UNKNOWN" });
    expect(await exited).toEqual([null, "SIGKILL"]);
    // While nobody is there, nothing more is known, and a new attempt is not taken in.
    expect(await channel().query(payment, patient())).toMatchObject({ result: "UNKNOWN" });
    expect(await channel().pay(aPayment(dying.paymentCode), patient())).toMatchObject({
      result: "FAILED",
      notAccepted: true,
    });

    await startParties();
    expect(await channel().query(payment, patient())).toMatchObject({ result: truth });
    // The same request again: paid once, at last.
    const paid = await channel().pay(payment, patient());
    expect(paid).toMatchObject({ result: "PAID" });
    expect(await channel().query(payment, patient())).toEqual(paid);
  },
  30_000,
);
