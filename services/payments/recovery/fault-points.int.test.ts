/**
 * Goal: at whatever point payments dies, nothing is lost and nothing doubled (P2, P7, P29). Method: payments in a process of its own, over files, pays, refunds
 * and reverses through the real outside party, which lives on in this process; it is killed at each marked point. Then the till repeats its request over the
 * same files, the janitor runs, and the party's book, ours and the proof of the ledger must agree.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { serviceCaller } from "../../../kernel/auth/caller.ts";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { openStore } from "../../../kernel/store/open-store.ts";
import { FaultRates, OutsideServiceDefinition } from "../../../proto/gen/paywindow/outside/v1/outside.ts";
import { TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { type CardRow, cardModel } from "../card/card-model.ts";
import { verifyLedger } from "../ledger/verify-ledger.ts";
import { anId, cny, MERCHANT } from "../testing/builders.ts";
import { type CardWorld, startCardWorld } from "../testing/card-world.ts";
import {
  confirmDoomed,
  type DoomedPayment,
  paymentOf,
  refundOf,
  reverseOf,
  SPANS_MS,
  startDoomed,
} from "../testing/doomed-payments.ts";
import { runJanitor } from "../testing/run-janitor.ts";
import { paymentAttemptModel } from "../trade/payment-attempt-model.ts";
import { walletUserModel } from "../wallet/wallet-model.ts";

const SCRIPT = fileURLToPath(new URL("../testing/doomed-payments.ts", import.meta.url));
const CHANNEL = "wechat-like";

/** The outside parties, by whose clock the others go. Payments stands beside them for one thing: it has a card of the shopper's bound at the bank. */
let parties: CardWorld;
let card: CardRow;
let dataDir: string;
beforeAll(async () => {
  parties = await startCardWorld();
  const { cardId } = await parties.bind(await parties.card());
  card = (await cardModel(parties.store("payments").connection).findById(cardId).lean<CardRow>())!;
  dataDir = mkdtempSync(join(tmpdir(), "paywindow-doomed-"));
});
afterAll(async () => {
  await parties.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const book = () => parties.as(serviceCaller("test"), OutsideServiceDefinition);

const channelOf = ({ then }: Pick<DoomedPayment, "then">): string => (then === "confirm" ? "bank-card" : CHANNEL);

const orderOf = (channelId: string, orderNumber: string) =>
  book()
    .getOutsideOrder({ channelId, orderNumber })
    .catch(() => undefined);

/** Every request meets that fault from now on, or none. */
const behave = (rates: Partial<FaultRates> = {}) =>
  book().setFaults({ channelId: "", seed: 1, rates: FaultRates.fromPartial(rates), delayMs: 1, lateMs: 1 });

/** What befalls the line before the payment and at each step after it. A late payment: it is taken and not heard of, and nobody is reached to take it back. */
const LINE_OF_LATE: readonly Partial<FaultRates>[] = [{ dropAnswer: 1_000 }, { dropRequest: 1_000 }, {}];

/** The shopper's card in the doomed payments' own store. */
const giveCard = async (task: DoomedPayment): Promise<void> => {
  await (await startDoomed(task)).node.stop();
  const store = await openStore({ name: "payments", dataDir });
  await cardModel(store.connection).create([card]);
  const { userId, _id } = card;
  await walletUserModel(store.connection).updateOne({ _id: userId }, { $push: { fundingOrder: _id } });
  await store.close();
};

const aTask = async (then: DoomedPayment["then"]): Promise<DoomedPayment> => {
  // One who is asked for the password, and never gives it, is taken back; one who is not asked has paid at once.
  const confirmOver = then === "reverse" || then === "janitor" ? 1n : 0n;
  const terms = { channelId: CHANNEL, accountId: "", holderName: "赵敏", confirmOver, frozen: false };
  const { accountId } = await book().createOutsideAccount({ ...terms, balance: cny(100_000n) });
  const { paymentCode } = await book().issueOutsideCode({ accountId });
  const { outsideKeysDir, clock } = parties;
  return {
    dataDir,
    outsideKeysDir,
    ...(then === "confirm" && { cardId: card._id }),
    now: clock.now().toISOString(),
    merchantTradeId: anId("order"),
    paymentCode,
    key: aKey(),
    then,
  };
};

/** Runs it until it dies; resolves with the signal, or the code of one that did not. */
const dieAt = async (point: string, task: DoomedPayment): Promise<string> => {
  const env = { ...process.env, NODE_ENV: "test", PAYWINDOW_TEST_FAULT_POINTS: point };
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(task)], { env, stdio: ["pipe", "pipe", "inherit"] });
  const steps = SPANS_MS[task.then].entries();
  child.stdout.on("data", async () => {
    const [step, spanMs] = steps.next().value ?? [0, 0];
    parties.clock.advance(spanMs);
    if (task.then === "late") await behave(LINE_OF_LATE[step + 1]);
    child.stdin.write("go\n");
  });
  const [code, signal] = await once(child, "exit");
  return String(signal ?? code);
};

