import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The pages as static files. `npx vite` in this folder serves them while they are worked on, with the calls handed on to a platform on port 8080. */
export default defineConfig({
  plugins: [react()],
  build: { outDir: "dist", emptyOutDir: true, target: "es2022", assetsInlineLimit: 0, chunkSizeWarningLimit: 700 },
  server: { proxy: { "/v1": "http://127.0.0.1:8080", "/docs": "http://127.0.0.1:8080" } },
});
