import { setTimeout as pause } from "node:timers/promises";
import { signIn } from "../../kernel/harness/http-client.ts";
import { openTill, readShelf, type Sale, type Till } from "./till.ts";

/** Where sales go, by the till and the shopper who pays there. */
const SHOPPERS = ["shopper1", "shopper2"];
const RETRY_PAUSE_MS = 100;

/** What a till may hear while processes come and go; anything else is a fault of ours. */
const INTERRUPTED = /fetch failed|terminated|aborted|timeout|^(429|5\d\d) /i;

interface KeptReceipt {
  readonly tradeId: string;
  readonly total: { readonly minorUnits: string };
}

/**
 * A store's tills under load while the platform behind them is broken on purpose. A till keeps every sale that it began, and sends it again with the same
 * basket and key until it is answered, as tills do; so what was answered can be held against what is kept.
 */
export interface ShopFloor {
  /** Answered sales, by basket. */
  readonly receipts: ReadonlyMap<string, KeptReceipt>;
  /** Sales that were refused for good, with the reason. */
  readonly refusals: readonly string[];
  /** Sells at every till until told to stop; what is not answered by then stays open. `address`: where the platform answers now. */
  sell(address: string, until: AbortSignal): Promise<void>;
  /** Finishes what is open. @throws where a sale is still not answered after `withinMs` */
  settle(address: string, withinMs?: number): Promise<void>;
  /** What does not agree, in words: money gone against receipts, held money, receipts lost, changed or doubled. Call it when nothing is open. */
  check(address: string): Promise<string[]>;
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

const walletOf = async (address: string, login: string): Promise<{ available: bigint; held: bigint }> => {
  const { body } = await (await signIn(address, login)).get("/v1/payments/get-wallet");
  return { available: BigInt(body.available?.minorUnits ?? "0"), held: BigInt(body.held?.minorUnits ?? "0") };
};

const walletsOf = (address: string) => Promise.all(SHOPPERS.map((login) => walletOf(address, login)));

class Floor implements ShopFloor {
  readonly receipts = new Map<string, KeptReceipt>();
  readonly refusals: string[] = [];
  readonly #open = new Map<string, Sale>();
  readonly #tillCount: number;
  readonly #fundsAtFirst: bigint;
  #barcode = "";
  #tills: { readonly address: string; readonly tills: readonly Till[] } | undefined;

  constructor(tillCount: number, fundsAtFirst: bigint) {
    this.#tillCount = tillCount;
    this.#fundsAtFirst = fundsAtFirst;
  }

  async open(address: string): Promise<void> {
    await this.#tillsAt(address);
  }

  async sell(address: string, until: AbortSignal): Promise<void> {
    const tills = await this.#tillsAt(address);
    await Promise.all(
      tills.map(async (till) => {
        while (!until.aborted) {
          const sale = till.newSale();
          this.#open.set(sale.basketId, sale);
          while (!until.aborted && !(await this.#try(till, sale))) await pause(RETRY_PAUSE_MS);
        }
      }),
    );
  }

  async settle(address: string, withinMs = 60_000): Promise<void> {
    const tills = await this.#tillsAt(address);
    const timeout = AbortSignal.timeout(withinMs);
    const settleOne = async (till: Till, sale: Sale): Promise<void> => {
      while (!(await this.#try(till, sale))) {
        if (timeout.aborted) throw new Error(`the sale ${sale.basketId} is not answered after ${withinMs} ms`);
        await pause(RETRY_PAUSE_MS);
      }
    };
    const sales = [...this.#open.values()];
    await Promise.all(
      tills.map(async (till, index) => {
        for (const sale of sales.filter((_, turn) => turn % tills.length === index)) await settleOne(till, sale);
      }),
    );
  }

  async check(address: string): Promise<string[]> {
    const wallets = await walletsOf(address);
    const [charged, held] = [
      this.#fundsAtFirst - sum(wallets.map((one) => one.available)),
      sum(wallets.map((one) => one.held)),
    ];
    const answered = sum([...this.receipts.values()].map(({ total }) => BigInt(total.minorUnits)));
    const found: string[] = [];
    if (held !== 0n) found.push(`${held} fen are still held`);
    if (charged !== answered) found.push(`the shoppers paid ${charged} fen, their receipts say ${answered}`);
    if (new Set([...this.receipts.values()].map(({ tradeId }) => tradeId)).size !== this.receipts.size)
      found.push("two receipts name one trade");
    return [...found, ...(await this.#changedReceipts(address))];
  }

  async #changedReceipts(address: string): Promise<string[]> {
    const [{ cashier }] = (await this.#tillsAt(address)) as [Till];
    const found: string[] = [];
    for (const [basketId, receipt] of this.receipts) {
      const { body } = await cashier.get(`/v1/supermarket/get-receipt?basketId=${basketId}`);
      if (JSON.stringify(body) !== JSON.stringify(receipt)) found.push(`the receipt of ${basketId} is gone or another`);
    }
    return found;
  }

  /** Devices stay from life to life: a wallet has five at most. */
  async #tillsAt(address: string): Promise<readonly Till[]> {
    if (this.#tills?.address !== address) {
      const open = (index: number) => openTill(address, `till-${index}`, SHOPPERS[index % SHOPPERS.length]);
      const tills = await Promise.all(Array.from({ length: this.#tillCount }, (_, index) => open(index)));
      const [{ cashier }] = tills as [Till];
      this.#barcode ||= (await readShelf(cashier)).find(({ available }) => available > 1_000)?.barcode ?? "";
      this.#tills = { address, tills };
    }
    return this.#tills.tills;
  }

  /** Sends one sale; true when it is answered for good. A refusal ends it: a code that ran out while the process was away, say. */
  async #try(till: Till, sale: Sale): Promise<boolean> {
    try {
      const put = await till.put(sale, [{ barcode: this.#barcode, quantity: 1 }]);
      if (put.status !== 200 && put.body.reason !== "BASKET_NOT_OPEN") return false;
      sale.paymentCode ||= await till.code();
      const answer = await till.checkOut(sale);
      // A token that a clock on the way finds old is no answer about the sale either.
      if (answer.status === 401 || (answer.status !== 200 && answer.body.retryable)) return false;
      if (answer.status === 200) this.receipts.set(sale.basketId, answer.body);
      else this.refusals.push(answer.body.reason);
      this.#open.delete(sale.basketId);
      return true;
    } catch (error) {
      if (INTERRUPTED.test((error as Error).message)) return false;
      throw error;
    }
  }
}

/** Opens the floor: its tills, and the shoppers' money at this moment, from which later checks count. */
export const openShopFloor = async (address: string, tillCount = 4): Promise<ShopFloor> => {
  const funds = sum((await walletsOf(address)).map(({ available }) => available));
  const floor = new Floor(tillCount, funds);
  await floor.open(address);
  return floor;
};
