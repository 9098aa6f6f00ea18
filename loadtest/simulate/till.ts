import type { Trade } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { MERCHANT, STORE, type TillLine } from "./till-line.ts";

/** Of these there is plenty. */
const BARCODES = ["6902856001016", "6921459003050", "6907992010076", "6932723004116"] as const;
const SCARCE = "6971016022277";

type Deed = (typeof DEEDS)[number];
const DEEDS = ["checkOut", "repeat", "meddle", "pay", "authorize", "resolve", "refund", "create", "look"] as const;
const WEIGHTS: Readonly<Record<Deed, number>> = {
  ...{ checkOut: 30, repeat: 10, meddle: 5, pay: 8, authorize: 7, resolve: 8, refund: 16, create: 5, look: 8 },
};

/** A cashier's till, and whoever else calls: does one thing after another, impatiently, and repeats itself when the line drops. */
export class Till {
  readonly #line: TillLine;

  constructor(line: TillLine) {
    this.#line = line;
  }

  /** Works until the market closes. */
  async work(): Promise<void> {
    const { time, dice } = this.#line.world;
    while (this.#line.world.isOpen) {
      await this.#do(dice.weighted(WEIGHTS));
      await time.sleep(dice.exponential(this.#line.world.thinkMs), `${this.#line.name} turns to the next`);
    }
  }

  #do(deed: Deed): Promise<unknown> {
    switch (deed) {
      case "checkOut":
        return this.#checkOut();
      case "repeat":
        return this.#repeat();
      case "meddle":
        return this.#meddle();
      case "pay":
        return this.#pay("payTrade");
      case "authorize":
        return this.#pay("authorizeTrade");
      case "resolve":
        return this.#resolve();
      case "refund":
        return this.#refund();
      case "create":
        return this.#create();
      case "look":
        return this.#look();
    }
  }

  /** A basket from the first scan to the receipt. */
  async #checkOut(): Promise<void> {
    const { dice } = this.#line.world;
    const basketId = `bsk_${this.#line.newName()}`;
    const lines = () =>
      Array.from({ length: dice.between(1, 3) }, () => ({
        ...{ barcode: dice.chance(0.04) ? SCARCE : dice.pick(BARCODES), quantity: dice.between(1, 2) },
      }));
    const basket = { basketId, storeId: STORE, tillId: this.#line.name };
    const put = await this.#line.insist(this.#line.call("supermarket", "putBasket", { ...basket, lines: lines() }));
    if (!("answer" in put)) return;
    if (dice.chance(0.2))
      await this.#line.tell(this.#line.call("supermarket", "putBasket", { ...basket, lines: lines() }));
    if (dice.chance(0.03)) await this.#line.tell(this.#line.call("supermarket", "voidBasket", { basketId }));
    const rounds = dice.chance(0.2) ? 2 : 1;
    for (let round = 0; round < rounds; round++) {
      const paymentCode = await this.#line.code();
      if (!paymentCode) return;
      const checkOut = this.#line.call(
        "supermarket",
        "checkOutBasket",
        { basketId, paymentCode },
        this.#line.newName(),
      );
      const isLate = dice.chance(0.12);
      if (isLate) await this.#line.world.time.sleep(dice.between(55_000, 61_000), "a shopper takes a minute");
      if (isLate || dice.chance(0.1)) void this.#line.insist(checkOut);
      if (dice.chance(0.05)) void this.#line.tell(this.#line.call("supermarket", "voidBasket", { basketId }));
      const told = await this.#line.insist(checkOut);
      if ("answer" in told) return this.#line.remember(this.#line.world.paid, await this.#query(told.answer as Trade));
    }
  }

