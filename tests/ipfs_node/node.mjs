// Runs an IPFS node for the tests: node -r ./poly.cjs node.mjs REPO. It knows no other node, writes "ready" with the
// ports of its RPC API and of its gateway, and ends once its standard input does.
import { create } from 'ipfs-core'
import { HttpApi } from 'ipfs-http-server'
import { HttpGateway } from 'ipfs-http-gateway'

const anyPort = '/ip4/127.0.0.1/tcp/0'
const node = await create({
  repo: process.argv[2],
  silent: true,
  offline: true,
  preload: { enabled: false },
  init: { emptyRepo: true, algorithm: 'Ed25519' },
  config: {
    Addresses: { API: anyPort, Gateway: anyPort, Swarm: [], RPC: '', Delegates: [] },
    Bootstrap: [],
    Discovery: { MDNS: { Enabled: false }, webRTCStar: { Enabled: false } },
    Routing: { Type: 'none' },
    Swarm: { DisableNatPortMap: true }
  }
})
const api = new HttpApi(node)
const gateway = new HttpGateway(node)
await api.start()
await gateway.start()
process.stdin.on('end', () => process.exit(0)).resume()
console.log('ready', api._apiServers[0].info.port, gateway._gatewayServers[0].info.port)
