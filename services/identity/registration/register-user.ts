import type { ClientSession } from "mongoose";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { hashPassword } from "../../../kernel/crypto/password.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { Session } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { RegisterUserRequest } from "../../../proto/gen/paywindow/identity/v1/registration.ts";
import { identityReasons } from "../errors.ts";
import { userRegistered } from "../events.ts";
import type { IdentityParts } from "../identity-parts.ts";
import type { Principal } from "../principal/principal.ts";
import { openSession } from "../session/open-session.ts";
import { readPhone, sealPhone } from "./phone.ts";
import { codeRefusal, looksRight, usePhoneCode } from "./use-phone-code.ts";

/**
 * RegisterUser: the code is used, and principal, session and the news of it are written, in one transaction. The wallet is opened by payments, which hears the
 * news from the outbox as often as it takes: a crash at any point leaves either nothing, or a user whose wallet will be there. A caller that lost the answer
 * signs in.
 */
export const registerUser =
  (parts: IdentityParts): Handler<RegisterUserRequest, Session> =>
  async (request, context) => {
    const asked = parse(request);
    const shown = { purpose: "REGISTER", phoneIndex: parts.phoneIndex(asked.phone), code: asked.code } as const;
    // A guess at the code is not worth an argon2id.
    const isPromising = await looksRight(parts, shown, context.now);
    const passwordHash = isPromising ? await hashPassword(asked.password) : "";
    const principal = principalOf(parts, asked, passwordHash, context.now);
    const signer = await parts.keyRing.signer(context.now);
    const outcome = await parts.store.transaction(async (session) => {
      const verdict = await usePhoneCode(parts, session, shown, context.now);
      if (verdict.kind !== "right") return { refusal: codeRefusal(verdict) };
      // Right now and not a moment ago: another code was sent in between, and there is no hash of the password.
      if (!isPromising) return { refusal: codeRefusal({ kind: "over" }) };
      const { phoneIndex } = principal;
      if (await parts.principals.exists({ phoneIndex }).session(session))
        return { refusal: identityReasons.error("PHONE_REGISTERED") };
      return { refreshToken: await commit(parts, session, principal, context) };
    });
    if ("refusal" in outcome) throw outcome.refusal;
    return signer.sessionMessage(principal, outcome.refreshToken);
  };

const CODE_SHAPE = { en: "six digits", zh: "须为 6 位数字" };
const PASSWORD_SHAPE = { en: "8 to 128 characters", zh: "8 至 128 个字符" };

const parse = (request: RegisterUserRequest) => {
  const fields = readFields();
  const phone = readPhone(fields, "phone", request.phone);
  const code = fields.matching("phone_code", request.phoneCode, /^\d{6}$/, CODE_SHAPE);
  const password = fields.matching("password", request.password, /^[\s\S]{8,128}$/u, PASSWORD_SHAPE);
  const displayName = fields.text("display_name", request.displayName, 1, 64);
  fields.check();
  return { phone, code, password, displayName };
};

/** The login names nobody: a phone signs in by its index, and a login that looks like a phone is one. */
const principalOf = (
  parts: IdentityParts,
  { phone, displayName }: ReturnType<typeof parse>,
  passwordHash: string,
  now: Date,
) => {
  const _id = newId("usr", now);
  const stored = sealPhone(parts, _id, phone);
  const login = `phone:${stored.phoneIndex}`;
  return {
    _id,
    kind: "user",
    login,
    passwordHash,
    displayName,
    storeIds: [],
    roles: [],
    ...stored,
  } satisfies Principal;
};

const commit = async (
  parts: IdentityParts,
  session: ClientSession,
  principal: ReturnType<typeof principalOf>,
  { now, traceparent }: CallContext,
): Promise<string> => {
  const { _id: userId, displayName, phoneIndex, maskedPhone } = principal;
  await parts.principals.create([principal], { session });
  const news = { userId, displayName, phoneIndex, maskedPhone };
  await parts.outbox.append(session, userRegistered, news, { now, traceparent, key: userId });
  return openSession(parts, userId, now, session);
};
