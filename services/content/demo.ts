import { insertRow } from "../../kernel/store/rows.ts";
import { WindowContent } from "../../proto/gen/paywindow/content/v1/window.ts";
import type { ContentParts } from "./content-parts.ts";
import { demoWindows } from "./demo-windows.ts";

/** Writes those of the demonstration's windows that are missing, published; what is there stays as its manager has left it. */
export const seedDemo = async (
  { store, windows, windowVersions, audiences }: ContentParts,
  now: Date,
): Promise<void> => {
  for (const { _id, merchantId, content, autoReplies } of demoWindows)
    await store.transaction(async (session) => {
      if (await windows.exists({ _id }).session(session)) return;
      const bytes = Buffer.from(WindowContent.encode(content).finish());
      const published = { published: bytes, publishedRevision: 1, version: 1, publishTime: now };
      const replies = { autoReplies, autoRepliesRevision: 1 };
      await insertRow(windows, { _id, merchantId, draft: bytes, revision: 1, ...published, ...replies }, session);
      const kept = { _id: `${_id}:1`, content: bytes, publisherId: "demo", publishTime: now };
      await insertRow(windowVersions, kept, session);
      await insertRow(audiences, { _id, followerCount: 0, followSeq: 0, sendingId: "" }, session);
    });
};
