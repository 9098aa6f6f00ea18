/** A whole desk without a page, against a scripted platform; reloading is opening another desk over the same storage. */
import { describe, expect, test } from "@jest/globals";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Json } from "../api/json.ts";
import { ApiProblem, Unanswered } from "../api/problem.ts";
import type { Stored } from "../api/stored.ts";
import { amountOfTyped, changeOf, covers, likelyCash, pressAmountKey, readTyped } from "./amount-entry.ts";
import type { DeskState } from "./desk-state.ts";
import { pauseMs } from "./follow-order.ts";
import { type DeskNotice, type DeskPorts, openDesk } from "./open-desk.ts";

const CODE = "281234567800000001";
const AMOUNT = { minorUnits: "1250", currencyCode: "CNY" };

const aStorage = (): Stored<DeskState> => {
  let text: string | undefined;
  return {
    read: () => (text === undefined ? undefined : JSON.parse(text)),
    write: (value) => {
      text = JSON.stringify(value);
    },
    clear: () => {
      text = undefined;
    },
  };
};

const aTrade = (state: string, overrides: Json<Trade> = {}): Json<Trade> => ({
  ...{ merchantTradeId: "T1", amount: AMOUNT, state: `TRADE_STATE_${state}` },
  ...overrides,
});

const refusal = (reason: string) => new ApiProblem({ status: 400, reason, detail: "…", retryable: false });

/** Answers in turn; the last one again and again. */
const script = (...answers: (Json<Trade> | Error)[]) => {
  let index = 0;
  return async (): Promise<Json<Trade>> => {
    const answer = answers[Math.min(index++, answers.length - 1)];
    if (!answer || answer instanceof Error) throw answer ?? new Error("no answer in the script");
    return answer;
  };
};

