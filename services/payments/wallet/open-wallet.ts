import { consume, defineEvent, type EventConsumer } from "../../../kernel/events/event.ts";
import { UserRegistered } from "../../../proto/gen/paywindow/identity/v1/registration.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { WalletState } from "./wallet.ts";

const userRegistered = defineEvent("identity.user.registered", UserRegistered);

const CURRENCY = "CNY";

/**
 * Opens the wallet of whoever has registered. The news comes as often as it takes and is heard once; a wallet that is there stays as it is. The user need not
 * ask for it, so nothing is stuck where a phone dies after registering.
 */
export const openWalletConsumer = ({ users }: Pick<PaymentsParts, "users">): EventConsumer =>
  consume(userRegistered, "open-wallet", async ({ userId, displayName, phoneIndex, maskedPhone }, { session }) => {
    const wallet = { displayName, state: WalletState.ACTIVE, currencyCode: CURRENCY, deviceCount: 0 };
    const opened = { $setOnInsert: { ...wallet, phoneIndex, maskedPhone } };
    await users.updateOne({ _id: userId }, opened, { session, upsert: true });
  });
