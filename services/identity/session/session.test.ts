/** What becomes of a refresh token, as a table. */
import { expect, test } from "@jest/globals";
import { plusMs } from "../../../kernel/time/clock.ts";
import { hashToken, judgeRefresh, newRefreshToken, type RefreshTokenRow, type SessionRow } from "./session.ts";

const now = new Date("2030-01-01T00:00:00Z");
const later = plusMs(now, 1);
const aToken = (changes: Partial<RefreshTokenRow> = {}): RefreshTokenRow => ({
  ...{ _id: "hash", sessionId: "ses_1234", expireTime: later },
  ...changes,
});
const aSession = (changes: Partial<SessionRow> = {}): SessionRow => ({
  ...{ _id: "ses_1234", principalId: "usr_1234", startTime: now, expireTime: later },
  ...changes,
});

test.each([
  ["a token that is unspent", aToken(), aSession(), "accepted"],
  ["no such token", null, null, "expired"],
  ["a token whose session is gone", aToken(), null, "expired"],
  ["a token at its end", aToken({ expireTime: now }), aSession(), "expired"],
  ["a token of an ended session", aToken(), aSession({ endTime: now }), "expired"],
  ["a spent token", aToken({ spentTime: now }), aSession(), "reused"],
  ["a spent token of an ended session", aToken({ spentTime: now }), aSession({ endTime: now }), "expired"],
] as const)("%s", (_what, token, session, verdict) => {
  expect(judgeRefresh(token, session, now)).toBe(verdict);
});

test("a refresh token is 256 bits by chance and stored as a hash only", () => {
  const token = newRefreshToken();
  expect(Buffer.from(token, "base64url")).toHaveLength(32);
  expect(newRefreshToken()).not.toBe(token);
  expect(hashToken(token)).not.toContain(token);
  expect(hashToken(token)).toBe(hashToken(token));
});
