import { defineEvent } from "../../kernel/events/event.ts";
import { AppChanged } from "../../proto/gen/paywindow/identity/v1/app.ts";
import { UserRegistered } from "../../proto/gen/paywindow/identity/v1/registration.ts";

/** What identity tells the world. Identity knows none of the listeners. */
export const userRegistered = defineEvent("identity.user.registered", UserRegistered);

export const appChanged = defineEvent("identity.app.changed", AppChanged);
