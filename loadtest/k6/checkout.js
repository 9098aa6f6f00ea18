/**
 * The checkout path under load: a till puts a basket and takes the payment, and some tills send the payment twice, as a till does that missed the answer.
 * Every answer is checked. `npm run loadtest` writes the plan (PLAN, a JSON file: loadtest/k6/plan.ts) and starts k6.
 */
import { check } from "k6";
import { SharedArray } from "k6/data";
import exec from "k6/execution";
import { Counter, Trend } from "k6/metrics";
import { grpcDoor, httpDoor, readShelf, signIn } from "./doors.js";
import { paymentCode } from "./payment-code.js";
import { summaryPage, summaryText } from "./summary.js";

const plan = JSON.parse(open(__ENV.PLAN));
const devices = new SharedArray("devices", () => JSON.parse(open(plan.devicesFile)));
const vectors = JSON.parse(open(`${plan.protoFolder}/vectors/payment-code.json`));
const STORE = "str_demomarket1";
/** One checkout in so many is sent again under its key. */
const REPEAT_EVERY = 10;

const scenarioOf = Object.fromEntries(plan.scenarios.map((scenario) => [scenario.name, scenario]));

export const options = {
  scenarios: Object.fromEntries(plan.scenarios.map(({ name, settings }) => [name, { ...settings, exec: "checkOut" }])),
  thresholds: plan.thresholds,
  summaryTrendStats: ["avg", "min", "med", "p(90)", "p(95)", "p(99)", "max"],
};

const checkoutTime = new Trend("checkout_time", true);
const checkouts = new Counter("checkouts");
const refusals = new Counter("checkouts_refused");

const doors = { grpc: grpcDoor(plan.grpcAddress, plan.protoFolder), http: httpDoor(plan.httpAddress) };

export const setup = () => {
  for (const { deviceNumber, deviceSecretBase64url, tick, paymentCode: expected } of vectors)
    if (paymentCode({ deviceNumber, deviceSecret: deviceSecretBase64url }, tick) !== expected)
      throw new Error("this script computes other payment codes than proto/vectors/payment-code.json");
  const token = signIn(plan.httpAddress, "cashier1");
  return { token, shelf: readShelf(plan.httpAddress, token, STORE) };
};

/** Three lines and what they cost. */
const linesOf = (shelf, turn) => {
  const items = [0, 1, 2].map((line) => shelf[(turn * 7 + line * 5) % shelf.length]);
  return {
    lines: items.map(({ barcode }) => ({ barcode, quantity: 1 })),
    total: String(items.reduce((sum, { price }) => sum + price, 0)),
  };
};

/** A message as a text, whatever order k6 gives its fields in. */
const textOf = (value) =>
  JSON.stringify(value, (_, part) =>
    part && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(
          Object.keys(part)
            .sort()
            .map((key) => [key, part[key]]),
        )
      : part,
  );

/** Each scenario has phones of its own, so many that none shows two codes in one second. */
const codeOf = ({ firstDevice, deviceCount }, turn) =>
  paymentCode(devices[firstDevice + (turn % deviceCount)], Math.floor(Date.now() / 1000));

export const checkOut = ({ token, shelf }) => {
  const { name, iterationInTest: turn } = exec.scenario;
  const scenario = scenarioOf[name];
  const { door } = scenario;
  const call = doors[door];
  const tags = { door };
  const code = codeOf(scenario, turn);
  const basketId = `bsk_${plan.run}${scenario.index}x${turn}`;
  const { lines, total } = linesOf(shelf, turn);

  const put = call(
    "PutBasket",
    { basketId, storeId: STORE, tillId: `till-${exec.vu.idInTest % 100}`, lines },
    { token },
  );
  check(put, { "the basket is priced": ({ ok, body }) => ok && body.total.minorUnits === total }, tags);

  const payment = { basketId, paymentCode: code, expectedTotal: { minorUnits: total, currencyCode: "CNY" } };
  const begin = Date.now();
  const paid = call("CheckOutBasket", payment, { token, key: basketId });
  checkoutTime.add(Date.now() - begin, tags);
  checkouts.add(1, tags);
  if (!paid.ok) refusals.add(1, { ...tags, reason: paid.reason });
  check(
    paid,
    {
      "the checkout is answered with OK": ({ ok }) => ok,
      "the receipt is of the basket": ({ body }) => body?.basketId === basketId && /^rcp_/.test(body.receiptId),
      "the receipt's total is the basket's": ({ body }) => body?.total?.minorUnits === total,
      "the answer is a first one": ({ replayed }) => !replayed,
    },
    tags,
  );
  if (turn % REPEAT_EVERY !== 0) return;
  const again = call("CheckOutBasket", payment, { token, key: basketId });
  check(
    again,
    {
      "sent again, the answer is the same": ({ body }) => textOf(body) === textOf(paid.body),
      "sent again, the answer is marked": ({ replayed }) => replayed,
    },
    tags,
  );
};

export const handleSummary = (data) => ({
  [`${plan.outFolder}/summary.html`]: summaryPage(data, plan),
  [`${plan.outFolder}/summary.json`]: JSON.stringify(data, null, 2),
  stdout: summaryText(data),
});
