/** Everything that can be set from outside, read once by main.ts and passed down. Nothing else reads the environment. */
export interface Config {
  /** Which services this process runs: all of them unless SERVICES names some (`SERVICES=payments,gateway`). */
  readonly services: "all" | readonly string[];
  /** PAYWINDOW_HOST, default 127.0.0.1: where the doors listen. */
  readonly host: string;
  /** PAYWINDOW_PORT, default 8080: pages and HTTP. */
  readonly httpPort: number;
  /** PAYWINDOW_GRPC_PORT, default PAYWINDOW_PORT + 1: gRPC for everyone. */
  readonly grpcPort: number;
  /** PAYWINDOW_NODE_GRPC_PORT, default 0 (any free port): this node's own gRPC server, in a mesh. */
  readonly nodeGrpcPort: number;
  /** PAYWINDOW_OUTSIDE_PORT, default PAYWINDOW_PORT + 3: where the outside parties of the demonstration listen (services/outside). */
  readonly outsidePort: number;
  /** PAYWINDOW_OUTSIDE_URL: where payments finds the outside parties; without it, where those of the same data folder say they are. */
  readonly outsideUrl?: string;
  /** PAYWINDOW_OUTSIDE_KEYS, default `<PAYWINDOW_DATA>/outside`: the folder of the keys by which payments and the outside parties know each other. */
  readonly outsideKeysDir: string;
  /** PAYWINDOW_NOTICE_URL: where the outside parties reach the HTTP door, to tell results that come later. Default: the door itself in the demonstration without TLS; else they are not asked to tell. */
  readonly noticeUrl?: string;
  /** PAYWINDOW_MLLP_PORT, default PAYWINDOW_PORT + 4 in the demonstration, else none: where laboratories send HL7 messages. PAYWINDOW_MLLP_STORE: for which store. PAYWINDOW_MLLP_PEERS: the addresses from which they may come, default this machine's own. */
  readonly mllp?: { readonly port: number; readonly storeId: string; readonly peers: readonly string[] };
  /** PAYWINDOW_DATA, default `.data`: the folder of the embedded store. */
  readonly dataDir: string;
  /** MONGODB_URI: MongoDB instead of the embedded store. */
  readonly mongodbUri?: string;
  /** NATS_URL: a mesh over NATS instead of one process. */
  readonly natsUrl?: string;
  /** PAYWINDOW_DOOR, default nats: how this node calls others. */
  readonly door: "nats" | "grpc";
  /** PAYWINDOW_MESH_SECRET: what nodes show each other at their gRPC doors; required where the gRPC door is used in a mesh. */
  readonly meshSecret?: string;
  /** PAYWINDOW_SECRET_KEY, 32 bytes in base64: seals private keys, device secrets and personal data at rest; without it they are stored as they are. */
  readonly secretKey?: Uint8Array;
  /** PAYWINDOW_SEAL, default aes: by which algorithm new rows are sealed: aes (AES-256-GCM) or sm4 (SM4-CTR and HMAC-SM3). Rows of either kind open. */
  readonly sealCipher: "aes" | "sm4";
  /** PAYWINDOW_PLATFORM_KEY (PEM file): the RSA key that signs answers at the Alipay door and notifications. Default: one of its own in the data folder. */
  readonly platformKeyFile?: string;
  /** PAYWINDOW_PLATFORM_CERT (PEM file): the certificate of that key, for clients in certificate mode. */
  readonly platformCertFile?: string;
  /** PAYWINDOW_TLS_CERT and PAYWINDOW_TLS_KEY (PEM files): TLS at the gRPC and HTTP doors. PAYWINDOW_TLS_CA: clients' certificates at node doors (mTLS). */
  readonly tls?: { readonly certFile: string; readonly keyFile: string; readonly caFile?: string };
  /** PAYWINDOW_DEMO, default on: seeds demo data and shows the demo personas. */
  readonly demo: boolean;
  /** PAYWINDOW_LOG_LEVEL, default warn in one process and info in a mesh. */
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
  /** OTEL_EXPORTER_OTLP_ENDPOINT: where traces go; without it none are recorded. */
  readonly otlpEndpoint?: string;
  /** PAYWINDOW_RATE_LIMIT, default 200: calls a second that one caller may make at the gateway; 0 = no limit. */
  readonly rateLimit: number;
  /** `--fresh`: the data folder is emptied first. */
  readonly fresh: boolean;
  /** `--demo`: a demo day is played at the doors once they are open (loadtest/demo-day). */
  readonly demoDay: boolean;
}
