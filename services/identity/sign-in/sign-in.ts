import type { ClientSession } from "mongoose";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { verifyPassword } from "../../../kernel/crypto/password.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { Session, SignInRequest } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import { identityReasons } from "../errors.ts";
import type { IdentityParts } from "../identity-parts.ts";
import { normalizeLogin, type Principal } from "../principal/principal.ts";
import { isPhone } from "../registration/phone.ts";
import { openSession } from "../session/open-session.ts";
import { failureIdOf } from "./failed-sign-ins-model.ts";
import { judgeAttempt, remainingLockMs } from "./lock-out.ts";

const parse = (request: SignInRequest) => {
  const fields = readFields();
  const login = normalizeLogin(fields.text("login", request.login, 1, 64));
  const shape = { en: "1 to 128 characters", zh: "1 至 128 个字符" };
  const password = fields.matching("password", request.password, /^[\s\S]{1,128}$/u, shape);
  fields.check();
  return { login, password };
};

const locked = (retryAfterMs: number) => {
  const retryAfterSeconds = String(Math.ceil(retryAfterMs / 1000));
  return identityReasons.error("SIGN_IN_LOCKED", {
    metadata: { retryAfterSeconds, retryAfterMs: String(retryAfterMs) },
  });
};

/**
 * Signs a principal in, by login or by registered phone. Repeated failures lock the login for a growing time. Nothing tells whether a login exists: an unknown one costs the same
 * argon2 work, gives the same reason and is locked by the same rule.
 */
export const signIn =
  (parts: IdentityParts): Handler<SignInRequest, Session> =>
  async (request, { now }) => {
    const { login, password } = parse(request);
    const failureId = failureIdOf(login);
    const [principal, known] = await Promise.all([
      parts.principals.findOne(isPhone(login) ? { phoneIndex: parts.phoneIndex(login) } : { login }).lean<Principal>(),
      parts.failedSignIns.findById(failureId).lean(),
    ]);
    const lockedMs = remainingLockMs(known, now);
    if (lockedMs > 0) throw locked(lockedMs);
    const passwordRight = await verifyPassword(principal?.passwordHash, password);
    const signer = await parts.keyRing.signer(now);

    const verdict = await parts.store.transaction(async (session: ClientSession) => {
      const record = await parts.failedSignIns.findById(failureId).session(session).lean();
      const judged = judgeAttempt(record, passwordRight, now);
      if (judged.kind === "refused")
        await parts.failedSignIns.updateOne({ _id: failureId }, { $set: judged.record }, { upsert: true, session });
      if (judged.kind !== "welcome") return judged;
      if (record) await parts.failedSignIns.deleteOne({ _id: failureId }, { session });
      return { kind: judged.kind, refreshToken: await openSession(parts, principal!._id, now, session) };
    });
    if (verdict.kind === "locked") throw locked(verdict.retryAfterMs);
    if (verdict.kind === "refused") throw identityReasons.error("CREDENTIALS_REFUSED");
    return signer.sessionMessage(principal!, verdict.refreshToken);
  };
