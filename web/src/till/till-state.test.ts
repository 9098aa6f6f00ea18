/** The till as a pure machine: what each screen allows, and that an attempt is never forgotten or replaced while its result is unknown. */
import { describe, expect, test } from "@jest/globals";
import { addItem, isShort, MAX_LINES, MAX_QUANTITY, pieces, setQuantity, type TillLine } from "./basket.ts";
import { type Attempt, freshTill, type TillAction, type TillState, tillReducer } from "./till-state.ts";

const aLine = (overrides: Partial<TillLine> = {}): TillLine => ({
  barcode: "6901234567892",
  name: "牛奶",
  nameEn: "Milk",
  unitPrice: { minorUnits: "550", currencyCode: "CNY" },
  quantity: 1,
  ...overrides,
});

const anAttempt = (overrides: Partial<Attempt> = {}): Attempt => ({
  idempotencyKey: "key_1",
  paymentCode: "281234567800000001",
  expectedTotal: { minorUnits: "550", currencyCode: "CNY" },
  ...overrides,
});

const play = (state: TillState, ...actions: TillAction[]): TillState => actions.reduce(tillReducer, state);

const ringing = play(freshTill("bsk_1"), { type: "linesChanged", lines: [aLine()] });
const tender = play(ringing, { type: "tenderOpened" });
const charging = play(tender, { type: "attemptMade", attempt: anAttempt() });
const receipt = { basketId: "bsk_1", receiptNumber: "0001" };
const refused = (reason: string, idempotencyKey = "key_1"): TillAction => ({
  type: "attemptRefused",
  idempotencyKey,
  refusal: { reason, detail: "…" },
});

describe("a sale", () => {
  test("Y2: items, tender, charging, paid, next", () => {
    expect(charging).toEqual({
      screen: "charging",
      basketId: "bsk_1",
      lines: [aLine()],
      unanswered: 0,
      attempt: anAttempt(),
    });
    const paid = play(charging, { type: "attemptPaid", receipt });
    expect(paid).toEqual({ screen: "paid", basketId: "bsk_1", lines: [], unanswered: 0, receipt });
    expect(play(paid, { type: "nextCustomer", basketId: "bsk_2" })).toEqual(freshTill("bsk_2"));
  });

  test("an empty basket has no tender", () => {
    expect(play(freshTill("bsk_1"), { type: "tenderOpened" }).screen).toBe("items");
  });
});

describe("V3: an attempt that is out", () => {
  test("V3: a second code changes nothing", () => {
    const second: TillAction = { type: "attemptMade", attempt: anAttempt({ idempotencyKey: "key_2" }) };
    expect(play(charging, second)).toBe(charging);
  });

  test.each<TillAction>([
    { type: "linesChanged", lines: [] },
    { type: "quantitySet", barcode: "6901234567892", quantity: 5 },
    { type: "tenderLeft" },
    { type: "tenderOpened" },
    { type: "nextCustomer", basketId: "bsk_2" },
  ])("V3: %p does not let go of it", (action) => {
    expect(play(charging, action)).toBe(charging);
  });

  test("V3: an unknown result keeps key and code, and is counted", () => {
    const unknown: TillAction = { type: "resultUnknown", idempotencyKey: "key_1" };
    expect(play(charging, unknown, unknown)).toEqual({ ...charging, unanswered: 2 });
  });

  test("the answer of another attempt is not its own", () => {
    expect(play(charging, refused("PAYMENT_CODE_SPENT", "key_0"))).toBe(charging);
    expect(play(charging, { type: "attemptPaid", receipt: { basketId: "bsk_0" } })).toBe(charging);
  });
});

describe("a payment that waits", () => {
  const waiting = { merchantTradeId: "bsk_1-1", waitsFor: "PAYER" } as const;
  const awaited: TillAction = { type: "payerAwaited", idempotencyKey: "key_1", waiting };

  test("P4: it can be given up, and only then", () => {
    expect(play(charging, { type: "attemptGivenUp" })).toBe(charging);
    expect(play(charging, awaited, { type: "attemptGivenUp" })).toEqual({ ...charging, waiting, isGivenUp: true });
  });

  test("its end leaves nothing of it", () => {
    const ended = play(charging, awaited, { type: "attemptGivenUp" }, refused("PAYMENT_NOT_COMPLETED"));
    expect([ended.screen, ended.waiting, ended.isGivenUp]).toEqual(["tender", undefined, undefined]);
  });

  test("the word of another attempt is not its own", () => {
    expect(play(charging, { ...awaited, idempotencyKey: "key_0" })).toBe(charging);
  });
});

