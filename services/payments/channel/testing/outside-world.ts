import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { serviceCaller } from "../../../../kernel/auth/caller.ts";
import type { Config } from "../../../../kernel/config/config.ts";
import type { Client } from "../../../../kernel/contract/contract.ts";
import { startTestNode } from "../../../../kernel/harness/test-node.ts";
import { type FixedClock, fixedClock } from "../../../../kernel/time/clock.ts";
import { type FaultRates, OutsideServiceDefinition } from "../../../../proto/gen/paywindow/outside/v1/outside.ts";
import { outside as outsideModule } from "../../../outside/outside.service.ts";
import { openCardBinding } from "../bank-card/card-binding.ts";
import type { Channel, ChannelId, ChannelPayment, ChannelRefund } from "../channel.ts";
import { openChannels } from "../open-channels.ts";

type OutsideClient = Client<typeof OutsideServiceDefinition>;

/** The outside parties on a node of their own, and a channel to one of them over HTTP: both by one clock that stands still. */
export interface OutsideWorld {
  readonly clock: FixedClock;
  readonly channel: Channel;
  /** The calls behind the stage. */
  readonly outside: OutsideClient;
  /** A fresh account with 1,000.00 CNY that pays without asking, or on other terms. */
  account(terms?: { balance?: bigint; confirmOver?: bigint; frozen?: boolean }): Promise<string>;
  /** A fresh code of the account, or the token of a fresh card. */
  instrument(accountId: string): Promise<ChannelPayment["instrument"]>;
  readonly config: Config;
  /** A fresh attempt to take 10.00 CNY, or on other terms; without an instrument the payer is a new account. */
  attempt(changes?: Partial<ChannelPayment>): Promise<ChannelPayment>;
  /** Every request from now on meets this fault; none: the party behaves. */
  fault(kind?: keyof FaultRates, times?: { delayMs?: number; lateMs?: number }): Promise<void>;
  /** From now on requests meet faults at these rates, of a thousand. */
  faults(seed: number, rates: Partial<FaultRates>, times?: { delayMs?: number; lateMs?: number }): Promise<void>;
  /** What the party's own book says of an attempt. */
  booked(payment: Pick<ChannelPayment, "attemptId">): ReturnType<OutsideClient["getOutsideOrder"]>;
  stop(): Promise<void>;
}

let counter = 0;

/** An id that no other attempt or refund of the tests has. */
export const aNumber = (prefix: string): string => `${prefix}_${String(++counter).padStart(26, "0")}`;

/** Resolves when a request next arrives at any HTTP server of this process. */
export const nextArrival = (): Promise<void> =>
  new Promise((resolve) => {
    const hear = (): void => {
      unsubscribe("http.server.request.start", hear);
      resolve();
    };
    subscribe("http.server.request.start", hear);
  });

/** A signal that does not end a call. */
export const patient = (): AbortSignal => new AbortController().signal;

/** A refund of an attempt, of all of it unless it says how much. */
export const aRefund = (payment: ChannelPayment, refundAmount = payment.amount): ChannelRefund => ({
  ...payment,
  refundId: aNumber("rfd"),
  refundAmount,
});

const NO_FAULTS: FaultRates = {
  ...{ delay: 0, dropRequest: 0, dropAnswer: 0, duplicate: 0, reorder: 0, lateAnswer: 0, wrongAmount: 0 },
  ...{ badSignature: 0, garbage: 0, serverError: 0, accepted: 0, hidden: 0, crashBefore: 0, crashAfter: 0 },
};

/** What each channel's payer shows: a code of the phone, or a card that was bound. */
const instrumentMaker = (outside: OutsideClient, channelId: ChannelId, config: Config, clock: FixedClock) => {
  const bindCard = openCardBinding(config, clock);
  return async (accountId: string): Promise<ChannelPayment["instrument"]> => {
    if (channelId !== "bank-card") return { code: (await outside.issueOutsideCode({ accountId })).paymentCode };
    const card = await outside.issueTestCard({ accountId, expiry: "" });
    const bound = await bindCard?.(card, patient());
    if (bound?.result !== "BOUND") throw new Error(`the card was not bound: ${bound?.result}`);
    return { cardToken: bound.token };
  };
};

/** Starts the parties and opens the channel. */
export const startOutsideWorld = async (channelId: ChannelId, noticeUrl?: string): Promise<OutsideWorld> => {
  const clock = fixedClock("2026-11-23T10:00:00.000Z");
  const node = await startTestNode({ modules: [outsideModule], demo: true, clock });
  const outside = node.as(serviceCaller("payments"), OutsideServiceDefinition);
  const channel = openChannels({ ...node.node.config, noticeUrl }, clock).get(channelId);
  if (!channel) throw new Error(`there is no channel ${channelId}`);
  const instrument = instrumentMaker(outside, channelId, node.node.config, clock);
  const account: OutsideWorld["account"] = async ({ balance = 100_000n, confirmOver = 0n, frozen = false } = {}) => {
    const terms = { channelId, accountId: "", holderName: "赵敏", confirmOver, frozen };
    const made = await outside.createOutsideAccount({
      ...terms,
      balance: { minorUnits: balance, currencyCode: "CNY" },
    });
    return made.accountId;
  };
  return {
    ...{ clock, channel, outside, account, instrument, config: node.node.config },
    attempt: async (changes = {}) => ({
      ...{
        attemptId: aNumber("att"),
        merchantId: "mer_demomarket",
        amount: 1_000n,
        currencyCode: "CNY",
        subject: "苹果",
      },
      instrument: changes.instrument ?? (await instrument(await account())),
      createTime: clock.now(),
      ...changes,
    }),
    fault: async (kind, { delayMs = 1, lateMs = 50 } = {}) => {
      const rates = kind ? { ...NO_FAULTS, [kind]: 1_000 } : NO_FAULTS;
      await outside.setFaults({ channelId, seed: 1, rates, delayMs, lateMs });
    },
    faults: async (seed, rates, { delayMs = 1, lateMs = 50 } = {}) => {
      await outside.setFaults({ channelId, seed, rates: { ...NO_FAULTS, ...rates }, delayMs, lateMs });
    },
    booked: ({ attemptId }) => outside.getOutsideOrder({ channelId, orderNumber: attemptId }),
    stop: () => node.stop(),
  };
};