/** The till repeats what it was not answered, and two minutes pass. What the trade, the party's book and the ledger are then. */
const comeBack = async (task: DoomedPayment) => {
  const { clock } = parties;
  clock.advance(5_000);
  const now = clock.now().toISOString();
  const doomed = await startDoomed({ ...task, now });
  const { node, clock: ours, till, caller } = doomed;
  const again = async () =>
    task.then === "confirm"
      ? confirmDoomed(doomed, task)
      : till.payTrade(paymentOf(task), { caller, idempotencyKey: task.key });
  const told = await again().catch((error: { reason: string }) => error.reason);
  if (task.then === "refund") await till.refundTrade(refundOf(task), { caller }).catch(() => {});
  if (task.then === "reverse") await till.reverseTrade(reverseOf(task), { caller });
  for (let second = 0; second < 120; second += 5) {
    clock.advance(5_000);
    ours.advance(5_000);
    await runJanitor(node);
  }
  const { merchantTradeId } = task;
  const trade = await till
    .queryTrade({ merchantId: MERCHANT, tradeId: "", merchantTradeId }, { caller })
    .catch(() => undefined);
  await node.stop();
  const store = await openStore({ name: "payments", dataDir });
  const attempts = await paymentAttemptModel(store.connection).find({ merchantTradeId }).lean();
  const { mismatches } = await verifyLedger(store);
  await store.close();
  const orders = await Promise.all(attempts.map(({ _id }) => orderOf(channelOf(task), _id)));
  return { told, trade, orders: orders.filter((order) => order !== undefined), mismatches };
};

test.each<[string, DoomedPayment["then"]]>([
  ["pay.drawn", "nothing"],
  ["pay.committed", "nothing"],
  ["pay.called", "nothing"],
  ["pay.settling", "nothing"],
  ["pay.settled", "nothing"],
  ["refund.reserving", "refund"],
  ["refund.committed", "refund"],
  ["refund.called", "refund"],
  ["refund.settling", "refund"],
  ["reverse.committed", "reverse"],
  ["reverse.called", "reverse"],
  ["reverse.settling", "reverse"],
  ["query.called", "janitor"],
  ["reverse.begun", "janitor"],
  ["late.called", "late"],
  ["confirm.committed", "confirm"],
])("P2, P7, P29: killed at %s (%s)", async (point, then) => {
  const task = await aTask(then);
  if (then === "confirm") await giveCard(task);
  if (then === "late") await behave(LINE_OF_LATE[0]);
  expect(await dieAt(point, task)).toBe("SIGKILL");
  const { told, trade, orders, mismatches } = await comeBack(task);
  expect(mismatches).toEqual([]);
  expect(orders.length).toBeLessThanOrEqual(1);
  const [order] = orders;
  const taken = order ? 100_000n - order.payerBalance!.minorUnits : 0n;
  const kept = trade?.state === TradeState.TRADE_STATE_SUCCESS ? trade.paidAmount!.minorUnits : 0n;
  const returned = trade?.refundedAmount?.minorUnits ?? 0n;
  expect(taken).toBe(kept - returned);
  if (then === "nothing" && point !== "pay.committed") expect(kept).toBe(10_000n);
  if (then === "refund") expect(returned).toBe(6_000n);
  // The bank never heard of it. Who confirms again is told that it is being found out, and pays afresh when that is done.
  if (then === "confirm") {
    const { TRADE_STATE_SUCCESS, TRADE_STATE_CREATED } = TradeState;
    const paidAfresh = typeof told !== "string" && told.state === TRADE_STATE_SUCCESS;
    expect([orders.length, trade?.state]).toEqual(paidAfresh ? [1, TRADE_STATE_SUCCESS] : [0, TRADE_STATE_CREATED]);
  }
  // P8: taken, and given back once.
  if (then === "late") expect([orders.length, order?.refundedAmount]).toEqual([1, cny(10_000n)]);
  if (then === "reverse" || then === "janitor" || then === "late")
    expect(trade?.state).toBe(TradeState.TRADE_STATE_REVERSED);
  expect([TradeState.TRADE_STATE_PAYING, TradeState.TRADE_STATE_REVERSING]).not.toContain(trade?.state);
});
