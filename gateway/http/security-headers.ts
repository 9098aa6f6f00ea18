/**
 * What a page of ours may do: run and style itself from our own files and nothing inline, speak to us, use camera and microphone (scanning, listening), be
 * in nobody's frame. React sets styles through the object model, which this allows; a style in markup it does not.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(self), microphone=(self), geolocation=(self), payment=()",
};

const HEADERS_OVER_TLS = { ...HEADERS, "strict-transport-security": "max-age=31536000" };

/** Headers of every answer. */
export const securityHeaders = (overTls: boolean): Readonly<Record<string, string>> =>
  overTls ? HEADERS_OVER_TLS : HEADERS;

/**
 * The worker that puts codes into sound: its library is WebAssembly and makes functions out of texts, which no page may. It can do nothing else: no page, no
 * storage, no network.
 */
export const SOUND_WORKER_POLICY = "default-src 'none'; script-src 'self' 'unsafe-eval'";
