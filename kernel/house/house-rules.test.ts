/** Goal: the house stays as docs/decisions.md draws it. Method: read every file that people wrote and hold it against the rules. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { ROOT, readSourceTree, type SourceFile } from "./source-tree.ts";

const files = readSourceTree();
const production = files.filter((file) => !file.isTest);

/** The order in which imports may go: a folder imports from those before it. */
const ORDER = ["proto", "kernel", "services", "verticals", "gateway", "web"];

/** `services/payments` for a file of that service, `kernel` for one of the kernel: the rooms between which only contract types pass. */
const roomOf = (path: string): string => {
  const [top = "", second = ""] = path.split("/");
  return top === "services" || top === "verticals" ? `${top}/${second}` : top;
};

const mayImport = (from: string, to: string): boolean => {
  const [fromRoom, toRoom] = [roomOf(from), roomOf(to)];
  if (fromRoom === toRoom || !ORDER.includes(from.split("/")[0] ?? "")) return true;
  return toRoom === "proto" || (toRoom === "kernel" && fromRoom !== "web" && !to.startsWith("kernel/harness/"));
};

/** Tests may also start the real services and doors. */
const testMayImport = (from: string, to: string): boolean =>
  mayImport(from, to) || to.startsWith("kernel/") || /\.service\.ts$|start-gateway\.ts$|\/verify-\w+\.ts$/.test(to);

const offences = (tree: SourceFile[], allowed: (from: string, to: string) => boolean): string[] =>
  tree.flatMap(({ path, imports }) =>
    imports.filter(({ target }) => !allowed(path, target)).map(({ target }) => `${path} imports ${target}`),
  );

describe("imports", () => {
  test("flow one way, and only contract types cross from room to room", () => {
    expect(offences(production, mayImport)).toEqual([]);
  });

  test("of tests reach other rooms only through services, doors and the kernel", () => {
    expect(
      offences(
        files.filter((file) => file.isTest),
        testMayImport,
      ),
    ).toEqual([]);
  });

  test("name files that exist", () => {
    const missing = files.flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => !target.startsWith("proto/gen") && !existsSync(join(ROOT, target)))
        .map(({ target }) => `${path} imports ${target}`),
    );
    expect(missing).toEqual([]);
  });

  test("go in no circle", () => {
    const graph = new Map(
      production.map(({ path, imports }) => [
        path,
        imports.filter(({ typeOnly }) => !typeOnly).map(({ target }) => target),
      ]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: string[]): void => {
      if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
      if (done.has(path) || trail.includes(path)) return;
      for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const path of graph.keys()) visit(path, []);
    expect(circles).toEqual([]);
  });
});

/** Soft limits hold but for what ratchet.json lists; a list that could shrink fails until it is written anew (UPDATE_RATCHET=1). */
const RATCHET = join(ROOT, "kernel/house/ratchet.json");
const SOFT = { file: 200, function: 40 };
const HARD = { file: 400, function: 70 };

interface Ratchet {
  readonly files: number;
  readonly functions: number;
}

describe("lengths", () => {
  const longFiles = (limit: number) =>
    files.filter(({ lines, isTest }) => !isTest && lines > limit).map(({ path, lines }) => `${path}: ${lines} lines`);
  const longFunctions = (limit: number) =>
    production.flatMap(({ path, functions }) =>
      functions
        .filter(({ lines }) => lines > limit)
        .map(({ name, line, lines }) => `${path}:${line} ${name}: ${lines} lines`),
    );

  test("stay below the hard limits (file 400, function 70)", () => {
    const longTests = files.filter(({ lines, isTest }) => isTest && lines > HARD.file);
    expect(longTests.map(({ path, lines }) => `${path}: ${lines} lines`)).toEqual([]);
    expect(longFiles(HARD.file)).toEqual([]);
    expect(longFunctions(HARD.function)).toEqual([]);
  });

  test("beyond the soft limits (file 200, function 40) only ever become fewer", () => {
    const now: Ratchet = { files: longFiles(SOFT.file).length, functions: longFunctions(SOFT.function).length };
    if (process.env["UPDATE_RATCHET"]) writeFileSync(RATCHET, `${JSON.stringify(now, null, 2)}\n`);
    const kept = JSON.parse(readFileSync(RATCHET, "utf8")) as Ratchet;
    const more = now.files > kept.files || now.functions > kept.functions;
    expect(more ? [...longFiles(SOFT.file), ...longFunctions(SOFT.function)] : []).toEqual([]);
    expect(now).toEqual(kept);
  });
});

interface Rpc {
  readonly service: string;
  readonly name: string;
  readonly path: string;
}

const kebab = (name: string): string => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();

/** Every rpc of the contracts, with its HTTP path, read from the .proto texts. */
const rpcs = (): Rpc[] =>
  ["content", "identity", "marketing", "membership", "outside", "payments", "restaurant", "supermarket"].flatMap(
    (service) => {
      const text = readFileSync(join(ROOT, `proto/paywindow/${service}/v1/${service}.proto`), "utf8");
      return [...text.matchAll(/rpc (\w+)\([\s\S]*?(?:get|post): "([^"]+)"/g)].map(([, name = "", path = ""]) => ({
        service,
        name,
        path,
      }));
    },
  );

describe("one name in five places", () => {
  test.each(rpcs())("$service.$name: its HTTP path, its file and its test bear its name", ({ service, name, path }) => {
    expect(path).toBe(`/v1/${service}/${kebab(name)}`);
    const room = files.filter((file) => new RegExp(`^(services|verticals)/${service}/`).test(file.path));
    const named = room.filter((file) => file.path.endsWith(`/${kebab(name)}.ts`));
    expect(named.map((file) => file.path)).toHaveLength(1);
    const tests = room.filter((file) => new RegExp(`/${kebab(name)}(\\.int)?\\.test\\.ts$`).test(file.path));
    expect(tests.length).toBeGreaterThan(0);
  });
});

/** What only some places may say, and why. */
const BANNED: readonly { readonly pattern: RegExp; readonly only: RegExp; readonly why: string }[] = [
  {
    pattern: /\bDate\.now\(|new Date\(\)/,
    only: /^(kernel\/time\/|web\/|scripts\/|loadtest\/)/,
    why: "only kernel/time reads the clock",
  },
  {
    pattern: /\bprocess\.env\b/,
    only: /^(main\.ts|scripts\/|loadtest\/|kernel\/(config|harness)\/)/,
    why: "only kernel/config reads the environment",
  },
  { pattern: /Math\.random\(/, only: /^web\//, why: "chance comes from node:crypto or from a seed" },
  { pattern: /\b(parseFloat|toFixed)\(/, only: /^(loadtest|scripts)\//, why: "money is never a float" },
  { pattern: /\b(TODO|FIXME|XXX|HACK)\b/, only: /^kernel\/house\//, why: "what cannot be done now is an issue" },
];

describe("words", () => {
  test.each(BANNED)("$pattern: $why", ({ pattern, only }) => {
    const found = production.filter(({ path, text }) => pattern.test(text) && !only.test(path)).map(({ path }) => path);
    expect(found).toEqual([]);
  });
});
