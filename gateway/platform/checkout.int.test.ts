/**
 * Goal: what a shopper and a cashier can do to a checkout, at the doors of the real platform (K1, Y2, P10, P11, P13, P14, V3).
 * Method: the platform as one process, as `npm start` runs it; scripts/mesh/checkout.mesh.test.ts runs the same cases on the mesh.
 */
import { startPlatform } from "../../kernel/harness/platform.ts";
import { checkoutCases } from "./testing/checkout-cases.ts";

checkoutCases(() => startPlatform({ env: { PAYWINDOW_RATE_LIMIT: "0" } }));
