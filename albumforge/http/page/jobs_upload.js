// The video that is on its way to be cut; it goes on while other parts of the page are looked at.

import { ingest } from "./jobs_api.js";

const KINDS = /\.(mp4|m4v|mov|mkv|webm|avi|mts|m2ts|ts|3gp|mpg|mpeg|wmv|flv|ogv|mxf)$/i;
export const ACCEPT = "video/*,.mkv,.avi,.mts,.m2ts,.ts,.mxf";

/** Whether a file looks like a video; the server decides by what is in it. */
export const looksLikeVideo = (file) => file.type.startsWith("video/") || KINDS.test(file.name);

/** What was chosen and is being sent. Tells of every change by an event "change". */
class Sending extends EventTarget {
  constructor() {
    super();
    this.chosen = null; // a file that a form is to begin with
    this.clear();
  }

  clear() {
    Object.assign(this, { file: null, sent: 0, abort: null });
  }

  /** Whether a video is on its way. */
  get busy() {
    return this.file !== null;
  }

  /** Part of it that is up, 0 to 1. */
  get part() {
    return this.file?.size ? Math.min(1, this.sent / this.file.size) : 0;
  }

  /**
   * Send a video.
   * @param {Array<[string, string|File]>} fields options
   * @returns {Promise<object>} the job
   */
  async send(file, fields) {
    this.abort = new AbortController();
    Object.assign(this, { file, sent: 0 });
    this.#tell();
    try {
      return await ingest(file, fields, (sent) => this.#sent(sent), this.abort.signal);
    } finally {
      this.clear();
      this.#tell();
    }
  }

  stop() {
    this.abort?.abort();
  }

  #sent(sent) {
    this.sent = sent;
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

export const sending = new Sending();
