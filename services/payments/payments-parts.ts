import type { Model } from "mongoose";
import type { Client } from "../../kernel/contract/contract.ts";
import { createBlindIndex } from "../../kernel/crypto/blind-index.ts";
import { createSeal, type Seal } from "../../kernel/crypto/seal.ts";
import type { Outbox } from "../../kernel/events/event.ts";
import type { Idempotency } from "../../kernel/idempotency/idempotency.ts";
import type { ServiceHost } from "../../kernel/node/service-module.ts";
import type { Store } from "../../kernel/store/open-store.ts";
import type { Clock } from "../../kernel/time/clock.ts";
import { IdentityServiceDefinition } from "../../proto/gen/paywindow/identity/v1/identity.ts";
import { type CardRow, cardModel } from "./card/card-model.ts";
import { type BindCard, openCardBinding } from "./channel/bank-card/card-binding.ts";
import type { Channels } from "./channel/channel.ts";
import { type NoticeReaders, openChannels, openNoticeReaders } from "./channel/open-channels.ts";
import { type RepaymentRow, repaymentModel } from "./credit/repayment-model.ts";
import { type DeviceRow, deviceModel } from "./device/device-model.ts";
import { ledgerModels } from "./ledger/ledger-model.ts";
import { type Ledger, openLedger } from "./ledger/open-ledger.ts";
import { type MerchantRow, merchantModel } from "./merchant/merchant-model.ts";
import { type NotificationRow, notificationModel } from "./notify/notification-model.ts";
import {
  type OfflineStoreRow,
  type OfflineTakingRow,
  type OfflineTillRow,
  offlineStoreModel,
  offlineTakingModel,
  offlineTillModel,
} from "./offline/offline-till-model.ts";
import { type PaymentPasswordRow, paymentPasswordModel } from "./password/payment-password-model.ts";
import { type WrongCodesRow, wrongCodesModel } from "./payment-code/wrong-codes.ts";
import { type StaticQrRow, staticQrModel } from "./qr/static-qr-model.ts";
import { type RealNameRow, realNameModel } from "./real-name/real-name-model.ts";
import { type RefundRow, refundModel } from "./refund/refund-model.ts";
import { type RiskCounterRow, riskCounterModel } from "./risk/risk-counter-model.ts";
import { type RiskRefusalRow, riskRefusalModel } from "./risk/risk-refusal-model.ts";
import { type RiskRuleRow, riskRuleModel } from "./risk/risk-rule-model.ts";
import { openRuleBook, type RuleBook } from "./risk/rule-book.ts";
import { type PaymentAttemptRow, paymentAttemptModel } from "./trade/payment-attempt-model.ts";
import { type TradeRow, tradeModel } from "./trade/trade-model.ts";
import {
  type TransferRow,
  type TransferTotalsRow,
  transferModel,
  transferTotalsModel,
} from "./transfer/transfer-model.ts";
import { type WalletUserRow, walletUserModel } from "./wallet/wallet-model.ts";
import { type WalletStateChangeRow, walletStateChangeModel } from "./wallet/wallet-state-change-model.ts";

/** What payments' handlers work with: its collections, its ledger, and the kernel's two ways to commit once. */
export interface PaymentsParts {
  readonly clock: Clock;
  readonly store: Store;
  readonly outbox: Outbox;
  readonly idempotency: Idempotency;
  /** Seals device secrets, payment passwords and card tokens at rest. */
  readonly seal: Seal;
  readonly ledger: Ledger;
  readonly merchants: Model<MerchantRow>;
  readonly users: Model<WalletUserRow>;
  readonly devices: Model<DeviceRow>;
  readonly wrongCodes: Model<WrongCodesRow>;
  readonly paymentPasswords: Model<PaymentPasswordRow>;
  readonly cards: Model<CardRow>;
  readonly transfers: Model<TransferRow>;
  readonly transferTotals: Model<TransferTotalsRow>;
  readonly repayments: Model<RepaymentRow>;
  /** By which a user is found who has a phone number. */
  readonly phoneIndex: (phone: string) => string;
  readonly realNames: Model<RealNameRow>;
  /** By which a user's card is found again. */
  readonly tokenIndex: (cardToken: string) => string;
  /** The way to the bank switch's tokens; undefined where the settings name none. */
  readonly cardBinding: BindCard | undefined;
  /** Whose phone has a code. */
  readonly identity: Client<typeof IdentityServiceDefinition>;
  /** The outside channels that this node reaches. */
  readonly channels: Channels;
  readonly noticeReaders: NoticeReaders;
  readonly trades: Model<TradeRow>;
  readonly attempts: Model<PaymentAttemptRow>;
  readonly refunds: Model<RefundRow>;
  readonly staticQrs: Model<StaticQrRow>;
  readonly walletStateChanges: Model<WalletStateChangeRow>;
  readonly offlineTills: Model<OfflineTillRow>;
  readonly offlineStores: Model<OfflineStoreRow>;
  readonly offlineTakings: Model<OfflineTakingRow>;
  readonly notifications: Model<NotificationRow>;
  readonly riskRuleRows: Model<RiskRuleRow>;
  readonly riskCounters: Model<RiskCounterRow>;
  readonly riskRefusals: Model<RiskRefusalRow>;
  /** The risk rules as they count now. */
  readonly riskRules: RuleBook;
}

/** `channels`: other ones than the settings name, for tests. */
export const paymentsParts = (
  { clock, config, store, outbox, idempotency, client }: ServiceHost,
  channels?: Channels,
): PaymentsParts => ({
  clock,
  store,
  outbox,
  idempotency,
  seal: createSeal(config.secretKey, config.sealCipher),
  ledger: openLedger(ledgerModels(store.connection)),
  merchants: merchantModel(store.connection),
  users: walletUserModel(store.connection),
  devices: deviceModel(store.connection),
  wrongCodes: wrongCodesModel(store.connection),
  paymentPasswords: paymentPasswordModel(store.connection),
  cards: cardModel(store.connection),
  transfers: transferModel(store.connection),
  transferTotals: transferTotalsModel(store.connection),
  repayments: repaymentModel(store.connection),
  phoneIndex: createBlindIndex(config.secretKey, "phone"),
  realNames: realNameModel(store.connection),
  tokenIndex: createBlindIndex(config.secretKey, "card token"),
  cardBinding: openCardBinding(config, clock),
  identity: client(IdentityServiceDefinition),
  channels: channels ?? openChannels(config, clock),
  noticeReaders: openNoticeReaders(config, clock),
  trades: tradeModel(store.connection),
  attempts: paymentAttemptModel(store.connection),
  refunds: refundModel(store.connection),
  staticQrs: staticQrModel(store.connection),
  walletStateChanges: walletStateChangeModel(store.connection),
  offlineTills: offlineTillModel(store.connection),
  offlineStores: offlineStoreModel(store.connection),
  offlineTakings: offlineTakingModel(store.connection),
  notifications: notificationModel(store.connection),
  riskRuleRows: riskRuleModel(store.connection),
  riskCounters: riskCounterModel(store.connection),
  riskRefusals: riskRefusalModel(store.connection),
  riskRules: openRuleBook(riskRuleModel(store.connection)),
});