describe("a refusal", () => {
  test.each([
    ["PAYMENT_CODE_SPENT", "tender"],
    ["PAYMENT_CODE_EXPIRED", "tender"],
    ["BALANCE_INSUFFICIENT", "tender"],
    ["STOCK_INSUFFICIENT", "items"],
    ["BASKET_CHANGED", "items"],
    ["A_REASON_OF_TOMORROW", "tender"],
  ] as const)("P10: after %s the cashier is at %s, and the key and the code are gone", (reason, screen) => {
    const state = play(charging, refused(reason));
    expect(state).toEqual({
      screen,
      basketId: "bsk_1",
      lines: [aLine()],
      unanswered: 0,
      refusal: { reason, detail: "…" },
    });
  });

  test("V3: after one that was released the cashier is at the tender, whatever its reason", () => {
    const refusal = { reason: "BASKET_NOT_OPEN", detail: "…", isReleased: true } as const;
    const state = play(charging, { type: "attemptRefused", idempotencyKey: "key_1", refusal });
    expect([state.screen, state.refusal, state.attempt]).toEqual(["tender", refusal, undefined]);
  });

  test("what the shelf has is noted at the line", () => {
    const learned: TillAction = { type: "stockLearned", barcode: aLine().barcode, available: 0 };
    const { lines } = play(charging, refused("STOCK_INSUFFICIENT"), learned);
    expect(lines).toEqual([aLine({ available: 0 })]);
    expect(lines.map(isShort)).toEqual([true]);
  });

  test("a new code after it is a new attempt", () => {
    const again = anAttempt({ idempotencyKey: "key_2", paymentCode: "281234567800000002" });
    const state = play(charging, refused("PAYMENT_CODE_SPENT"), { type: "attemptMade", attempt: again });
    expect(state).toEqual({ ...charging, attempt: again });
  });
});

describe("the server's prices", () => {
  const priced = (minorUnits: string, basketId = "bsk_1"): TillAction => ({
    type: "linesPriced",
    basketId,
    prices: new Map([[aLine().barcode, { minorUnits, currencyCode: "CNY" }]]),
  });

  test("replace those of the scan", () => {
    expect(play(ringing, priced("600")).lines).toEqual([
      aLine({ unitPrice: { minorUnits: "600", currencyCode: "CNY" } }),
    ]);
  });

  test("change nothing where they are the same, for another basket, or while an attempt is out", () => {
    expect(play(ringing, priced("550"))).toBe(ringing);
    expect(play(ringing, priced("600", "bsk_0"))).toBe(ringing);
    expect(play(charging, priced("600"))).toBe(charging);
  });
});

describe("the basket", () => {
  test("the same item twice is one line of two, at the present price", () => {
    const dearer = aLine({ unitPrice: { minorUnits: "600", currencyCode: "CNY" } });
    expect(addItem([aLine()], dearer)).toEqual([{ ...dearer, quantity: 2 }]);
  });

  test("its bounds are PutBasket's", () => {
    expect(addItem([aLine({ quantity: MAX_QUANTITY })], aLine())).toBe("lineLimit");
    const full = Array.from({ length: MAX_LINES }, (_, index) => aLine({ barcode: String(index) }));
    expect(addItem(full, aLine())).toBe("basketLimit");
    expect(setQuantity([aLine()], aLine().barcode, 1000)[0]?.quantity).toBe(MAX_QUANTITY);
  });

  test("a quantity of zero removes the line", () => {
    expect(setQuantity([aLine(), aLine({ barcode: "2" })], "2", 0)).toEqual([aLine()]);
    expect(pieces([aLine({ quantity: 3 }), aLine()])).toBe(4);
  });
});
