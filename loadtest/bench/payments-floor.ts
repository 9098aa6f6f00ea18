/**
 * The floor under a payment and a refund: payments' contract behind the same doors, answered by handlers that make one commit of as many rows as the real ones
 * write, by hand on node:sqlite (floor.ts). Behind the Alipay door the call has been verified and its answer is signed, as always.
 */
import { join } from "node:path";
import type { Handlers } from "../../kernel/contract/contract.ts";
import { defineService } from "../../kernel/node/service-module.ts";
import {
  PaymentsServiceDefinition,
  type PayTradeRequest,
  Refund,
  type RefundTradeRequest,
  Trade,
  TradeState,
} from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { openRawStore } from "./floor.ts";

/** Rows that a transaction writes (docs/performance.md lists them), the event's included. */
const ROWS = { pay: 9, refund: 7 } as const;

const tradeOf = ({ merchantId, storeId, merchantTradeId, amount }: Partial<PayTradeRequest>): Trade =>
  Trade.fromPartial({
    ...{ tradeId: "trd_01M84XN5PTVPW0CD2A934TTBN4", merchantId, storeId, merchantTradeId, amount },
    ...{
      paidAmount: amount,
      state: TradeState.TRADE_STATE_SUCCESS,
      payerUserId: "usr_bench",
      payerDisplayName: "压**",
    },
    ...{ createTime: new Date(0), payTime: new Date(0), subject: "floor" },
  });

const notHere = async (): Promise<never> => {
  throw new Error("the floor answers PayTrade and RefundTrade only");
};

/** The stand-in for payments. */
export const paymentsFloor = defineService(PaymentsServiceDefinition, async ({ config }) => {
  const store = openRawStore(join(config.dataDir, "floor"), "payments");
  const others = Object.fromEntries(Object.keys(PaymentsServiceDefinition.methods).map((name) => [name, notHere]));
  const payTrade = async (request: PayTradeRequest): Promise<Trade> => {
    await store.commit(ROWS.pay, true);
    return tradeOf(request);
  };
  const refundTrade = async (request: RefundTradeRequest): Promise<Refund> => {
    await store.commit(ROWS.refund, true);
    const { merchantRefundId, amount } = request;
    return Refund.fromPartial({ refundId: "rfd_floor", merchantRefundId, amount, trade: tradeOf(request) });
  };
  return {
    handlers: { ...others, payTrade, refundTrade } as unknown as Handlers<typeof PaymentsServiceDefinition>,
    stop: async () => store.close(),
  };
});
