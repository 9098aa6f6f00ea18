import { type ServiceBroker, Transporters } from "moleculer";
import { createInbox, type NatsConnection } from "nats";

/** A node that owes an answer is asked for a sign of life so often. */
const PING_EVERY_MS = 500;
/** A node that owes an answer and gives no sign of life for so long is away, though its connection may stand (a stopped process, a cut line). */
const SILENCE_MS = 2_500;
/** How long the last packets may take to leave when the node stops. */
const FLUSH_MS = 1_000;

/** The part of Moleculer's packet that tells what it is and for whom. */
interface Addressed {
  readonly type: string;
  readonly target?: string | null;
}

/** What Moleculer's types leave out. */
interface Nodes {
  readonly nodes: { disconnected(nodeId: string, unexpected: boolean): void };
}

/**
 * Moleculer's NATS transporter, made to notice at once what Moleculer by itself notices by a missing heartbeat, after 6 to 12 s, while calls hang:
 * - a process that died: requests carry a reply subject, so the server answers "no responders" for a node that nobody serves any more;
 * - a process that stands still, or a line that is cut without being closed: whoever owes an answer is pinged twice a second, and away after 2.5 s of silence;
 * - no server: requests fail at once instead of waiting in the client's buffer, and after a reconnection the nodes make themselves known again.
 * A node that is away leaves the registry and its calls are rejected; its next heartbeat brings it back.
 */
export class MeshTransporter extends Transporters.NATS {
  readonly #inbox = createInbox();
  /** Nodes that owe a sign of life, and since when. */
  readonly #asked = new Map<string, number>();
  /** Answers owed by another way than this one (gRPC), by node. */
  readonly #owed = new Map<string, number>();
  #watch: NodeJS.Timeout | undefined;

  override async onConnected(wasReconnect?: boolean): Promise<void> {
    if (!wasReconnect) this.#begin(this.client as NatsConnection);
    await super.onConnected(wasReconnect);
  }

  /** A call by another way waits for this node, which is watched meanwhile; to be called back when it is answered. */
  owes(nodeId: string): () => void {
    this.#owed.set(nodeId, (this.#owed.get(nodeId) ?? 0) + 1);
    return () => {
      const left = (this.#owed.get(nodeId) ?? 1) - 1;
      if (left > 0) this.#owed.set(nodeId, left);
      else this.#owed.delete(nodeId);
    };
  }

  override async disconnect(): Promise<void> {
    clearInterval(this.#watch);
    const client = this.client as NatsConnection | null;
    if (!client) return;
    // Without a server there is nobody to wait for.
    const timeout = new Promise<void>((resolve) => setTimeout(resolve, this.connected ? FLUSH_MS : 0).unref());
    await Promise.race([client.flush().catch(() => {}), timeout]);
    await client.close();
    this.client = null;
  }

  override prepublish(packet: Parameters<Transporters.NATS["prepublish"]>[0]): Promise<void> {
    const { type, target } = packet as unknown as Addressed;
    if (!this.connected && type === "REQ" && target) {
      // As if its node had gone; Moleculer keeps the request only after this returns.
      setImmediate(() => this.transit.removePendingRequestByNodeID(target));
      return Promise.resolve();
    }
    // An answer that is ready when the line is down leaves with the first bytes after it.
    if (!this.connected && type === "RES" && this.client) return this.publish(packet);
    return super.prepublish(packet);
  }

  override send(topic: string, data: Buffer, meta?: { readonly packet?: Addressed }): Promise<void> {
    const { type, target } = meta?.packet ?? {};
    const isAnswered = target && (type === "REQ" || type === "PING");
    const client = this.client as NatsConnection | null;
    client?.publish(topic, data, isAnswered ? { reply: `${this.#inbox}.${target}` } : undefined);
    return Promise.resolve();
  }

  #begin(client: NatsConnection): void {
    const { broker } = this;
    client.subscribe(`${this.#inbox}.>`, {
      callback: (_error, message) => {
        if (message.headers?.code === 503) this.#lose(message.subject.slice(this.#inbox.length + 1));
      },
    });
    void this.#follow(client);
    broker.localBus.on("$node.pong", ({ nodeID }: { nodeID: string }) => this.#asked.delete(nodeID));
    this.#watch = setInterval(() => this.#askDebtors(), PING_EVERY_MS).unref();
  }

  async #follow(client: NatsConnection): Promise<void> {
    for await (const { type } of client.status()) {
      if (type === "disconnect") {
        this.connected = false;
        for (const nodeId of this.#debtors()) this.transit.removePendingRequestByNodeID(nodeId);
      }
      if (type === "reconnect") await this.onConnected(true);
    }
  }

  /** The nodes that have not answered every request yet. */
  #debtors(): Set<string> {
    const nodes = new Set(this.#owed.keys());
    for (const { nodeID } of this.transit.pendingRequests.values()) nodes.add(nodeID);
    return nodes;
  }

  #askDebtors(): void {
    // Without a server nobody can be asked; silence then says nothing.
    const now = performance.now();
    const debtors = this.connected ? this.#debtors() : new Set<string>();
    for (const nodeId of this.#asked.keys()) if (!debtors.has(nodeId)) this.#asked.delete(nodeId);
    for (const nodeId of debtors) {
      const since = this.#asked.get(nodeId);
      if (since !== undefined && now - since >= SILENCE_MS) this.#lose(nodeId);
      else {
        if (since === undefined) this.#asked.set(nodeId, now);
        void this.transit.sendPing(nodeId);
      }
    }
  }

  #lose(nodeId: string): void {
    this.#asked.delete(nodeId);
    (this.broker.registry as ServiceBroker["registry"] & Nodes).nodes.disconnected(nodeId, true);
    this.transit.removePendingRequestByNodeID(nodeId);
  }
}
