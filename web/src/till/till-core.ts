import type { CouponQuote, QuoteCouponRequest } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import type { Basket, Item, PutBasketRequest } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Json } from "../api/json.ts";
import { type Observable, observable } from "../api/observable.ts";
import { ApiProblem } from "../api/problem.ts";
import type { Stored } from "../api/stored.ts";
import type { TextKey } from "../i18n/zh.ts";
import { amountOf } from "../money/amount.ts";
import { scannedLines, type TillLine } from "./basket.ts";
import { memberOf } from "./benefits.ts";
import type { OfflinePorts } from "./offline/sell-offline.ts";
import { basketSaver, type SaveState } from "./save-basket.ts";
import type { SettlePorts } from "./settle-attempt.ts";
import { freshTill, type TillAction, type TillState, tillReducer } from "./till-state.ts";

/** Something to tell the cashier for a moment: one of our texts, an item's name, or the platform's own words. */
export interface Notice {
  tone: "good" | "bad";
  text?: TextKey;
  parameters?: Record<string, string | number>;
  names?: { name: string; nameEn: string };
  detail?: string;
}

/** What a till needs of the world. */
export interface TillPorts extends Pick<SettlePorts, "checkOutBasket" | "getBasket" | "getReceipt" | "reverseTrade"> {
  storeId: string;
  tillId: string;
  store: Stored<TillState>;
  findItem(barcode: string): Promise<Json<Item>>;
  putBasket(request: Json<PutBasketRequest>): Promise<Json<Basket>>;
  /** What a coupon would do for an amount. Rejects with marketing's reasons. */
  quoteCoupon(request: Json<QuoteCouponRequest>): Promise<Json<CouponQuote>>;
  /** What the till needs to sell without a network. */
  offline: OfflinePorts;
  mintKey(): string;
  mintBasketId(): string;
  /** Resolves after the span. */
  sleep(spanMs: number): Promise<void>;
  notify(notice: Notice): void;
}

/** The state of a till, its copy in the browser's storage and its copy on the server. */
export interface TillCore {
  ports: TillPorts;
  state: Observable<TillState>;
  saved: Observable<SaveState>;
  /** Takes an action: stores the state first, then shows it and has the lines sent. */
  act(action: TillAction): void;
  /** Has the basket sent again, though its lines are the same: its prices may not be. */
  saveAgain(): void;
  /** Resolves when the server has the basket as it is shown. */
  flush(): Promise<void>;
}

interface Snapshot {
  basketId: string;
  lines: readonly TillLine[];
  /** A member's code that is to be read with it. */
  memberCode: string | undefined;
}

/** How long a change waits for the next one before the basket is sent; after failures longer, up to 10 s. */
const savePauseMs = (failures: number): number => (failures === 0 ? 250 : Math.min(10_000, 1000 * 2 ** (failures - 1)));

const pricesOf = (basket: Json<Basket>) =>
  new Map((basket.lines ?? []).map((line) => [line.barcode ?? "", amountOf(line.unitPrice)]));

const isAboutMember = (error: unknown): error is ApiProblem =>
  error instanceof ApiProblem && error.problem.reason.startsWith("MEMBER_");

/** Sends the basket. A member's code that is refused takes nothing with it: the basket is sent without. */
const putSnapshot = async (
  ports: TillPorts,
  { basketId, lines, memberCode }: Snapshot,
  onRefused: (refusal: Extract<TillAction, { type: "memberRefused" }>) => void,
): Promise<Json<Basket>> => {
  const { storeId, tillId } = ports;
  const request = { basketId, storeId, tillId, lines: scannedLines(lines) };
  try {
    return await ports.putBasket({ ...request, ...(memberCode && { memberCode }) });
  } catch (error) {
    if (!memberCode || !isAboutMember(error)) throw error;
    onRefused({ type: "memberRefused", memberCode });
    ports.notify({ tone: "bad", detail: error.problem.detail || error.problem.reason });
    return ports.putBasket(request);
  }
};

/** What changes the basket that the server is to have. */
const CHANGES: ReadonlySet<TillAction["type"]> = new Set([
  ...(["linesChanged", "quantitySet", "memberScanned", "memberRemoved"] as const),
]);

/** The core of a till: where it was left, or with an empty basket. */
export const tillCore = (ports: TillPorts): TillCore => {
  const state = observable<TillState>(ports.store.read() ?? freshTill(ports.mintBasketId()));
  const saved = observable<SaveState>("saved");

  const saver = basketSaver<Snapshot>({
    put: async (snapshot) => {
      const { basketId, memberCode } = snapshot;
      const basket = await putSnapshot(ports, snapshot, (refusal) => act(refusal));
      act({ type: "linesPriced", basketId, prices: pricesOf(basket) });
      act({ type: "memberRead", basketId, memberCode, member: memberOf(basket.member) });
    },
    pause: (failures) => ports.sleep(savePauseMs(failures)),
    onState: saved.set,
    onRefused: ({ problem }) => {
      // While an attempt is out the basket is not open, and what becomes of it is told by the attempt.
      if (["charging", "paid", "sold"].includes(state.get().screen)) return;
      ports.notify({ tone: "bad", detail: problem.detail || problem.reason });
    },
  });

  const saveAgain = (): void => {
    const { basketId, lines, memberCode } = state.get();
    saver.changed({ basketId, lines, memberCode });
  };

  const act = (action: TillAction): void => {
    const next = tillReducer(state.get(), action);
    if (next === state.get()) return;
    ports.store.write(next);
    state.set(next);
    if (CHANGES.has(action.type)) saveAgain();
  };

  if (state.get().lines.length > 0 || state.get().memberCode) saveAgain();
  return { ports, state, saved, act, saveAgain, flush: saver.flush };
};
