import type { ClientSession } from "mongoose";
import type { CallContext } from "../../../kernel/contract/contract.ts";
import type { PayTradeRequest, Trade as TradeMessage } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { PaymentReason } from "../errors.ts";
import type { MerchantRow } from "../merchant/merchant-model.ts";
import type { WalletUser } from "../wallet/wallet.ts";
import type { Drawn, Sending, Source } from "./draw-source.ts";
import type { PaymentRequest } from "./parse-trade.ts";
import type { Claim, Trade } from "./trade.ts";

/** What one payment is made of, once parsed and looked up. */
export interface Payment extends PaymentRequest {
  readonly merchant: MerchantRow;
  /** Absent for payers of other wallets. */
  readonly payer?: WalletUser;
  readonly attemptId: string;
  /** What it is tried on, in order. */
  readonly sources: readonly Source[];
  readonly context: CallContext;
}

/** What of a payment is otherwise where its code was read while the till had no network (Y12). */
interface OfflineKind {
  /** When the code must have been alive. */
  readonly scanTime: Date;
  /** Why the merchant, or that till, may not take it; asked before the code, which it does not spend. */
  admit(claim: Claim, merchant: MerchantRow, now: Date): Promise<PaymentReason | undefined>;
}

/** How PayTrade, PayOfflineTrade and AuthorizeTrade differ: in what they do with the payer's money, and whether it is news. */
export interface PaymentKind {
  readonly rpc: "payTrade" | "payOfflineTrade" | "authorizeTrade";
  readonly offline?: OfflineKind;
  encode(request: PayTradeRequest): { finish(): Uint8Array };
  /** Decides, and draws on the payer's money for the trade as it will be. */
  draw(session: ClientSession, before: Trade | undefined, payment: Payment): Promise<Drawn>;
  announce(session: ClientSession, trade: Trade, context: CallContext): Promise<void>;
  /** Tells a channel of what is committed, where one is to be told. */
  send?(payment: Payment, trade: Trade, sending: Sending): Promise<TradeMessage>;
}
