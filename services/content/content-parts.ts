import type { ClientSession, Model } from "mongoose";
import type { Outbox } from "../../kernel/events/event.ts";
import type { Idempotency } from "../../kernel/idempotency/idempotency.ts";
import type { ServiceHost } from "../../kernel/node/service-module.ts";
import type { Store } from "../../kernel/store/open-store.ts";
import type { Logger } from "../../kernel/telemetry/logger.ts";
import {
  type BroadcastRow,
  broadcastModel,
  type DeliveryExceptionRow,
  deliveryExceptionModel,
  type ReadCountRow,
  readCountModel,
} from "./broadcast/broadcast-model.ts";
import {
  type AudienceRow,
  audienceModel,
  type FollowerRow,
  type FollowLogRow,
  followerModel,
  followLogModel,
} from "./follow/follower-model.ts";
import {
  type MailboxRow,
  type MessageKeyRow,
  type MessageRow,
  mailboxModel,
  messageKeyModel,
  messageModel,
} from "./message/message-model.ts";
import { type WindowRow, type WindowVersionRow, windowModel, windowVersionModel } from "./window/window-model.ts";

/** What content's handlers work with. */
export interface ContentParts {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly idempotency: Idempotency;
  readonly log: Logger;
  readonly windows: Model<WindowRow>;
  readonly windowVersions: Model<WindowVersionRow>;
  readonly audiences: Model<AudienceRow>;
  readonly followers: Model<FollowerRow>;
  readonly followLog: Model<FollowLogRow>;
  readonly messages: Model<MessageRow>;
  readonly mailboxes: Model<MailboxRow>;
  readonly messageKeys: Model<MessageKeyRow>;
  readonly broadcasts: Model<BroadcastRow>;
  readonly deliveryExceptions: Model<DeliveryExceptionRow>;
  readonly readCounts: Model<ReadCountRow>;
}

export const contentParts = ({ store, outbox, idempotency, log }: ServiceHost): ContentParts => ({
  store,
  outbox,
  idempotency,
  log,
  windows: windowModel(store.connection),
  windowVersions: windowVersionModel(store.connection),
  audiences: audienceModel(store.connection),
  followers: followerModel(store.connection),
  followLog: followLogModel(store.connection),
  messages: messageModel(store.connection),
  mailboxes: mailboxModel(store.connection),
  messageKeys: messageKeyModel(store.connection),
  broadcasts: broadcastModel(store.connection),
  deliveryExceptions: deliveryExceptionModel(store.connection),
  readCounts: readCountModel(store.connection),
});

/** A transaction, and the call or event that it serves: what a step that belongs to several transactions is given. */
export interface Work {
  readonly session: ClientSession;
  readonly now: Date;
  readonly traceparent: string;
}
