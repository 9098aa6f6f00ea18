/** The closing lines of .ci/run: what was skipped, then `N passed, N failed` from Jest's own results. A kind without results counts as a failure. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const results = ["unit", "mesh", "nats", "grpc", "web"].map((kind) => {
  const file = fileURLToPath(new URL(`../.cache/tests/${kind}.json`, import.meta.url));
  if (existsSync(file)) return { kind, ...JSON.parse(readFileSync(file, "utf8")) };
  console.log(`FAILED: the ${kind} tests left no results`);
  return { kind, passed: 0, failed: 1, skipped: 0, titles: [] };
});
const sum = (field) => results.reduce((total, result) => total + result[field], 0);

for (const { kind, titles } of results)
  for (const { title, status } of titles) if (status === "pending") console.log(`SKIPPED (${kind}): ${title}`);
if (!process.env.MONGODB_URI) console.log("SKIPPED: everything on MongoDB (MONGODB_URI is not set)");
const skipped = sum("skipped");
console.log(`${sum("passed")} passed, ${sum("failed")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exit(sum("failed") > 0 ? 1 : 0);
