import { hash } from "node:crypto";
import type { ClientSession } from "mongoose";
import { findRow, insertRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import type { ContentParts } from "../content-parts.ts";
import { contentReasons } from "../errors.ts";
import type { MessageKeyRow } from "./message-model.ts";

/** Whose key it is, which, and what is said under it. */
interface Said {
  readonly sender: string;
  readonly key: string;
  readonly request: Uint8Array;
}

/** What came of it. */
type Answer = Pick<MessageKeyRow, "messageId" | "replyId">;

/** The key's answer, where something was said under it already. @throws MESSAGE_KEY_REUSED where that was something else. */
const findSaid = async (
  { messageKeys }: Pick<ContentParts, "messageKeys">,
  { sender, key }: Said,
  requestHash: string,
  session: ClientSession,
): Promise<Answer | null> => {
  const known = await findRow(messageKeys, { _id: `${sender}:${key}` }, session);
  if (known && known.requestHash !== requestHash) throw contentReasons.error("MESSAGE_KEY_REUSED");
  return known;
};

/**
 * Says something once per key, forever: the key, its answer and what the work writes are one commit, and every repetition gets that answer. The idempotency keys
 * of the doors are forgotten in time; a job that lay still for a month may still say its word again.
 */
export const sayOnce = (
  parts: Pick<ContentParts, "store" | "messageKeys">,
  said: Said,
  work: (session: ClientSession) => Promise<Answer>,
): Promise<Answer> => {
  const requestHash = hash("sha256", said.request, "base64url");
  return runAgainOnDuplicate(() =>
    parts.store.transaction(async (session) => {
      const known = await findSaid(parts, said, requestHash, session);
      if (known) return known;
      const answer = await work(session);
      await insertRow(parts.messageKeys, { _id: `${said.sender}:${said.key}`, requestHash, ...answer }, session);
      return answer;
    }),
  );
};
