import { defineService } from "../../kernel/node/service-module.ts";
import { ContentServiceDefinition } from "../../proto/gen/paywindow/content/v1/content.ts";
import { deliverBroadcastsJob } from "./broadcast/deliver-broadcasts.ts";
import { getBroadcast } from "./broadcast/get-broadcast.ts";
import { listBroadcasts } from "./broadcast/list-broadcasts.ts";
import { sendBroadcast } from "./broadcast/send-broadcast.ts";
import { contentParts } from "./content-parts.ts";
import { seedDemo } from "./demo.ts";
import { followPayerConsumer } from "./follow/follow-payer.ts";
import { followWindow } from "./follow/follow-window.ts";
import { unfollowWindow } from "./follow/unfollow-window.ts";
import { getUnreadCount } from "./message/get-unread-count.ts";
import { listMessages } from "./message/list-messages.ts";
import { markRead } from "./message/mark-read.ts";
import { sendMessage } from "./message/send-message.ts";
import { receiptConsumers } from "./message/send-receipts.ts";
import { saveAutoReplies } from "./reply/save-auto-replies.ts";
import { sendToWindow } from "./reply/send-to-window.ts";
import { getWindow } from "./window/get-window.ts";
import { getWindowDesk } from "./window/get-window-desk.ts";
import { listWindows } from "./window/list-windows.ts";
import { publishWindow } from "./window/publish-window.ts";
import { saveWindowDraft } from "./window/save-window-draft.ts";

/** Service windows, their followers, and the messages between the two. */
export const content = defineService(ContentServiceDefinition, async (host) => {
  const parts = contentParts(host);
  return {
    handlers: {
      saveWindowDraft: saveWindowDraft(parts),
      publishWindow: publishWindow(parts),
      getWindowDesk: getWindowDesk(parts),
      saveAutoReplies: saveAutoReplies(parts),
      sendBroadcast: sendBroadcast(parts),
      getBroadcast: getBroadcast(parts),
      listBroadcasts: listBroadcasts(parts),
      listWindows: listWindows(parts),
      getWindow: getWindow(parts),
      followWindow: followWindow(parts),
      unfollowWindow: unfollowWindow(parts),
      sendToWindow: sendToWindow(parts),
      sendMessage: sendMessage(parts),
      listMessages: listMessages(parts),
      markRead: markRead(parts),
      getUnreadCount: getUnreadCount(parts),
    },
    consumers: [followPayerConsumer(parts), ...receiptConsumers(parts)],
    jobs: [deliverBroadcastsJob(parts, host.clock)],
    seedDemo: () => seedDemo(parts, host.clock.now()),
  };
});
