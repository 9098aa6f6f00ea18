import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";

/** The repository as the house rules see it. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const SKIPPED = new Set(["node_modules", "gen", "dist", ".git", ".data", ".cache", "coverage"]);

/** A function in a file, with its length in lines. */
interface FunctionLength {
  readonly name: string;
  readonly line: number;
  readonly lines: number;
}

export interface SourceFile {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly isTest: boolean;
  /** Paths from the root of the files that it imports; `type` where only types are. */
  readonly imports: readonly { readonly target: string; readonly typeOnly: boolean }[];
  readonly functions: readonly FunctionLength[];
}

const walk = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : /\.tsx?$/.test(entry.name) ? [path] : [];
  });

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly id?: { readonly name?: string } | null;
  readonly key?: { readonly name?: string };
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

/** Every function below a node, with the name that its declaration, property or variable gives it. */
const functionsIn = (node: Node, name: string, found: { name: string; node: Node }[]): void => {
  const ownName = node.id?.name ?? node.key?.name ?? name;
  if (FUNCTIONS.has(node.type)) found.push({ name: ownName, node });
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) functionsIn(child, ownName, found);
};

const readSource = (file: string): SourceFile => {
  const text = readFileSync(file, "utf8");
  const path = relative(ROOT, file).replaceAll("\\", "/");
  const { program, module } = parseSync(file, text);
  const lineAt = (offset: number) => text.slice(0, offset).split("\n").length;
  const found: { name: string; node: Node }[] = [];
  functionsIn(program as unknown as Node, "(anonymous)", found);
  // After a question mark Vite is told how to bundle the file.
  const fileOf = (specifier: string) => resolve(dirname(file), specifier.replace(/\?.*$/, ""));
  const target = (specifier: string) => relative(ROOT, fileOf(specifier)).replaceAll("\\", "/");
  const staticImports = module.staticImports
    .filter(({ moduleRequest }) => moduleRequest.value.startsWith("."))
    .map(({ moduleRequest, entries }) => ({
      target: target(moduleRequest.value),
      typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
    }));
  const reExports = module.staticExports.flatMap(({ entries }) =>
    entries
      .filter(({ moduleRequest }) => moduleRequest?.value.startsWith("."))
      .map(({ moduleRequest, isType }) => ({ target: target(moduleRequest?.value ?? ""), typeOnly: isType })),
  );
  return {
    path,
    text,
    lines: text.split("\n").length,
    isTest: /\.test\.tsx?$/.test(path) || path.includes("/testing/"),
    imports: [...staticImports, ...reExports],
    functions: found.map(({ name, node }) => {
      const line = lineAt(node.start);
      return { name, line, lines: lineAt(node.end) - line + 1 };
    }),
  };
};

/** Every TypeScript file that people wrote. */
export const readSourceTree = (): SourceFile[] => walk(ROOT).sort().map(readSource);
