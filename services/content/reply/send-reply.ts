import { deriveId } from "../../../kernel/ids/ids.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { BilingualText } from "../../../proto/gen/paywindow/content/v1/window.ts";
import type { ContentParts, Work } from "../content-parts.ts";
import { deliverMessage } from "../message/deliver-message.ts";
import type { PublishedWindow } from "../window/window.ts";

/** What is replied, to whom, and to what: the same occasion makes the same message. */
interface Reply {
  readonly userId: string;
  readonly occasion: string;
  readonly body: BilingualText;
}

/** Puts a window's reply into the user's inbox, in the given transaction; its messageId. It is a millisecond younger than what it answers, so it stands behind it. */
export const sendReply = async (
  parts: ContentParts,
  window: PublishedWindow,
  { userId, occasion, body }: Reply,
  work: Work,
): Promise<string> => {
  const { windowId, merchantId } = window;
  const sendTime = plusMs(work.now, 1);
  const _id = deriveId("msg", sendTime, windowId, userId, occasion);
  const row = { _id, userId, windowId, merchantId, kind: "REPLY" as const, text: { body, link: "" }, sendTime };
  await deliverMessage(parts, row, window, work);
  return _id;
};
