import type { Handler } from "../../../kernel/contract/contract.ts";
import type {
  ListDemoPersonasRequest,
  ListDemoPersonasResponse,
} from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import { DEMO_PASSWORD, demoPrincipals } from "./demo-principals.ts";

/** Whom a visitor may be; nobody where the demo is off. */
export const listDemoPersonas =
  (demo: boolean): Handler<ListDemoPersonasRequest, ListDemoPersonasResponse> =>
  async () => ({
    personas: (demo ? demoPrincipals : []).map(({ page, displayName, displayNameEn, login }) => ({
      ...{ role: page, displayName, displayNameEn, login },
      password: DEMO_PASSWORD,
    })),
  });
