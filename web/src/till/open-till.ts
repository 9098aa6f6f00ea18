import type { Item } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Amount, Json } from "../api/json.ts";
import type { Observable } from "../api/observable.ts";
import { ApiProblem } from "../api/problem.ts";
import type { TextKey } from "../i18n/zh.ts";
import { type Benefit, readBenefit } from "../scanner/read-benefit.ts";
import { readScan, type Scan } from "../scanner/read-scan.ts";
import { addItem, isShort, lineOf, type TillLine } from "./basket.ts";
import { isReading } from "./benefits.ts";
import { type OfflinePayment, sellOffline } from "./offline/sell-offline.ts";
import { followCoupon, takeCoupon } from "./read-coupon.ts";
import type { SaveState } from "./save-basket.ts";
import { type PaymentTaker, paymentTaker } from "./take-payment.ts";
import { type Notice, type TillCore, type TillPorts, tillCore } from "./till-core.ts";
import type { TillAction, TillState } from "./till-state.ts";

/** A till at work. Its state is stored before anything that follows from it is sent. */
export interface Till {
  state: Observable<TillState>;
  saved: Observable<SaveState>;
  /** What the cashier does on the screen. */
  act(action: TillAction): void;
  /** Takes what was scanned or typed. What it means depends on the screen (V2). */
  scan(text: string): Promise<void>;
  /** Puts an item into the basket. After a sale it is the first of the next one. */
  add(item: Json<Item>): void;
  /** Goes on without the member: as another basket, with the same items. */
  removeMember(): void;
  /** Begins the next customer's basket. */
  next(): void;
  /** Goes on with an attempt that is out: after a reload, or at once where the cashier asks. */
  resume(): void;
  /** Takes back a payment that waits for its payer or a channel; it ends as a sale all the same where it turns out to be paid. */
  giveUp(): void;
  /** Sells the basket for cash. */
  takeCash(received: Amount): void;
  /** Takes the state that another tab of the same till has stored. */
  adopt(): void;
}

const SCAN_REFUSALS: Record<Extract<Scan, { kind: "refused" }>["why"], TextKey> = {
  notBarcode: "scanNotBarcode",
  checkDigitWrong: "scanCheckDigitWrong",
  codeTooEarly: "scanCodeTooEarly",
  notPaymentCode: "scanNotPaymentCode",
  itemWhileTender: "scanItemWhileTender",
};

const lookUpFailed = (error: unknown, barcode: string): Notice => {
  if (!(error instanceof ApiProblem)) return { tone: "bad", text: "tillItemUnanswered" };
  const { reason, detail } = error.problem;
  if (reason === "ITEM_NOT_FOUND") return { tone: "bad", text: "tillItemUnknown", parameters: { barcode } };
  return { tone: "bad", detail: detail || reason };
};

/** What to tell of a line that asks for more than the shelf has. */
const shortage = (line: TillLine) => ({ names: line, parameters: { count: line.available ?? 0 } });

/** After a sale whatever is scanned is of the next customer. */
const beginNext = ({ ports, state, act }: TillCore): void => {
  if (state.get().screen === "paid" || state.get().screen === "sold")
    act({ type: "nextCustomer", basketId: ports.mintBasketId() });
};

const addTo = (core: TillCore, item: Json<Item>): Notice => {
  const { state, act } = core;
  beginNext(core);
  if (state.get().screen !== "items") return { tone: "bad", text: "scanItemWhileTender" };
  const line = lineOf(item);
  const lines = addItem(state.get().lines, line);
  if (lines === "lineLimit") return { tone: "bad", text: "tillLineLimit" };
  if (lines === "basketLimit") return { tone: "bad", text: "tillBasketLimit" };
  act({ type: "linesChanged", lines });
  const added = lines.find(({ barcode }) => barcode === line.barcode);
  if (added && isShort(added)) return { tone: "bad", text: "tillOnlyLeft", ...shortage(added) };
  return { tone: "good", names: line };
};

