import { type ChannelCredentials, type ChannelOptions, Client } from "@grpc/grpc-js";

export interface ChannelPoolOptions {
  readonly credentials: ChannelCredentials;
  readonly channelsPerPeer: number;
  /** A peer that was not called for so long loses its connections. */
  readonly idleMs: number;
  readonly maxResponseBytes: number;
}

export interface ChannelPool {
  /** Runs a call on a channel to the peer, the next in turn; it connects when it is first used, and stays while a call is at work on it. */
  use<T>(address: string, call: (channel: Client) => Promise<T>): Promise<T>;
  close(): void;
}

interface Peer {
  readonly channels: readonly Client[];
  turn: number;
  /** Calls at work. */
  active: number;
  /** Called since the last sweep. */
  used: boolean;
}

const optionsOf = (pool: ChannelPoolOptions): ChannelOptions => ({
  // Channels would otherwise share one connection, and one HTTP/2 connection is what bounds the rate.
  "grpc.use_local_subchannel_pool": 1,
  "grpc.max_receive_message_length": pool.maxResponseBytes,
  "grpc.keepalive_time_ms": 30_000,
  "grpc.keepalive_timeout_ms": 10_000,
  "grpc.initial_reconnect_backoff_ms": 100,
  "grpc.max_reconnect_backoff_ms": 5_000,
  // The mesh's addresses come from its registry: no DNS policy and no proxy may redirect its calls.
  "grpc.service_config_disable_resolution": 1,
  "grpc.enable_http_proxy": 0,
  "grpc.enable_channelz": 0,
});

/** Channels to peers, a fixed number each, made on the first call and closed when a peer is called no more. */
export const createChannelPool = (pool: ChannelPoolOptions): ChannelPool => {
  const peers = new Map<string, Peer>();
  const open = (address: string): Peer => {
    const channels = Array.from(
      { length: pool.channelsPerPeer },
      () => new Client(address, pool.credentials, optionsOf(pool)),
    );
    const peer = { channels, turn: 0, active: 0, used: true };
    peers.set(address, peer);
    return peer;
  };
  const drop = (address: string, peer: Peer) => {
    peers.delete(address);
    for (const channel of peer.channels) channel.close();
  };
  const sweep = () => {
    for (const [address, peer] of peers) {
      if (!peer.used && peer.active === 0) drop(address, peer);
      peer.used = false;
    }
  };
  const sweeper = setInterval(sweep, pool.idleMs).unref();
  return {
    use: async (address, call) => {
      const peer = peers.get(address) ?? open(address);
      peer.used = true;
      peer.active += 1;
      peer.turn = (peer.turn + 1) % peer.channels.length;
      try {
        return await call(peer.channels[peer.turn] as Client);
      } finally {
        peer.active -= 1;
      }
    },
    close: () => {
      clearInterval(sweeper);
      for (const [address, peer] of peers) drop(address, peer);
    },
  };
};
