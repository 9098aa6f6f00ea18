import type { Caller } from "../../kernel/auth/caller.ts";
import type { ClientFactory } from "../../kernel/contract/contract.ts";
import { ReasonError } from "../../kernel/errors/reason.ts";
import { PaymentsServiceDefinition, type Trade } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { SupermarketServiceDefinition } from "../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { ClientCall, Service, Told } from "./client-call.ts";
import type { Dice } from "./dice.ts";
import type { Oracle } from "./oracle.ts";
import type { VirtualTime } from "./virtual-time.ts";
import type { Weather } from "./weather.ts";

/** Of the demo data. */
export const MERCHANT = "mer_demomarket";
export const STORE = "str_demomarket1";
/** Where the merchant's own server hears of its trades. */
export const NOTIFY_URL = "http://shop.example/paid";
const SHOPPERS = ["usr_demoshopper1", "usr_demoshopper2"] as const;

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
  readonly weather: () => Weather;
}

const PAST = 400;
const REMEMBERED = 200;

type Clients = Record<Service, Record<string, (request: object, options: object) => Promise<unknown>>>;

/** A till's line to the services: makes its calls, repeats them with their keys, and tells the oracle every answer. */
export class TillLine {
  readonly name: string;
  readonly world: TillWorld;
  readonly #clients: Clients;
  readonly #cashier: Caller;
  #made = 0;

  constructor(name: string, clients: ClientFactory, world: TillWorld) {
    this.name = name;
    this.world = world;
    this.#cashier = { kind: "staff", id: `stf_${name}`, tenantId: MERCHANT, siteIds: [STORE], roles: ["cashier"] };
    this.#clients = {
      payments: clients(DEFINITIONS.payments),
      supermarket: clients(DEFINITIONS.supermarket),
    } as unknown as Clients;
  }

  /** One of the shoppers. */
  shopper(): Caller {
    return { kind: "user", id: this.world.dice.pick(SHOPPERS) };
  }

  /** A name that nobody else gives to anything. */
  newName(): string {
    this.#made += 1;
    return `${this.name}${String(this.#made).padStart(8, "0")}`;
  }

  /** A call as the till's cashier. */
  call(service: Service, method: string, request: object, key = ""): ClientCall {
    return { service, method, request: wholeOf(service, method, request), caller: this.#cashier, key };
  }

  /** Keeps a trade in mind for later deeds. */
  remember(trades: Trade[], trade: Trade | undefined): void {
    if (!trade) return;
    trades.push(trade);
    if (trades.length > REMEMBERED) trades.shift();
  }

  /** A shopper's code: mostly fresh, sometimes one that was used before. */
  async code(shopper: Caller = this.shopper()): Promise<string> {
    const { dice, past } = this.world;
    const used = (dice.pick(past.length > 0 ? past : [undefined])?.request as { paymentCode?: string } | undefined)
      ?.paymentCode;
    if (used && dice.chance(0.05)) return used;
    const issue = this.call("payments", "issuePaymentCode", { deviceId: "" });
    const told = await this.insist({ ...issue, caller: shopper });
    return "answer" in told ? (told.answer as { paymentCode: string }).paymentCode : "";
  }

  /** A code of another wallet, which its own party knows. */
  foreignCode(): string {
    const { dice } = this.world;
    return `13${String(dice.below(10 ** 8)).padStart(8, "0")}${String(dice.below(10 ** 8)).padStart(8, "0")}`;
  }

  /** Calls until it is told something, with the same key, as a till does; gives up in the end. */
  async insist(call: ClientCall): Promise<Told> {
    const { dice, time } = this.world;
    let told = await this.tell(call);
    for (let again = dice.between(0, 4); again > 0 && isUnknown(told); again--) {
      await time.sleep(dice.exponential(1_500), `${this.name} waits`);
      told = await this.tell(call);
    }
    return told;
  }

  /** Calls once. */
  async tell(call: ClientCall): Promise<Told> {
    const { past, oracle, note, outcomes } = this.world;
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
    note(`${this.name} ${method} ${key || ""}: ${outcome}`);
    // Whatever goes wrong in a service reaches a client as a reason.
    if ("error" in told && !(told.error instanceof ReasonError)) throw told.error;
    // Nothing of it came over the line: the till itself could not make the call.
    if ("error" in told && (told.error as Error).cause instanceof TypeError) throw (told.error as Error).cause;
    oracle.hear(call, told, began);
    return told;
  }
}

const DEFINITIONS = { payments: PaymentsServiceDefinition, supermarket: SupermarketServiceDefinition };

/** The request with everything that the deed does not say. */
const wholeOf = (service: Service, method: string, request: object): object => {
  const methods = DEFINITIONS[service].methods as Record<
    string,
    { requestType: { fromPartial(part: object): object } }
  >;
  return methods[method]!.requestType.fromPartial(request);
};

const isUnknown = (told: Told): boolean =>
  "error" in told && (told.error as { row?: { retryable: boolean } }).row?.retryable !== false;
