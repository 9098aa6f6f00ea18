import type { Basket, Item, PutBasketRequest } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Json } from "../api/json.ts";
import { type Observable, observable } from "../api/observable.ts";
import type { Stored } from "../api/stored.ts";
import type { TextKey } from "../i18n/zh.ts";
import { amountOf } from "../money/amount.ts";
import { scannedLines, type TillLine } from "./basket.ts";
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
}

/** How long a change waits for the next one before the basket is sent; after failures longer, up to 10 s. */
const savePauseMs = (failures: number): number => (failures === 0 ? 250 : Math.min(10_000, 1000 * 2 ** (failures - 1)));

const pricesOf = (basket: Json<Basket>) =>
  new Map((basket.lines ?? []).map((line) => [line.barcode ?? "", amountOf(line.unitPrice)]));

/** The core of a till: where it was left, or with an empty basket. */
export const tillCore = (ports: TillPorts): TillCore => {
  const state = observable<TillState>(ports.store.read() ?? freshTill(ports.mintBasketId()));
  const saved = observable<SaveState>("saved");

  const saver = basketSaver<Snapshot>({
    put: async ({ basketId, lines }) => {
      const { storeId, tillId } = ports;
      const basket = await ports.putBasket({ basketId, storeId, tillId, lines: scannedLines(lines) });
      act({ type: "linesPriced", basketId, prices: pricesOf(basket) });
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
    const { basketId, lines } = state.get();
    saver.changed({ basketId, lines });
  };

  const act = (action: TillAction): void => {
    const next = tillReducer(state.get(), action);
    if (next === state.get()) return;
    ports.store.write(next);
    state.set(next);
    if (action.type === "linesChanged" || action.type === "quantitySet") saveAgain();
  };

  if (state.get().lines.length > 0) saveAgain();
  return { ports, state, saved, act, saveAgain, flush: saver.flush };
};
