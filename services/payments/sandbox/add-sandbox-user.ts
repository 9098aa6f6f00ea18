import type { Handler } from "../../../kernel/contract/contract.ts";
import { hashPassword } from "../../../kernel/crypto/password.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { insertRow } from "../../../kernel/store/rows.ts";
import { AddSandboxUserRequest, AddSandboxUserResponse } from "../../../proto/gen/paywindow/payments/v1/sandbox.ts";
import { EntryReason, fundingOf, walletOf } from "../ledger/ledger.ts";
import { sealPasswordHash } from "../password/payment-password-model.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { WalletState } from "../wallet/wallet.ts";
import { SANDBOX_FUNDS, SANDBOX_PASSWORD, SANDBOX_USER_NAME, sandboxOperatorOf } from "./sandbox.ts";

const CURRENCY = "CNY";

/** AddSandboxUser: the user, the money (by an entry, like all money) and the payment password in one commit; its id derives from the key (P16). */
export const addSandboxUser =
  (parts: PaymentsParts, demo: boolean): Handler<AddSandboxUserRequest, AddSandboxUserResponse> =>
  async (request, context) => {
    const scope = sandboxOperatorOf(demo, context.caller);
    const { idempotencyKey: key, now } = context;
    const hash = await hashPassword(SANDBOX_PASSWORD);
    const encoded = AddSandboxUserRequest.encode(request).finish();
    return parts.idempotency.run(
      { rpc: "addSandboxUser", scope, key, request: encoded, codec: AddSandboxUserResponse, context },
      async (session) => {
        const userId = deriveId("usr", now, scope, key);
        const about = {
          displayName: SANDBOX_USER_NAME,
          currencyCode: CURRENCY,
          deviceCount: 0,
          realNameLevel: 2,
        } as const;
        await insertRow(parts.users, { _id: userId, ...about, state: WalletState.ACTIVE }, session);
        const sealed = sealPasswordHash(parts.seal, userId, hash);
        await insertRow(parts.paymentPasswords, { _id: userId, ...sealed, setTime: now }, session);
        const posting = { debit: fundingOf(CURRENCY), credit: walletOf(userId, CURRENCY), amount: SANDBOX_FUNDS };
        const entryId = deriveId("ent", now, userId);
        const entry = { entryId, reason: EntryReason.FUNDING, subjectId: userId, postings: [posting] };
        if (await parts.ledger.post(session, entry, now))
          throw new Error("the platform's funding account has no floor");
        return { userId };
      },
    );
  };
