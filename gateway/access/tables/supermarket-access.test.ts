/** What an unattended kiosk may do. The matrix of all doors (access-table.int.test.ts) has no kiosk: here the whole table is asked as the doors ask it. */
import { expect, test } from "@jest/globals";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { accessTable } from "../access-table.ts";
import { authorize } from "../authorize.ts";

const own = { storeId: "str_demomarket1", merchantId: "mer_demomarket" };
const kiosk: Caller = {
  ...{ kind: "staff", id: "stf_demokiosk1", tenantId: own.merchantId, siteIds: [own.storeId], roles: ["kiosk"] },
};

test("Y7: a kiosk sells, and says what its machine did; it reaches no till, no refund and nothing else of the shop", () => {
  const allowed = Object.entries(accessTable).flatMap(([action, row]) => {
    try {
      authorize(row, kiosk, own);
      return [action];
    } catch {
      return [];
    }
  });
  const open = Object.entries(accessTable).flatMap(([action, row]) =>
    row.some(({ who }) => who.kind === "anyone") ? [action] : [],
  );
  const vending = ["getKiosk", "chooseVendItem", "payVendOrder", "getVendOrder", "cancelVendOrder"];
  const machine = ["startVend", "confirmVended", "reportVendFailure"];
  const expected = [...vending, ...machine].map((name) => `supermarket.${name}`);
  expect(allowed.filter((action) => !open.includes(action)).sort()).toEqual(expected.sort());
});
