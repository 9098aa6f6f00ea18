import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { bytesOf, insertRow, updateRow } from "../../../kernel/store/rows.ts";
import type { PublishWindowRequest, WindowDesk } from "../../../proto/gen/paywindow/content/v1/window.ts";
import { managerOf } from "../callers.ts";
import type { ContentParts } from "../content-parts.ts";
import { contentReasons } from "../errors.ts";
import { loadDesk, loadOwnWindow } from "./load-desk.ts";

/** PublishWindow: what users see is exactly the revision that the manager has looked at. */
export const publishWindow =
  (parts: ContentParts): Handler<PublishWindowRequest, WindowDesk> =>
  async (request, { caller, now }) => {
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    fields.check();
    const publisherId = managerOf(caller, merchantId);
    return parts.store.transaction(async (session) => {
      const {
        _id,
        draft,
        revision,
        publishedRevision,
        version: before,
      } = await loadOwnWindow(parts, merchantId, session);
      if (revision !== request.revision) throw contentReasons.error("WINDOW_DRAFT_CHANGED");
      if (publishedRevision !== revision) {
        const content = bytesOf(draft);
        const version = before + 1;
        const shown = { published: content, publishedRevision: revision, version, publishTime: now };
        await updateRow(parts.windows, { filter: { _id }, update: { $set: shown } }, { session });
        const kept = { _id: `${_id}:${version}`, content, publisherId, publishTime: now };
        await insertRow(parts.windowVersions, kept, session);
      }
      return loadDesk(parts, merchantId, session);
    });
  };
