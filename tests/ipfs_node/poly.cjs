// Packages of the node use what came with Node.js 19 and 22 only.
if (typeof CustomEvent === 'undefined') {
  globalThis.CustomEvent = class CustomEvent extends Event {
    constructor (type, options = {}) {
      super(type, options)
      this.detail = options.detail ?? null
    }
  }
}
if (typeof Promise.withResolvers !== 'function') {
  Promise.withResolvers = function withResolvers () {
    const found = {}
    found.promise = new this((resolve, reject) => Object.assign(found, { resolve, reject }))
    return found
  }
}
