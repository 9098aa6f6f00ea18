/** Style sheets are imported for their effect; Vite bundles them. */
declare module "*.css";

/** What Vite writes in the place of `import.meta.env`. */
interface ImportMeta {
  readonly env: { readonly PROD: boolean };
}
