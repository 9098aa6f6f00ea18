import { setTimeout as pause } from "node:timers/promises";
import { type HttpAnswer, type HttpCaller, signIn } from "../../kernel/harness/http-client.ts";

const RETRY_PAUSE_MS = 100;
/** Access that a restart has made nobody's, or a process that is not there, says nothing about a vend. */
const isAnswer = ({ status, body }: HttpAnswer): boolean => status < 500 && status !== 401 && !body.retryable;

/** The metal part: gives an item out for a vend, or jams. It does each vend id once, and never after its time. */
class Dispenser {
  /** What came out, by the vend: each at most once. */
  readonly given = new Set<string>();
  readonly jammed = new Set<string>();

  dispense(vendOrderId: string, startBy: Date, jams: boolean): "given" | "jammed" {
    if (this.given.has(vendOrderId)) return "given";
    const isLate = new Date() > startBy;
    if (jams || isLate || this.jammed.has(vendOrderId)) {
      this.jammed.add(vendOrderId);
      return "jammed";
    }
    this.given.add(vendOrderId);
    return "given";
  }
}

/** The demo store's unattended kiosk as a program (Y7): every call is sent again, as it was, until it is answered; so it outlives any process behind the door. */
export class VendingMachine {
  readonly dispenser = new Dispenser();
  readonly #address: string;
  readonly #barcode: string;
  #kiosk: HttpCaller | undefined;
  #payer: HttpCaller | undefined;

  constructor(address: string, barcode: string) {
    this.#address = address;
    this.#barcode = barcode;
  }

  choose(vendOrderId: string): Promise<HttpAnswer> {
    return this.#ask("choose-vend-item", { vendOrderId, barcode: this.#barcode });
  }

  /** Paid by the code of the moment: where a code ran out, the payer shows the next one. Where it was paid by a call whose answer was lost, there is nothing to pay. */
  async pay(vendOrderId: string): Promise<HttpAnswer> {
    for (;;) {
      const code = await this.#untilAnswered(async () =>
        (await this.#asPayer()).post("/v1/payments/issue-payment-code", {}),
      );
      if (code.status === 200) {
        const paid = await this.#ask("pay-vend-order", { vendOrderId, paymentCode: code.body.paymentCode });
        if (paid.body.reason === "VEND_ORDER_NOT_PAYABLE") return this.look(vendOrderId);
        if (paid.body.reason !== "PAYMENT_CODE_EXPIRED") return paid;
      }
      await pause(RETRY_PAUSE_MS);
    }
  }

  start(vendOrderId: string): Promise<HttpAnswer> {
    return this.#ask("start-vend", { vendOrderId });
  }

  /** What the dispenser did, told to the platform. */
  report(vendOrderId: string): Promise<HttpAnswer> {
    return this.dispenser.given.has(vendOrderId)
      ? this.confirm(vendOrderId)
      : this.#ask("report-vend-failure", { vendOrderId, failure: "VEND_FAILURE_JAMMED" });
  }

  /** Says that the item is out, whatever the dispenser did. */
  confirm(vendOrderId: string): Promise<HttpAnswer> {
    return this.#ask("confirm-vended", { vendOrderId });
  }

  look(vendOrderId: string): Promise<HttpAnswer> {
    return this.#untilAnswered(async () =>
      (await this.#asKiosk()).get(`/v1/supermarket/get-vend-order?vendOrderId=${vendOrderId}`),
    );
  }

  /** What the payer has, in fen. */
  async balance(): Promise<bigint> {
    const { body } = await this.#untilAnswered(async () => (await this.#asPayer()).get("/v1/payments/get-wallet"));
    return BigInt(body.available.minorUnits);
  }

  /** From the choice to the end, whatever becomes of the platform meanwhile. `jams`: whether the item gets stuck. */
  async vend(vendOrderId: string, jams: boolean): Promise<void> {
    await this.choose(vendOrderId);
    const paid = await this.pay(vendOrderId);
    if (paid.status !== 200) throw new Error(`${vendOrderId}: ${JSON.stringify(paid.body)}`);
    const started = await this.start(vendOrderId);
    if (started.status !== 200) throw new Error(`${vendOrderId}: ${JSON.stringify(started.body)}`);
    this.dispenser.dispense(vendOrderId, new Date(started.body.startByTime), jams);
    await this.report(vendOrderId);
  }

  async #asKiosk(): Promise<HttpCaller> {
    this.#kiosk ??= await signIn(this.#address, "kiosk1");
    return this.#kiosk;
  }

  async #asPayer(): Promise<HttpCaller> {
    this.#payer ??= await signIn(this.#address, "shopper1");
    return this.#payer;
  }

  #ask(call: string, body: object): Promise<HttpAnswer> {
    return this.#untilAnswered(async () => (await this.#asKiosk()).post(`/v1/supermarket/${call}`, body));
  }

  async #untilAnswered(send: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
    for (;;) {
      // A line that broke, or a sign-in that did: sent again.
      const answer = await send().catch(() => undefined);
      if (answer && isAnswer(answer)) return answer;
      await pause(RETRY_PAUSE_MS);
    }
  }
}
