import type {
  QueryTradeRequest,
  ReverseTradeRequest,
  Trade,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Json } from "../api/json.ts";
import { type ApiProblem, isUnknownResult } from "../api/problem.ts";
import { type DeskAction, type DeskState, isFinal, type Order } from "./desk-state.ts";

/** What taking an order to its end needs of the world. */
export interface FollowPorts {
  /** Sends the order; the same order again is the same call. */
  sendOrder(order: Order): Promise<Json<Trade>>;
  queryTrade(request: Json<QueryTradeRequest>): Promise<Json<Trade>>;
  reverseTrade(request: Json<ReverseTradeRequest>): Promise<Json<Trade>>;
  /** Waits before asking again: the n-th time, from 1. */
  pause(times: number): Promise<void>;
  state(): DeskState;
  act(action: DeskAction): void;
}

/** Refusals of a send that say nothing of an earlier one that was not answered: the trade itself tells. */
const TOLD_BY_TRADE: ReadonlySet<string> = new Set(["TRADE_NOT_PAYABLE", "TRADE_EXPIRED", "MERCHANT_TRADE_ID_REUSED"]);

const isRefused = (error: unknown): error is ApiProblem => !isUnknownResult(error);

/** Takes the order back unless it is paid (P4, P5). Refused: the trade tells what it is. */
const takeBack = async (ports: FollowPorts, id: { merchantTradeId: string }): Promise<Json<Trade>> => {
  try {
    return await ports.reverseTrade({ ...id, keepPaid: true });
  } catch (error) {
    if (!isRefused(error)) throw error;
    return ports.queryTrade(id);
  }
};

const readTrade = (ports: FollowPorts, order: Order): Promise<Json<Trade>> => {
  const { merchantTradeId } = order;
  const { phase } = ports.state();
  if (phase === "givingUp") return takeBack(ports, { merchantTradeId });
  return phase === "following" ? ports.queryTrade({ merchantTradeId }) : ports.sendOrder(order);
};

/** What a refusal comes to: the order's end, or that its trade is to be asked. */
const onRefused = (ports: FollowPorts, { merchantTradeId }: Order, { problem }: ApiProblem): void => {
  const { reason, detail } = problem;
  const isTold = ports.state().phase === "sending" && TOLD_BY_TRADE.has(reason);
  if (isTold) ports.act({ type: "orderArrived", merchantTradeId });
  else ports.act({ type: "orderRefused", merchantTradeId, refusal: { reason, detail } });
};

/** One question. Whether the order is at its end, or nobody is signed in who could ask on. */
const askOnce = async (ports: FollowPorts, order: Order): Promise<boolean> => {
  const { merchantTradeId } = order;
  try {
    const trade = await readTrade(ports, order);
    ports.act({ type: "tradeRead", merchantTradeId, trade });
    return isFinal(trade);
  } catch (error) {
    if (!isRefused(error)) {
      ports.act({ type: "resultUnknown", merchantTradeId });
      return false;
    }
    if (error.problem.status === 401) return true;
    onRefused(ports, order, error);
    return ports.state().screen !== "order";
  }
};

/** Takes the order that is out to its end: sends it until it is answered (P1), then asks until its trade is final (P3, P7). */
export const followOrder = async (ports: FollowPorts): Promise<void> => {
  const { order } = ports.state();
  if (!order) return;
  for (let times = 1; !(await askOnce(ports, order)); times++) await ports.pause(times);
};

/** Between two questions: the payer stands at the counter. */
export const pauseMs = (times: number): number => Math.min(3_000, 1_000 + 250 * times);
