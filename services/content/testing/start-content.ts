import type { Caller } from "../../../kernel/auth/caller.ts";
import { serviceCaller } from "../../../kernel/auth/caller.ts";
import type { Client } from "../../../kernel/contract/contract.ts";
import { ReasonError } from "../../../kernel/errors/reason.ts";
import type { EventContext } from "../../../kernel/events/event.ts";
import { aKey, startTestNode, type TestNode } from "../../../kernel/harness/test-node.ts";
import type { Store } from "../../../kernel/store/open-store.ts";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import type { Broadcast } from "../../../proto/gen/paywindow/content/v1/broadcast.ts";
import { ContentServiceDefinition } from "../../../proto/gen/paywindow/content/v1/content.ts";
import { MessageKind, SendMessageRequest } from "../../../proto/gen/paywindow/content/v1/message.ts";
import { Industry, type WindowContent } from "../../../proto/gen/paywindow/content/v1/window.ts";
import { PaymentsServiceDefinition, PayTradeRequest } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { payments } from "../../payments/payments.service.ts";
import { deliverBatch } from "../broadcast/deliver-batch.ts";
import { deliverBroadcastsJob } from "../broadcast/deliver-broadcasts.ts";
import { content } from "../content.service.ts";
import { type ContentParts, contentParts } from "../content-parts.ts";
import { receiptConsumers } from "../message/send-receipts.ts";

/** For this service's tests: the demonstration's windows on a node with the real payments service. */
export const MARKET = { merchantId: "mer_demomarket", windowId: "win_demomarket" };
export const HOSPITAL = { merchantId: "mer_demohospital", windowId: "win_demohospital" };

export const user = (id = "usr_demoshopper1"): Caller => ({ kind: "user", id });
export const manager = (merchantId = MARKET.merchantId): Caller => ({
  ...{ kind: "staff", id: "stf_demomanager1", tenantId: merchantId, siteIds: ["str_demomarket1"] },
  roles: ["manager", "cashier"],
});
export const cashier: Caller = { ...manager(), id: "stf_democashier1", roles: ["cashier"] };

type Contents = Client<ContentServiceDefinition>;

export interface ContentWorld extends Omit<TestNode, "as"> {
  readonly clock: FixedClock;
  as(caller: Caller): Contents;
  readonly shopper: Contents;
  readonly desk: Contents;
  /** As a service of the mesh, which alone may send messages. */
  readonly service: Contents;
  readonly contentStore: () => Store;
  /** The shopper pays the market; the trade's id. Its events are consumed. */
  pay(): Promise<string>;
  /** Lets the market send a broadcast, under a key of its own. */
  broadcast(title?: string): Promise<Broadcast>;
  /** Lets content hear an event as if it had just come from its service. */
  hear<Payload>(type: string, payload: Payload, eventId: string): Promise<void>;
  /** Runs the job of the broadcasts until none is on its way. The node itself does not run it. */
  deliver(): Promise<void>;
  /** One batch of a broadcast; whether there is more to do. */
  batch(broadcastId: string): Promise<boolean>;
}

const text = (zh: string, en = "") => ({ zh, en });

export const aContent = (changes: Partial<WindowContent> = {}): WindowContent => ({
  ...{ name: text("新窗", "New window"), avatar: { symbol: "🏪", color: "#336699" } },
  ...{ industry: Industry.INDUSTRY_RETAIL, intro: text("第一行\n第二行", "An intro"), menu: [] },
  ...changes,
});

export const aMessage = (changes: Partial<SendMessageRequest> = {}): SendMessageRequest => ({
  ...SendMessageRequest.create(),
  ...{ messageKey: "queue:1", userId: "usr_demoshopper1", merchantId: MARKET.merchantId },
  ...{
    kind: MessageKind.MESSAGE_KIND_SERVICE,
    title: text("请到 3 号窗", "Counter 3"),
    body: text("轮到您了", "Your turn"),
  },
  ...changes,
});

export const reasonOf = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(
    () => undefined,
    (refused: unknown) => refused,
  );
  if (!(error instanceof ReasonError)) throw new Error("the call was not refused with a reason", { cause: error });
  return error.reason;
};

