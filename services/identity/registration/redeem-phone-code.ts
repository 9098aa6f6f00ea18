import { assertService } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  RedeemPhoneCodeRequest,
  RedeemPhoneCodeResponse,
} from "../../../proto/gen/paywindow/identity/v1/registration.ts";
import { identityReasons } from "../errors.ts";
import type { IdentityParts } from "../identity-parts.ts";
import { readPurpose } from "./request-phone-code.ts";
import { codeRefusal, usePhoneCode } from "./use-phone-code.ts";

const SHAPE = { en: "six digits", zh: "须为 6 位数字" };

/** RedeemPhoneCode: another service's proof that the user has the phone at hand. Used once, like every code. */
export const redeemPhoneCode =
  (parts: IdentityParts): Handler<RedeemPhoneCodeRequest, RedeemPhoneCodeResponse> =>
  async (request, { caller, now }) => {
    assertService(caller);
    const fields = readFields();
    const userId = fields.id("user_id", request.userId, "usr");
    const purpose = readPurpose(fields, request.purpose);
    const code = fields.matching("phone_code", request.phoneCode, /^\d{6}$/, SHAPE);
    fields.check();
    const principal = await parts.principals.findById(userId).lean();
    const { phoneIndex, maskedPhone } = principal ?? {};
    if (!phoneIndex || !maskedPhone) throw identityReasons.error("PHONE_NOT_KNOWN");
    const verdict = await parts.store.transaction((session) =>
      usePhoneCode(parts, session, { purpose, phoneIndex, code }, now),
    );
    if (verdict.kind !== "right") throw codeRefusal(verdict);
    return { maskedPhone, phoneIndex };
  };
