/** Who of a restaurant's staff may do what. The matrix of all doors (access-table.int.test.ts) has no waiter and no cook: here the table is asked as the doors ask it. */
import { expect, test } from "@jest/globals";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { authorize } from "../authorize.ts";
import { restaurantAccess } from "./restaurant-access.ts";

const SITE = "str_demorestaurant1";
const staff = (role: string): Caller => ({
  ...{ kind: "staff", id: `stf_${role}1`, tenantId: "mer_demorestaurant", siteIds: [SITE], roles: [role] },
});

const KITCHEN = ["getStore", "getMenu", "setSoldOut", "getBoard", "listKitchenItems", "bumpItem", "recallItem"];
const OFFICE = ["putQueueSettings", "giveDiscount", "refundDish"];
const DINERS = ["openTable", "orderAhead", "payShare"];

const mayCall = (role: string, storeId = SITE): string[] =>
  Object.entries(restaurantAccess).flatMap(([action, row]) => {
    try {
      authorize(row, staff(role), { storeId });
      return [action.replace("restaurant.", "")];
    } catch {
      return [];
    }
  });

const all = Object.keys(restaurantAccess).map((action) => action.replace("restaurant.", ""));

test("a cook reaches the kitchen's screen, the menu and the board, and no guest, table or bill", () => {
  expect(mayCall("cook").toSorted()).toEqual([...KITCHEN, "acknowledgeChanges"].toSorted());
});

test("a waiter does all but what the office or a diner does", () => {
  expect(mayCall("waiter").toSorted()).toEqual(
    all.filter((name) => !OFFICE.includes(name) && !DINERS.includes(name)).toSorted(),
  );
});

test("the manager does all but what a diner does", () => {
  expect(mayCall("manager").toSorted()).toEqual(all.filter((name) => !DINERS.includes(name)).toSorted());
});

test("nobody of another trade comes in, and nobody reaches another store", () => {
  expect(mayCall("cashier")).toEqual([]);
  const elsewhere = mayCall("manager", "str_elsewhere1");
  expect(elsewhere.filter((name) => name.startsWith("list"))).toEqual([]);
  expect(elsewhere).not.toContain("takeTicket");
});