  async #query({ tradeId }: Trade): Promise<Trade | undefined> {
    const told = await this.#line.tell(
      this.#line.call("payments", "queryTrade", { merchantId: MERCHANT, tradeId, merchantTradeId: "" }),
    );
    return "answer" in told ? (told.answer as Trade) : undefined;
  }

  async #pay(method: "payTrade" | "authorizeTrade"): Promise<void> {
    const { dice, paid, held } = this.#line.world;
    const claim = this.#claim();
    if (dice.chance(0.2))
      await this.#line.tell(this.#line.call("payments", "createTrade", { ...claim, lifetimeS: 60 }));
    const paymentCode = await this.#line.code();
    if (!paymentCode) return;
    const pay = this.#line.call("payments", method, { ...claim, paymentCode }, this.#line.newName());
    if (dice.chance(0.15)) void this.#line.tell(pay);
    if (dice.chance(0.1))
      void this.#line.tell(this.#line.call("payments", method, { ...claim, paymentCode }, this.#line.newName()));
    const told = await this.#line.insist(pay);
    if ("answer" in told) this.#line.remember(method === "payTrade" ? paid : held, told.answer as Trade);
  }

  /** Captures a held trade, a part of it, or gives it up: sometimes both at once. */
  async #resolve(): Promise<void> {
    const { dice, held, paid } = this.#line.world;
    const trade = held.length > 0 ? dice.pick(held) : undefined;
    if (!trade) return;
    const { tradeId, amount } = trade;
    const part = { minorUnits: BigInt(dice.between(1, Number(amount!.minorUnits))), currencyCode: "CNY" };
    const capture = this.#line.call("payments", "captureTrade", {
      ...{ merchantId: MERCHANT, tradeId, amount: dice.chance(0.5) ? part : undefined },
    });
    const close = this.#line.call("payments", "closeTrade", { merchantId: MERCHANT, tradeId, merchantTradeId: "" });
    if (dice.chance(0.2)) void this.#line.tell(dice.chance(0.5) ? close : capture);
    const told = await this.#line.insist(dice.chance(0.75) ? capture : close);
    if ("answer" in told) this.#line.remember(paid, told.answer as Trade);
  }

  /** A part, or all, or more than all; twice under one id; two at once. */
  async #refund(): Promise<void> {
    const { dice, paid } = this.#line.world;
    const trade = paid.length > 0 ? dice.pick(paid) : undefined;
    if (!trade?.paidAmount) return;
    const whole = Number(trade.paidAmount.minorUnits);
    const refund = () => {
      const minorUnits = BigInt(dice.chance(0.5) ? whole : dice.between(1, whole + 1));
      const merchantRefundId = dice.chance(0.1) ? `r-${trade.tradeId}` : `r-${this.#line.newName()}`;
      const amount = { minorUnits, currencyCode: "CNY" };
      const of = { merchantId: MERCHANT, tradeId: trade.tradeId, merchantTradeId: "" };
      return this.#line.call("payments", "refundTrade", { ...of, merchantRefundId, amount, refundReason: "" });
    };
    if (dice.chance(0.4)) void this.#line.insist(refund());
    await this.#line.insist(refund());
  }

  async #create(): Promise<void> {
    const { dice } = this.#line.world;
    const claim = this.#claim();
    await this.#line.tell(this.#line.call("payments", "createTrade", { ...claim, lifetimeS: 60 }));
    if (dice.chance(0.3)) return;
    const { merchantId, merchantTradeId } = claim;
    await this.#line.insist(this.#line.call("payments", "closeTrade", { merchantId, merchantTradeId, tradeId: "" }));
  }

  async #look(): Promise<void> {
    const { dice, paid } = this.#line.world;
    const who = this.#line.shopper();
    if (dice.chance(0.3)) await this.#line.tell({ ...this.#line.call("payments", "getWallet", {}), caller: who });
    if (dice.chance(0.3))
      await this.#line.tell({
        ...this.#line.call("payments", "listWalletTrades", { pageSize: 5, pageToken: "" }),
        caller: who,
      });
    const trade = paid.length > 0 && dice.pick(paid);
    if (trade) await this.#query(trade);
  }

  /** Comes back to an earlier call, as it was: a till that was restarted, a shopper who presses again. */
  async #repeat(): Promise<void> {
    const { dice, past } = this.#line.world;
    if (past.length > 0) await this.#line.tell(dice.pick(past));
  }

  /** Another request under an earlier key. */
  async #meddle(): Promise<void> {
    const { dice, past } = this.#line.world;
    const call = past.length > 0 ? dice.pick(past) : undefined;
    const request = call?.request as { amount?: { minorUnits: bigint; currencyCode: string }; paymentCode?: string };
    if (!call) return;
    if (request.amount)
      await this.#line.tell({
        ...call,
        request: { ...request, amount: { ...request.amount, minorUnits: request.amount.minorUnits + 1n } },
      });
    else if (request.paymentCode)
      await this.#line.tell({ ...call, request: { ...request, paymentCode: await this.#line.code() } });
  }

  #claim() {
    const minorUnits = BigInt(this.#line.world.dice.between(1, 3_000));
    const amount = { minorUnits, currencyCode: "CNY" };
    return {
      merchantId: MERCHANT,
      storeId: STORE,
      merchantTradeId: `t-${this.#line.newName()}`,
      amount,
      subject: "simulated",
    };
  }
}
