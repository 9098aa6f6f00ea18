import type { Caller } from "../../kernel/auth/caller.ts";
import type { ClientFactory } from "../../kernel/contract/contract.ts";
import { ReasonError } from "../../kernel/errors/reason.ts";
import { PaymentsServiceDefinition, type Trade } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { SupermarketServiceDefinition } from "../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Dice } from "./dice.ts";
import type { ClientCall, Oracle, Service, Told } from "./oracle.ts";
import type { VirtualTime } from "./virtual-time.ts";

const MERCHANT = "mer_demomarket";
const STORE = "str_demomarket1";
const SHOPPERS = ["usr_demoshopper1", "usr_demoshopper2"] as const;
/** Of these there is plenty. */
const BARCODES = ["6902856001016", "6921459003050", "6907992010076", "6932723004116"] as const;
const SCARCE = "6971016022277";
const cashier = (till: string): Caller => ({
  ...{ kind: "staff", id: `stf_${till}`, tenantId: MERCHANT, siteIds: [STORE], roles: ["cashier"] },
});
const shopper = (id: string): Caller => ({ kind: "user", id });

/** What all tills share: what they may repeat one day, and what they were told. */
export interface TillWorld {
  readonly time: VirtualTime;
  readonly dice: Dice;
  readonly oracle: Oracle;
  /** Calls that were made, for tills that come back to them. */
  readonly past: ClientCall[];
  /** Trades that a till knows to be paid or held. */
  readonly paid: Trade[];
  readonly held: Trade[];
  readonly note: (line: string) => void;
  /** Counts of what was told, for the summary. */
  readonly outcomes: Map<string, number>;
  isOpen: boolean;
  /** How long a till rests between two deeds, on the average. */
  thinkMs: number;
}

const PAST = 400;
const REMEMBERED = 200;

type Deed = (typeof DEEDS)[number];
const DEEDS = ["checkOut", "repeat", "meddle", "pay", "authorize", "resolve", "refund", "create", "look"] as const;
const WEIGHTS: Readonly<Record<Deed, number>> = {
  ...{ checkOut: 30, repeat: 10, meddle: 5, pay: 8, authorize: 7, resolve: 8, refund: 16, create: 5, look: 8 },
};

type Clients = Record<Service, Record<string, (request: object, options: object) => Promise<unknown>>>;

/** A cashier's till, and whoever else calls: does one thing after another, impatiently, and repeats itself when the line drops. */
export class Till {
  readonly #name: string;
  readonly #world: TillWorld;
  readonly #clients: Clients;
  #made = 0;

