import { errandsJob } from "../../../kernel/scheduler/errands.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { MessageKind } from "../../../proto/gen/paywindow/content/v1/message.ts";
import type { HospitalParts } from "../hospital-parts.ts";

const kind = MessageKind.MESSAGE_KIND_SERVICE;

/** Hands messages to content, under the key of each. */
export const sendMessagesJob = ({ messages: rows, content, log }: HospitalParts): Job =>
  errandsJob("send-messages", { rows, log }, ({ _id, userId, merchantId, title, body, link }) =>
    content.sendMessage({ ...{ messageKey: _id, userId, merchantId, windowId: "" }, kind, title, body, link }),
  );
