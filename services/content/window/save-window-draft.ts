import type { Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { bytesOf, findRow, insertRow, updateRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import {
  type SaveWindowDraftRequest,
  WindowContent,
  type WindowDesk,
} from "../../../proto/gen/paywindow/content/v1/window.ts";
import { managerOf } from "../callers.ts";
import type { ContentParts, Work } from "../content-parts.ts";
import { contentReasons } from "../errors.ts";
import { loadDesk } from "./load-desk.ts";
import { readContent } from "./read-content.ts";

const MAX_REVISION = 2_000_000_000;

const parse = (request: SaveWindowDraftRequest) => {
  const fields = readFields();
  const merchantId = fields.id("merchant_id", request.merchantId, "mer");
  const expected = fields.integer("expected_revision", request.expectedRevision, 0, MAX_REVISION);
  const content = readContent(fields, request.content);
  fields.check();
  return { merchantId, expected, draft: Buffer.from(WindowContent.encode(content).finish()) };
};

const makeWindow = async (
  { windows, audiences }: ContentParts,
  { merchantId, draft }: { merchantId: string; draft: Buffer },
  { session, now }: Pick<Work, "session" | "now">,
): Promise<void> => {
  const _id = deriveId("win", now, merchantId);
  const blank = { publishedRevision: 0, version: 0, autoReplies: [], autoRepliesRevision: 0 };
  await insertRow(windows, { _id, merchantId, draft, revision: 1, ...blank }, session);
  await insertRow(audiences, { _id, followerCount: 0, followSeq: 0, sendingId: "" }, session);
};

/** SaveWindowDraft: a draft that somebody else has changed meanwhile is not written over; the one that is there already is no change. */
export const saveWindowDraft =
  (parts: ContentParts): Handler<SaveWindowDraftRequest, WindowDesk> =>
  async (request, { caller, now }) => {
    const { merchantId, expected, draft } = parse(request);
    managerOf(caller, merchantId);
    return runAgainOnDuplicate(() =>
      parts.store.transaction(async (session) => {
        const row = await findRow(parts.windows, { merchantId }, session);
        if (row && draft.equals(bytesOf(row.draft))) return loadDesk(parts, merchantId, session);
        if ((row?.revision ?? 0) !== expected) throw contentReasons.error("WINDOW_DRAFT_CHANGED");
        if (!row) await makeWindow(parts, { merchantId, draft }, { session, now });
        else {
          const change = { $set: { draft, revision: expected + 1 } };
          await updateRow(parts.windows, { filter: { _id: row._id }, update: change }, { session });
        }
        return loadDesk(parts, merchantId, session);
      }),
    );
  };
