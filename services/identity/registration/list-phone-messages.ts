import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  ListPhoneMessagesRequest,
  ListPhoneMessagesResponse,
} from "../../../proto/gen/paywindow/identity/v1/registration.ts";
import type { IdentityParts } from "../identity-parts.ts";
import { messagesTo } from "./embedded-sms.ts";
import { readPhone } from "./phone.ts";

/** ListPhoneMessages: the demonstration's phone; nobody's where the demo is off. */
export const listPhoneMessages =
  (parts: IdentityParts, demo: boolean): Handler<ListPhoneMessagesRequest, ListPhoneMessagesResponse> =>
  async (request, { now }) => {
    const fields = readFields();
    const phone = readPhone(fields, "phone", request.phone);
    fields.check();
    return { messages: demo ? await messagesTo(parts, phone, now) : [] };
  };
