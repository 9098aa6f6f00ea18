import { type Observable, observable } from "../api/observable.ts";
import type { Stored } from "../api/stored.ts";
import type { TextKey } from "../i18n/zh.ts";
import { readScan } from "../scanner/read-scan.ts";
import { wakeable } from "../ui/wakeable.ts";
import { amountOfTyped } from "./amount-entry.ts";
import {
  type DeskAction,
  type DeskState,
  deskReducer,
  freshDesk,
  type OrderDetails,
  type OrderKind,
} from "./desk-state.ts";
import { type FollowPorts, followOrder, pauseMs } from "./follow-order.ts";

/** Something to tell for a moment. */
export interface DeskNotice {
  tone: "good" | "bad";
  text: TextKey;
}

/** What a desk needs of the world. */
export interface DeskPorts extends Pick<FollowPorts, "sendOrder" | "queryTrade" | "reverseTrade"> {
  store: Stored<DeskState>;
  /** Whether there is certainly no network. */
  isOffline(): boolean;
  mintKey(): string;
  mintTradeId(): string;
  /** What payers read on their bills. */
  subject(): string;
  sleep(spanMs: number): Promise<void>;
  notify(notice: DeskNotice): void;
}

/** A collecting desk at work. Its state is stored before anything that follows from it is sent. */
export interface Desk {
  state: Observable<DeskState>;
  act(action: DeskAction): void;
  /** Takes the typed amount: to the ways to pay, or at once where the payer's code was scanned before (Y10). */
  takeAmount(): void;
  /** Takes what was scanned or typed: a payment code, before or after the amount. */
  scan(text: string): void;
  /** A code that was heard. */
  hear(paymentCode: string): void;
  /** Shows a code that the payer scans. */
  showQr(): void;
  /** Records what the desk took in by itself: cash, or a card at another terminal. */
  record(kind: "cash" | "card", details: OrderDetails): void;
  /** Takes the order back, unless it turns out to be paid. */
  giveUp(): void;
  /** Asks now, not later: after a reload, on a live event, where somebody presses for it. */
  resume(): void;
  /** Takes the state that another tab of the same desk has stored. */
  adopt(): void;
}

/** The desk's state: stored first, then shown. */
const deskCore = (ports: DeskPorts) => {
  const state = observable<DeskState>(ports.store.read() ?? freshDesk());
  const act = (action: DeskAction): void => {
    const next = deskReducer(state.get(), action);
    if (next === state.get()) return;
    ports.store.write(next);
    state.set(next);
  };
  return { state, act };
};

type Core = ReturnType<typeof deskCore>;

/** Follows one order at a time, and can be told to hurry. */
const follower = (ports: DeskPorts, { state, act }: Core) => {
  const patience = wakeable(ports.sleep);
  let following = false;
  return (): void => {
    patience.wake();
    if (following) return;
    following = true;
    const { sendOrder, queryTrade, reverseTrade } = ports;
    const pause = (times: number) => patience.pause(pauseMs(times));
    void followOrder({ sendOrder, queryTrade, reverseTrade, pause, state: state.get, act }).finally(() => {
      following = false;
    });
  };
};

/** Makes orders of the typed amount, one at a time. */
const orderMaker =
  (ports: DeskPorts, { state, act }: Core, resume: () => void) =>
  (kind: OrderKind, details: OrderDetails = {}): void => {
    const amount = state.get().amount ?? amountOfTyped(state.get().typed);
    if (!amount || state.get().screen === "order" || state.get().screen === "done") return;
    if (ports.isOffline()) {
      ports.notify({ tone: "bad", text: "tillOfflineNoCharge" });
      return;
    }
    const ids = { merchantTradeId: ports.mintTradeId(), idempotencyKey: ports.mintKey() };
    act({ type: "orderMade", order: { kind, ...ids, amount, subject: ports.subject(), ...details } });
    resume();
  };

type OrderMaker = ReturnType<typeof orderMaker>;

/** What a scan means depends on the screen: with an amount it is charged, before one it waits for it (Y10). */
const takeScan = (ports: DeskPorts, { state, act }: Core, order: OrderMaker, text: string): void => {
  const { screen } = state.get();
  if (screen === "order" || screen === "done") return;
  const read = readScan("payment-code", text);
  if (read.kind !== "payment-code") ports.notify({ tone: "bad", text: "scanNotPaymentCode" });
  else if (screen === "take") order("barcode", { paymentCode: read.paymentCode });
  else {
    act({ type: "codeCameEarly", paymentCode: read.paymentCode });
    ports.notify({ tone: "good", text: "collectCodeEarly" });
  }
};

/** Opens the desk where it was left, and goes on with an order that is out. */
export const openDesk = (ports: DeskPorts): Desk => {
  const core = deskCore(ports);
  const { state, act } = core;
  const resume = follower(ports, core);
  const order = orderMaker(ports, core, resume);

  const takeAmount = (): void => {
    const { typed, earlyCode } = state.get();
    const amount = amountOfTyped(typed);
    if (!amount) return;
    if (earlyCode) order("barcode", { paymentCode: earlyCode });
    else act({ type: "amountTaken", amount });
  };

  if (state.get().screen === "order") resume();
  return {
    ...{ state, act, takeAmount, resume },
    scan: (text) => takeScan(ports, core, order, text),
    hear: (paymentCode) => {
      if (state.get().screen === "take") order("sound", { paymentCode });
    },
    showQr: () => order("qr"),
    record: order,
    giveUp: () => {
      act({ type: "orderGivenUp" });
      resume();
    },
    adopt: () => state.set(ports.store.read() ?? state.get()),
  };
};