/** The fields that a refused request names. */
export const fieldsOf = async (call: Promise<unknown>): Promise<string[]> => {
  const error = await call.then(
    () => undefined,
    (refused: unknown) => refused,
  );
  return error instanceof ReasonError ? error.fields.map(({ field }) => field) : [];
};

/** A page of a user's inbox, or of the conversation with one window. */
export const inboxOf = (
  { as }: Pick<ContentWorld, "as">,
  { userId = "usr_demoshopper1", windowId = "", pageSize = 0, pageToken = "" } = {},
) => as(user(userId)).listMessages({ windowId, pageSize, pageToken });

/** Sends the shopper so many messages, a second apart. */
export const sendMany = async ({ clock, service }: ContentWorld, count: number): Promise<void> => {
  for (let index = 0; index < count; index++) {
    clock.advance(1_000);
    await service.sendMessage(aMessage({ messageKey: `m:${index}` }));
  }
};

/** Content without its job, so that a test says when a batch goes out; `partsOf` gives what the handlers work with. */
const byHand = (): { module: typeof content; partsOf: () => ContentParts } => {
  let parts: ContentParts | undefined;
  const start: typeof content.start = async (host) => {
    parts = contentParts(host);
    return { ...(await content.start(host)), jobs: [] };
  };
  return { module: { definition: content.definition, start }, partsOf: () => parts! };
};

const runJob = async (parts: ContentParts, clock: FixedClock): Promise<void> => {
  const job = deliverBroadcastsJob(parts, clock);
  while (await parts.broadcasts.exists({ state: "SENDING" }))
    await job.run({ now: clock.now(), signal: new AbortController().signal });
};

/** Hears an event by the receipts' consumers of its type, each in a transaction of its own. */
const hearReceipts = async (
  parts: ContentParts,
  type: string,
  payload: unknown,
  context: Omit<EventContext, "session">,
) => {
  for (const consumer of receiptConsumers(parts).filter((one) => one.type === type))
    await parts.store.transaction((session) => consumer.handle(payload, { ...context, session }));
};

const surface = (node: TestNode, clock: FixedClock, partsOf: () => ContentParts): ContentWorld => {
  const as = (caller: Caller) => node.as(caller, ContentServiceDefinition);
  const desk = as(manager());
  return {
    ...node,
    ...{ clock, as, desk, shopper: as(user()), service: as(serviceCaller("hospital")) },
    contentStore: () => node.store("content"),
    pay: async () => {
      const merchantTradeId = `T-${aKey()}`;
      const { paymentCode } = await node.as(user(), PaymentsServiceDefinition).issuePaymentCode({ deviceId: "" });
      const trade = await node.as(manager(), PaymentsServiceDefinition).payTrade(
        {
          ...PayTradeRequest.create(),
          ...{ merchantId: MARKET.merchantId, storeId: "str_demomarket1", merchantTradeId, paymentCode },
          ...{ subject: "牛奶 2 盒", amount: { minorUnits: 1_050n, currencyCode: "CNY" } },
        },
        { idempotencyKey: aKey() },
      );
      await node.drain();
      return trade.tradeId;
    },
    broadcast: (title = "周末特惠") =>
      desk.sendBroadcast(
        { merchantId: MARKET.merchantId, title: text(title), body: text("全场九折"), link: "/coupons" },
        { idempotencyKey: aKey() },
      ),
    hear: (type, payload, eventId) => {
      const now = clock.now();
      return hearReceipts(partsOf(), type, payload, { eventId, eventTime: now, now, traceparent: "" });
    },
    deliver: () => runJob(partsOf(), clock),
    batch: (broadcastId) => deliverBatch(partsOf(), broadcastId, { now: clock.now(), traceparent: "" }),
  };
};

export const startContent = async (
  settings: Pick<Parameters<typeof startTestNode>[0], "faults"> = {},
): Promise<ContentWorld> => {
  const clock = fixedClock("2030-01-01T04:00:00.000Z");
  const { module, partsOf } = byHand();
  const node = await startTestNode({ modules: [payments, module], demo: true, clock, ...settings });
  return surface(node, clock, partsOf);
};
