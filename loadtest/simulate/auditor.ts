import { Schema } from "mongoose";
import { consume, defineEvent, type EventType } from "../../kernel/events/event.ts";
import type { ServiceModule } from "../../kernel/node/service-module.ts";
import { modelOf } from "../../kernel/store/model-of.ts";
import { TradeClosed, TradePaid, TradeRefunded, TradeReversed } from "../../proto/gen/paywindow/payments/v1/events.ts";
import { BasketPaid } from "../../proto/gen/paywindow/supermarket/v1/events.ts";
import type { GroupName } from "./remote-lane.ts";

/** What the auditor has heard: `_id` is `<type> <subject>`. */
export interface HeardRow {
  readonly _id: string;
  /** Raised by every consumption that was committed; anything but 1 is news that came to effect twice. */
  readonly times: number;
}

const schema = new Schema<HeardRow>(
  { _id: { type: String, required: true }, times: { type: Number, required: true } },
  { collection: "heard", versionKey: false },
);

/** Every event of the platform's checkout, with what each is about. */
const NEWS: readonly (readonly [name: string, EventType<unknown>, subjectOf: (payload: never) => string])[] = [
  ["audit-paid", defineEvent("payments.trade.paid", TradePaid), ({ trade }: TradePaid) => trade!.tradeId],
  ["audit-closed", defineEvent("payments.trade.closed", TradeClosed), ({ trade }: TradeClosed) => trade!.tradeId],
  [
    "audit-reversed",
    defineEvent("payments.trade.reversed", TradeReversed),
    ({ trade }: TradeReversed) => trade!.tradeId,
  ],
  [
    "audit-refunded",
    defineEvent("payments.trade.refunded", TradeRefunded),
    ({ refund }: TradeRefunded) => refund!.refundId,
  ],
  ["audit-baskets", defineEvent("supermarket.basket.paid", BasketPaid), ({ receipt }: BasketPaid) => receipt!.basketId],
] as never;

/** What an event of that type is about: a trade, a refund or a basket. */
export const subjectOf = (type: string, payload: Uint8Array): string => {
  const [, event, subject] = NEWS.find(([, { type: known }]) => known === type)!;
  return subject(event.codec.decode(payload) as never);
};

/** The service with five more consumers, whose effect counts: it is not idempotent by itself, so only the inbox keeps it from happening twice. */
export const withAuditor = (module: ServiceModule): ServiceModule => ({
  definition: module.definition,
  start: async (host) => {
    const running = await module.start(host);
    const heard = modelOf<HeardRow>(host.store.connection, "Heard", schema);
    const auditors = NEWS.map(([name, event, subject]) =>
      consume(event, name, async (payload, { session }) => {
        const _id = `${event.type} ${subject(payload as never)}`;
        await heard.updateOne({ _id }, { $inc: { times: 1 } }, { session, upsert: true });
      }),
    );
    return { ...running, consumers: [...(running.consumers ?? []), ...auditors] };
  },
});

/** The auditor's groups, which are the supermarket's own. */
export const auditorGroups = (service: string): GroupName[] =>
  NEWS.map(([name, { type }]) => ({ service, name, type }));