/** Why a scan was not taken. A payment code before any item is not to be answered with the tender, which an empty basket has not. */
const scanRefusal = ({ screen, lines }: TillState, why: keyof typeof SCAN_REFUSALS): TextKey =>
  screen === "items" && why === "codeTooEarly" && lines.length === 0 ? "scanItemsFirst" : SCAN_REFUSALS[why];

/** The item, asked of the platform where it can be asked, else as the till keeps it. */
const lookUp = async ({ ports }: TillCore, barcode: string): Promise<Json<Item>> => {
  const { isCutOff, itemAtHand } = ports.offline;
  const kept = isCutOff() ? itemAtHand(barcode) : undefined;
  if (kept) return kept;
  try {
    return await ports.findItem(barcode);
  } catch (error) {
    const atHand = error instanceof ApiProblem ? undefined : itemAtHand(barcode);
    if (atHand) return atHand;
    throw error;
  }
};

/** Looks the item behind a barcode up and puts it into the basket. */
const findAndAdd = async (core: TillCore, barcode: string): Promise<void> => {
  const { notify } = core.ports;
  try {
    notify(addTo(core, await lookUp(core, barcode)));
  } catch (error) {
    notify(lookUpFailed(error, barcode));
  }
};

/** Sells by what the platform hears of later; says why not. */
const sell = (core: TillCore, payment: OfflinePayment): void => {
  const refusal = sellOffline(core, core.ports.offline, payment);
  if (refusal) core.ports.notify({ tone: "bad", text: refusal });
};

/** A sale that was stored just before the page went away is sold, not to be sold again. */
const finishSale = ({ state, ports, act }: TillCore): void => {
  const { basketId } = state.get();
  if (ports.offline.queue.sales.get().some((sale) => sale.basketId === basketId))
    act({ type: "soldOffline", basketId });
};

/** A member's card is read with the basket; a coupon is asked about. Both need the platform. */
const takeBenefit = async (core: TillCore, benefit: Benefit): Promise<void> => {
  const { ports, act } = core;
  if (ports.offline.isCutOff()) return ports.notify({ tone: "bad", text: "benefitOffline" });
  beginNext(core);
  if (benefit.kind === "member") act({ type: "memberScanned", memberCode: benefit.memberCode });
  else await takeCoupon(core, benefit.couponCode);
};

/** Takes the payment, now or without a network. A price that may still change is not charged. */
const takeCode = async (core: TillCore, taker: PaymentTaker, paymentCode: string): Promise<void> => {
  if (core.ports.offline.isCutOff()) sell(core, { paymentCode });
  else if (isReading(core.state.get())) core.ports.notify({ tone: "bad", text: "benefitStillReading" });
  else await taker.take(paymentCode);
};

const takeScan = async (core: TillCore, taker: PaymentTaker, text: string): Promise<void> => {
  const { screen } = core.state.get();
  if (screen === "charging") return;
  const benefit = readBenefit(text);
  if (benefit) return takeBenefit(core, benefit);
  const read = readScan(screen === "tender" ? "payment-code" : "item", text);
  if (read.kind === "refused") core.ports.notify({ tone: "bad", text: scanRefusal(core.state.get(), read.why) });
  else if (read.kind === "item") await findAndAdd(core, read.barcode);
  else await takeCode(core, taker, read.paymentCode);
};

/** Opens the till where it was left, or with an empty basket, and goes on with an attempt that is out. */
export const openTill = (ports: TillPorts): Till => {
  const core = tillCore(ports);
  const { state, saved, act } = core;
  const taker = paymentTaker(core);
  finishSale(core);
  taker.resume();
  followCoupon(core);
  return {
    state,
    saved,
    act,
    scan: (text) => takeScan(core, taker, text),
    add: (item) => ports.notify(addTo(core, item)),
    removeMember: () => act({ type: "memberRemoved", basketId: ports.mintBasketId() }),
    next: () => act({ type: "nextCustomer", basketId: ports.mintBasketId() }),
    resume: taker.resume,
    giveUp: taker.giveUp,
    takeCash: (received) => sell(core, { received }),
    adopt: () => state.set(ports.store.read() ?? state.get()),
  };
};
