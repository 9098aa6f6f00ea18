/** Style sheets are imported for their effect; Vite bundles them. */
declare module "*.css";

/** What Vite writes in the place of `import.meta.env`. */
interface ImportMeta {
  readonly env: { readonly PROD: boolean };
}

/** A worker's script: where Vite puts it. */
declare module "*?worker&url" {
  const url: string;
  export default url;
}
