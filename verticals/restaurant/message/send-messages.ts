import { errandsJob } from "../../../kernel/scheduler/errands.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { MessageKind, SendMessageRequest } from "../../../proto/gen/paywindow/content/v1/message.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import type { MessageRow } from "./message-row.ts";

const KINDS = { SERVICE: MessageKind.MESSAGE_KIND_SERVICE, RECEIPT: MessageKind.MESSAGE_KIND_RECEIPT } as const;

const requestOf = (row: MessageRow): SendMessageRequest => ({
  ...SendMessageRequest.create(),
  ...{ messageKey: row._id, userId: row.userId, merchantId: row.merchantId, kind: KINDS[row.kind], link: row.link },
  title: { zh: row.title, en: row.titleEn },
  body: { zh: row.body, en: row.bodyEn },
});

/** Hands messages to content, under the key of each. */
export const sendMessagesJob = ({ messages: rows, content, log }: RestaurantParts): Job =>
  errandsJob("send-messages", { rows, log }, (row) => content.sendMessage(requestOf(row)));