  constructor(name: string, clients: ClientFactory, world: TillWorld) {
    this.#name = name;
    this.#world = world;
    this.#clients = {
      payments: clients(PaymentsServiceDefinition),
      supermarket: clients(SupermarketServiceDefinition),
    } as unknown as Clients;
  }

  /** Works until the market closes. */
  async work(): Promise<void> {
    const { time, dice } = this.#world;
    while (this.#world.isOpen) {
      await this.#do(dice.weighted(WEIGHTS));
      await time.sleep(dice.exponential(this.#world.thinkMs), `${this.#name} turns to the next`);
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
    const { dice } = this.#world;
    const basketId = `bsk_${this.#newName()}`;
    const lines = () =>
      Array.from({ length: dice.between(1, 3) }, () => ({
        ...{ barcode: dice.chance(0.04) ? SCARCE : dice.pick(BARCODES), quantity: dice.between(1, 2) },
      }));
    const basket = { basketId, storeId: STORE, tillId: this.#name };
    const put = await this.#insist(this.#call("supermarket", "putBasket", { ...basket, lines: lines() }));
    if (!("answer" in put)) return;
    if (dice.chance(0.2)) await this.#tell(this.#call("supermarket", "putBasket", { ...basket, lines: lines() }));
    if (dice.chance(0.03)) await this.#tell(this.#call("supermarket", "voidBasket", { basketId }));
    const rounds = dice.chance(0.2) ? 2 : 1;
    for (let round = 0; round < rounds; round++) {
      const paymentCode = await this.#code();
      if (!paymentCode) return;
      const checkOut = this.#call("supermarket", "checkOutBasket", { basketId, paymentCode }, this.#newName());
      const isLate = dice.chance(0.12);
      if (isLate) await this.#world.time.sleep(dice.between(55_000, 61_000), "a shopper takes a minute");
      if (isLate || dice.chance(0.1)) void this.#insist(checkOut);
      if (dice.chance(0.05)) void this.#tell(this.#call("supermarket", "voidBasket", { basketId }));
      const told = await this.#insist(checkOut);
      if ("answer" in told) return this.#remember(this.#world.paid, await this.#query(told.answer as Trade));
    }
  }

  async #query({ tradeId }: Trade): Promise<Trade | undefined> {
    const told = await this.#tell(
      this.#call("payments", "queryTrade", { merchantId: MERCHANT, tradeId, merchantTradeId: "" }),
    );
    return "answer" in told ? (told.answer as Trade) : undefined;
  }

  async #pay(method: "payTrade" | "authorizeTrade"): Promise<void> {
    const { dice, paid, held } = this.#world;
    const claim = this.#claim();
    if (dice.chance(0.2)) await this.#tell(this.#call("payments", "createTrade", { ...claim, lifetimeS: 60 }));
    const paymentCode = await this.#code();
    if (!paymentCode) return;
    const pay = this.#call("payments", method, { ...claim, paymentCode }, this.#newName());
    if (dice.chance(0.15)) void this.#tell(pay);
    if (dice.chance(0.1)) void this.#tell(this.#call("payments", method, { ...claim, paymentCode }, this.#newName()));
    const told = await this.#insist(pay);
    if ("answer" in told) this.#remember(method === "payTrade" ? paid : held, told.answer as Trade);
  }

  /** Captures a held trade, a part of it, or gives it up: sometimes both at once. */
  async #resolve(): Promise<void> {
    const { dice, held, paid } = this.#world;
    const trade = held.length > 0 ? dice.pick(held) : undefined;
    if (!trade) return;
    const { tradeId, amount } = trade;
    const part = { minorUnits: BigInt(dice.between(1, Number(amount!.minorUnits))), currencyCode: "CNY" };
    const capture = this.#call("payments", "captureTrade", {
      ...{ merchantId: MERCHANT, tradeId, amount: dice.chance(0.5) ? part : undefined },
    });
    const close = this.#call("payments", "closeTrade", { merchantId: MERCHANT, tradeId, merchantTradeId: "" });
    if (dice.chance(0.2)) void this.#tell(dice.chance(0.5) ? close : capture);
    const told = await this.#insist(dice.chance(0.75) ? capture : close);
    if ("answer" in told) this.#remember(paid, told.answer as Trade);
  }

  /** A part, or all, or more than all; twice under one id; two at once. */
  async #refund(): Promise<void> {
    const { dice, paid } = this.#world;
    const trade = paid.length > 0 ? dice.pick(paid) : undefined;
    if (!trade?.paidAmount) return;
    const whole = Number(trade.paidAmount.minorUnits);
    const refund = () => {
      const minorUnits = BigInt(dice.chance(0.5) ? whole : dice.between(1, whole + 1));
      const merchantRefundId = dice.chance(0.1) ? `r-${trade.tradeId}` : `r-${this.#newName()}`;
      const amount = { minorUnits, currencyCode: "CNY" };
      const of = { merchantId: MERCHANT, tradeId: trade.tradeId, merchantTradeId: "" };
      return this.#call("payments", "refundTrade", { ...of, merchantRefundId, amount, refundReason: "" });
    };
    if (dice.chance(0.4)) void this.#insist(refund());
    await this.#insist(refund());
  }

  async #create(): Promise<void> {
    const { dice } = this.#world;
    const claim = this.#claim();
    await this.#tell(this.#call("payments", "createTrade", { ...claim, lifetimeS: 60 }));
    if (dice.chance(0.3)) return;
    const { merchantId, merchantTradeId } = claim;
    await this.#insist(this.#call("payments", "closeTrade", { merchantId, merchantTradeId, tradeId: "" }));
  }

  async #look(): Promise<void> {
    const { dice, paid } = this.#world;
    const who = shopper(dice.pick(SHOPPERS));
    if (dice.chance(0.3)) await this.#tell({ ...this.#call("payments", "getWallet", {}), caller: who });
    if (dice.chance(0.3))
      await this.#tell({ ...this.#call("payments", "listWalletTrades", { pageSize: 5, pageToken: "" }), caller: who });
    const trade = paid.length > 0 && dice.pick(paid);
    if (trade) await this.#query(trade);
  }

  /** Comes back to an earlier call, as it was: a till that was restarted, a shopper who presses again. */
  async #repeat(): Promise<void> {
    const { dice, past } = this.#world;
    if (past.length > 0) await this.#tell(dice.pick(past));
  }

  /** Another request under an earlier key. */
  async #meddle(): Promise<void> {
    const { dice, past } = this.#world;
    const call = past.length > 0 ? dice.pick(past) : undefined;
    const request = call?.request as { amount?: { minorUnits: bigint; currencyCode: string }; paymentCode?: string };
    if (!call) return;
    if (request.amount)
      await this.#tell({
        ...call,
        request: { ...request, amount: { ...request.amount, minorUnits: request.amount.minorUnits + 1n } },
      });
    else if (request.paymentCode)
      await this.#tell({ ...call, request: { ...request, paymentCode: await this.#code() } });
  }

  #claim() {
    const minorUnits = BigInt(this.#world.dice.between(1, 3_000));
    const amount = { minorUnits, currencyCode: "CNY" };
    return {
      merchantId: MERCHANT,
      storeId: STORE,
      merchantTradeId: `t-${this.#newName()}`,
      amount,
      subject: "simulated",
    };
  }

  /** A shopper's code: mostly fresh, sometimes one that was used before. */
  async #code(): Promise<string> {
    const { dice, past } = this.#world;
    const used = (dice.pick(past.length > 0 ? past : [undefined])?.request as { paymentCode?: string } | undefined)
      ?.paymentCode;
    if (used && dice.chance(0.05)) return used;
    const issue = this.#call("payments", "issuePaymentCode", { deviceId: "" });
    const told = await this.#insist({ ...issue, caller: shopper(dice.pick(SHOPPERS)) });
    return "answer" in told ? (told.answer as { paymentCode: string }).paymentCode : "";
  }

  #newName(): string {
    this.#made += 1;
    return `${this.#name}${String(this.#made).padStart(8, "0")}`;
  }

  #call(service: Service, method: string, request: object, key = ""): ClientCall {
    return { service, method, request, caller: cashier(this.#name), key };
  }

  #remember(trades: Trade[], trade: Trade | undefined): void {
    if (!trade) return;
    trades.push(trade);
    if (trades.length > REMEMBERED) trades.shift();
  }

  /** Calls until it is told something, with the same key, as a till does; gives up in the end. */
  async #insist(call: ClientCall): Promise<Told> {
    const { dice, time } = this.#world;
    let told = await this.#tell(call);
    for (let again = dice.between(0, 4); again > 0 && isUnknown(told); again--) {
      await time.sleep(dice.exponential(1_500), `${this.#name} waits`);
      told = await this.#tell(call);
    }
    return told;
  }

  async #tell(call: ClientCall): Promise<Told> {
    const { past, oracle, note, outcomes } = this.#world;
    const { service, method, request, caller, key } = call;
    if (past.length >= PAST) past.shift();
    if (method !== "issuePaymentCode") past.push(call);
    const began = oracle.begin();
    const told: Told = await this.#clients[service][method]!(request, {
      caller,
      idempotencyKey: key || undefined,
    }).then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    );
    const outcome = "answer" in told ? "ok" : ((told.error as { reason?: string }).reason ?? String(told.error));
    outcomes.set(`${method} ${outcome}`, (outcomes.get(`${method} ${outcome}`) ?? 0) + 1);
    note(`${this.#name} ${method} ${key || ""}: ${outcome}`);
    // Whatever goes wrong in a service reaches a client as a reason.
    if ("error" in told && !(told.error instanceof ReasonError)) throw told.error;
    oracle.hear(call, told, began);
    return told;
  }
}

const isUnknown = (told: Told): boolean =>
  "error" in told && (told.error as { row?: { retryable: boolean } }).row?.retryable !== false;
