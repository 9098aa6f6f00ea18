import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** ggwave asks for these where it runs in Node; in a browser it never does. */
const NODE_ONLY: ReadonlySet<string> = new Set(["fs", "path"]);
const EMPTY = "\0node-only";

const withoutNode = (): Plugin => ({
  name: "without-node",
  enforce: "pre",
  resolveId: (id) => (NODE_ONLY.has(id) ? EMPTY : undefined),
  load: (id) => (id === EMPTY ? "export default {}" : undefined),
});

/** The pages as static files. `npx vite` in this folder serves them while they are worked on, with the calls handed on to a platform on port 8080. */
export default defineConfig({
  plugins: [react()],
  worker: { plugins: () => [withoutNode()] },
  build: { outDir: "dist", emptyOutDir: true, target: "es2022", assetsInlineLimit: 0, chunkSizeWarningLimit: 700 },
  server: { proxy: { "/v1": "http://127.0.0.1:8080", "/docs": "http://127.0.0.1:8080" } },
});
