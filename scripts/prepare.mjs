/**
 * What every command needs first, on any Node >= 20 and with nothing installed: the packages of the lock file and the contracts' generated types
 * (and, for `prepare.mjs web`, the pages). Each step is skipped while its inputs are unchanged, so a later start takes milliseconds.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const stamps = join(root, "node_modules", ".cache", "paywindow");
const bin = (name) => join(root, "node_modules", ".bin", name);

/** Every file under the paths, in a fixed order. */
function filesUnder(paths, skip) {
  const found = [];
  const visit = (path) => {
    if (skip.includes(relative(root, path))) return;
    if (!statSync(path).isDirectory()) found.push(path);
    else for (const name of readdirSync(path).sort()) visit(join(path, name));
  };
  for (const path of paths) visit(join(root, path));
  return found;
}

/** A hash of the names and contents of the inputs. */
function hashOf(paths, skip = []) {
  const hash = createHash("sha256");
  for (const file of filesUnder(paths, skip)) hash.update(relative(root, file)).update("\0").update(readFileSync(file));
  return hash.digest("hex");
}

/** Runs a step unless its stamp says that it ran on the same inputs and its output is still there. */
function step(name, inputsHash, output, run) {
  const stamp = join(stamps, name);
  const done = existsSync(join(root, output)) && existsSync(stamp) && readFileSync(stamp, "utf8") === inputsHash;
  if (done) return;
  console.error(`paywindow: ${name} …${name === "install packages" ? " (once, about a minute)" : ""}`);
  run();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, inputsHash);
}

function execute(command, args, cwd = root) {
  const result = spawnSync(command, args, { cwd, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  if (result.status === 0) return;
  console.error(`paywindow: "${command} ${args.join(" ")}" failed${result.error ? `: ${result.error.message}` : ""}`);
  process.exit(result.status ?? 1);
}

step("install packages", hashOf(["package-lock.json"]), "node_modules/.bin/node", () =>
  execute("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]),
);
step("generate contracts", hashOf(["proto"], ["proto/gen"]), "proto/gen/contracts.binpb", () => {
  rmSync(join(root, "proto", "gen"), { recursive: true, force: true });
  execute(bin("buf"), ["generate"], join(root, "proto"));
  execute(bin("buf"), ["build", "-o", "gen/contracts.binpb"], join(root, "proto"));
});
if (process.argv[2] === "web") {
  step("build pages", hashOf(["web", "package-lock.json"], ["web/dist"]), "web/dist/index.html", () =>
    execute(
      bin("node"),
      [join(root, "node_modules", "vite", "bin", "vite.js"), "build", "--logLevel", "warn"],
      join(root, "web"),
    ),
  );
}