interface Scripts {
  send: () => Promise<Json<Trade>>;
  query?: () => Promise<Json<Trade>>;
  reverse?: () => Promise<Json<Trade>>;
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A desk with 12.50 typed. Its pauses last until something wakes it; `tick` lets one end. */
const aDesk = (
  { send, query = send, reverse = send }: Scripts,
  overrides: Partial<DeskPorts> = {},
  store = aStorage(),
) => {
  const calls: unknown[] = [];
  const notices: DeskNotice[] = [];
  let minted = 0;
  let wake = () => {};
  const desk = openDesk({
    store,
    sendOrder: (order) => {
      calls.push(["send", order, store.read()?.order]);
      return send();
    },
    queryTrade: (request) => {
      calls.push(["query", request]);
      return query();
    },
    reverseTrade: (request) => {
      calls.push(["reverse", request]);
      return reverse();
    },
    isOffline: () => false,
    mintKey: () => `key_${++minted}`,
    subject: () => "S",
    mintTradeId: () => `T${++minted}`,
    sleep: () =>
      new Promise((resolve) => {
        wake = resolve;
      }),
    notify: (notice) => notices.push(notice),
    ...overrides,
  });
  const tick = async (): Promise<void> => {
    wake();
    await settle();
  };
  return { desk, calls, notices, store, tick };
};

const type = (desk: ReturnType<typeof openDesk>): void => desk.act({ type: "typed", typed: "12.5" });

const charge = async (desk: ReturnType<typeof openDesk>): Promise<void> => {
  type(desk);
  desk.takeAmount();
  desk.scan(CODE);
  await settle();
};

describe("the payer's code", () => {
  const order = {
    ...{ kind: "barcode", merchantTradeId: "T1", idempotencyKey: "key_2", paymentCode: CODE },
    ...{ amount: AMOUNT, subject: "S" },
  };

  test("Y2: the order is stored, then sent; paid is the end, and the code is forgotten", async () => {
    const { desk, calls, store } = aDesk({ send: script(aTrade("SUCCESS")) });
    await charge(desk);
    expect(calls).toEqual([["send", order, order]]);
    expect(desk.state.get()).toEqual({ screen: "done", typed: "", unanswered: 0, trade: aTrade("SUCCESS") });
    expect(JSON.stringify(store.read())).not.toContain(CODE);
  });

  test("Y10: a code that is scanned before the amount is charged as soon as the amount is taken", async () => {
    const { desk, calls, notices } = aDesk({ send: script(aTrade("SUCCESS")) });
    desk.scan(CODE);
    type(desk);
    desk.takeAmount();
    await settle();
    expect(calls).toEqual([["send", order, order]]);
    expect(notices).toEqual([{ tone: "good", text: "collectCodeEarly" }]);
  });

  test("Y3: a code that is heard is one that came by sound, and only while one is awaited", async () => {
    const { desk, calls } = aDesk({ send: script(aTrade("SUCCESS")) });
    type(desk);
    desk.hear(CODE);
    expect(calls).toEqual([]);
    desk.takeAmount();
    desk.hear(CODE);
    await settle();
    expect(calls).toMatchObject([["send", { kind: "sound", paymentCode: CODE }, {}]]);
  });

  test("P1: unanswered, the very same is sent again", async () => {
    const { desk, calls, tick } = aDesk({ send: script(new Unanswered("…"), aTrade("SUCCESS")) });
    await charge(desk);
    expect(desk.state.get()).toMatchObject({ screen: "order", phase: "sending", unanswered: 1 });
    await tick();
    expect(calls).toEqual([
      ["send", order, order],
      ["send", order, order],
    ]);
    expect(desk.state.get().screen).toBe("done");
  });

  test("P10: after a refusal the amount stays, and another code is another order", async () => {
    const { desk, calls } = aDesk({ send: script(refusal("PAYMENT_CODE_SPENT"), aTrade("SUCCESS")) });
    await charge(desk);
    expect(desk.state.get()).toEqual({
      ...{ screen: "take", typed: "12.5", amount: AMOUNT, unanswered: 0 },
      refusal: { reason: "PAYMENT_CODE_SPENT", detail: "…" },
    });
    desk.scan(CODE);
    await settle();
    expect(calls[1]).toMatchObject(["send", { merchantTradeId: "T3", idempotencyKey: "key_4" }, {}]);
  });

  test("P1: a refusal that says nothing of an earlier try lets the trade tell", async () => {
    const { desk, calls, tick } = aDesk({
      send: script(new Unanswered("…"), refusal("TRADE_NOT_PAYABLE")),
      query: script(aTrade("SUCCESS")),
    });
    await charge(desk);
    await tick();
    await tick();
    expect(calls.at(-1)).toEqual(["query", { merchantTradeId: "T1" }]);
    expect(desk.state.get()).toMatchObject({ screen: "done", trade: { state: "TRADE_STATE_SUCCESS" } });
  });

  test("an item's barcode, and a scan while an order is out, charge nothing", async () => {
    const { desk, calls, notices } = aDesk({ send: script(aTrade("PAYING")) });
    type(desk);
    desk.takeAmount();
    desk.scan("6901234567892");
    expect(notices).toEqual([{ tone: "bad", text: "scanNotPaymentCode" }]);
    desk.scan(CODE);
    await settle();
    desk.scan("281234567800000002");
    await settle();
    expect(calls).toHaveLength(1);
  });

  test("without a network nothing is begun", () => {
    const { desk, calls, notices } = aDesk({ send: script(aTrade("SUCCESS")) }, { isOffline: () => true });
    type(desk);
    desk.takeAmount();
    desk.scan(CODE);
    expect([calls, notices]).toEqual([[], [{ tone: "bad", text: "tillOfflineNoCharge" }]]);
  });
});

describe("a payment that waits", () => {
  const waiting = { send: script(aTrade("PAYING", { wait: "TRADE_WAIT_PAYER_PASSWORD" })) };

  test("P3: its trade is asked until it is final", async () => {
    const { desk, calls, tick } = aDesk({ ...waiting, query: script(aTrade("PAYING"), aTrade("SUCCESS")) });
    await charge(desk);
    await tick();
    expect(desk.state.get()).toMatchObject({ screen: "order", phase: "following" });
    await tick();
    expect(calls.slice(1)).toEqual([
      ["query", { merchantTradeId: "T1" }],
      ["query", { merchantTradeId: "T1" }],
    ]);
    expect(desk.state.get()).toMatchObject({ screen: "done", trade: { state: "TRADE_STATE_SUCCESS" } });
  });

  test("P4: given up it is reversed, asked on until that is done, and then not paid", async () => {
    const { desk, calls, tick } = aDesk({ ...waiting, reverse: script(aTrade("REVERSING"), aTrade("REVERSED")) });
    await charge(desk);
    desk.giveUp();
    await settle();
    expect(desk.state.get()).toMatchObject({ screen: "order", phase: "givingUp" });
    await tick();
    const reverse = ["reverse", { merchantTradeId: "T1", keepPaid: true }];
    expect(calls.slice(1)).toEqual([reverse, reverse]);
    expect(desk.state.get()).toMatchObject({ screen: "done", trade: { state: "TRADE_STATE_REVERSED" } });
  });

  test("P5: what turns out to be paid is kept as paid", async () => {
    const { desk } = aDesk({ ...waiting, reverse: script(aTrade("SUCCESS")) });
    await charge(desk);
    desk.giveUp();
    await settle();
    expect(desk.state.get()).toMatchObject({ screen: "done", trade: { state: "TRADE_STATE_SUCCESS" } });
  });

  test("P1: a reverse that is not answered is asked for again, also after a reload; one that is refused lets the trade tell", async () => {
    const store = aStorage();
    const { desk } = aDesk({ ...waiting, reverse: script(new Unanswered("…")) }, {}, store);
    await charge(desk);
    desk.giveUp();
    await settle();
    expect(desk.state.get()).toMatchObject({ screen: "order", phase: "givingUp", unanswered: 1 });
    const reloaded = aDesk(
      { ...waiting, reverse: script(refusal("TRADE_NOT_REVERSIBLE")), query: script(aTrade("CLOSED")) },
      {},
      store,
    );
    await settle();
    expect(reloaded.calls.map((call) => (call as unknown[])[0])).toEqual(["reverse", "query"]);
    expect(reloaded.desk.state.get()).toMatchObject({ screen: "done", trade: { state: "TRADE_STATE_CLOSED" } });
  });

  test("P6: an order that was never answered can be given up: the reverse keeps it from arriving later", async () => {
    const { desk, calls } = aDesk({ send: script(new Unanswered("…")), reverse: script(aTrade("REVERSED")) });
    await charge(desk);
    desk.giveUp();
    await settle();
    expect(calls.at(-1)).toEqual(["reverse", { merchantTradeId: "T1", keepPaid: true }]);
    expect(desk.state.get().screen).toBe("done");
  });
});

describe("Y1: a code that the payer scans", () => {
  test("Y1: is asked for, shown, followed, and goes on after a reload without being made again", async () => {
    const store = aStorage();
    const created = aTrade("CREATED", { qrCode: "paywindow://pay/qrc_1" });
    const { desk, calls } = aDesk({ send: script(created) }, {}, store);
    type(desk);
    desk.takeAmount();
    desk.showQr();
    await settle();
    expect(calls).toMatchObject([["send", { kind: "qr", merchantTradeId: "T1", amount: AMOUNT }, {}]]);
    expect(desk.state.get()).toMatchObject({ phase: "following", trade: { qrCode: "paywindow://pay/qrc_1" } });
    const reloaded = aDesk({ send: script(created), query: script(aTrade("SUCCESS")) }, {}, store);
    await settle();
    expect(reloaded.calls).toEqual([["query", { merchantTradeId: "T1" }]]);
    expect(reloaded.desk.state.get().screen).toBe("done");
    reloaded.desk.act({ type: "next" });
    expect(reloaded.desk.state.get()).toEqual({ screen: "amount", typed: "", unanswered: 0 });
  });
});

describe("what the desk takes in by itself", () => {
  test("X16: cash is recorded with what was handed over, and the change is known at the end", async () => {
    const { desk, calls } = aDesk({ send: script(aTrade("SUCCESS", { tender: "TENDER_CASH" })) });
    const received = { minorUnits: "2000", currencyCode: "CNY" };
    type(desk);
    desk.takeAmount();
    desk.record("cash", { received });
    await settle();
    expect(calls).toMatchObject([["send", { kind: "cash", merchantTradeId: "T1", amount: AMOUNT, received }, {}]]);
    expect(desk.state.get()).toMatchObject({ screen: "done", received });
    expect(changeOf(received, AMOUNT)).toEqual({ minorUnits: "750", currencyCode: "CNY" });
  });

  test("X16: a card at another terminal is recorded with its slip's number", async () => {
    const { desk, calls } = aDesk({ send: script(aTrade("SUCCESS")) });
    type(desk);
    desk.takeAmount();
    desk.record("card", { reference: "004217" });
    await settle();
    expect(calls).toMatchObject([["send", { kind: "card", reference: "004217" }, {}]]);
  });

  test.each([
    ["1250", ["1250", "1500", "2000", "5000"]],
    ["10000", ["10000", "20000"]],
    ["10001", ["10001", "10500", "11000", "12000"]],
  ])("for %s fen a payer is likely to hand over %j", (minorUnits, sums) => {
    const amount = { minorUnits, currencyCode: "CNY" };
    expect(likelyCash(amount).map((sum) => sum.minorUnits)).toEqual(sums);
    expect(likelyCash(amount).every((sum) => covers(sum, amount))).toBe(true);
  });

  test("less than the amount does not cover it", () => {
    expect([covers(undefined, AMOUNT), covers({ ...AMOUNT, minorUnits: "1249" }, AMOUNT)]).toEqual([false, false]);
  });
});

describe("the amount", () => {
  const press = (...keys: string[]) => keys.reduce(pressAmountKey, "");

  test.each([
    [["1", "2", ".", "5"], "12.5"],
    [["0", "0", "5"], "5"],
    [[".", "5"], "0.5"],
    [["1", ".", ".", "2", "3", "4"], "1.23"],
    [["1", "2", "3", "4", "5", "6", "7"], "123456"],
    [["1", "2", "back"], "1"],
  ])("keys %j make %s", (keys, typed) => {
    expect(press(...keys)).toBe(typed);
  });

  test.each([
    ["", undefined],
    ["0", undefined],
    ["0.00", undefined],
    ["0.01", "1"],
    ["12.5", "1250"],
    [".5", "50"],
    ["999999.99", "99999999"],
  ])("%j is %s fen", (typed, minorUnits) => {
    expect(amountOfTyped(typed)?.minorUnits).toBe(minorUnits);
  });

  test("a text is taken as people write it, or not at all", () => {
    expect([readTyped("1,234.50"), readTyped("12。5"), readTyped("12a"), readTyped("1.234")]).toEqual([
      "1234.50",
      "12.5",
      undefined,
      undefined,
    ]);
  });
});

test("P3: the questions come every one to three seconds", () => {
  expect([1, 4, 60].map(pauseMs)).toEqual([1_250, 2_000, 3_000]);
});
