/**
 * The calls of the service (docs/http-interface.md), one method each.
 */

/** A call that did not succeed. `status` 0: the service was not reached at all. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {{code?: string, title?: string, retry_after?: number}} body
   */
  constructor(status, body = {}) {
    super(body.title || body.code || `status ${status}`);
    this.status = status;
    this.code = body.code ?? "";
    this.title = body.title ?? "";
    this.retryAfter = body.retry_after ?? null;
  }

  /** The conversation is not known (any more), or is not opened by our token. */
  get gone() {
    return this.status === 404 || (this.status === 401 && this.code !== "bad_customer_token");
  }

  /** Worth trying again later, unchanged. */
  get passing() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

const ANSWER_WITHIN = 15_000;

/** @typedef {import("./kept.js").Credentials} Credentials */

export class Service {
  /** @param {string} base the service's address */
  constructor(base) {
    this.base = new URL(base, document.baseURI);
  }

  /**
   * A link or picture that the service named, as an address that may be followed.
   * @returns {string | null} null for anything but http(s), so that no `javascript:` gets in
   */
  address(url) {
    try {
      const whole = new URL(url, this.base);
      return /^(https?|blob):$/.test(whole.protocol) ? whole.href : null;
    } catch {
      return null;
    }
  }

  words(language) {
    return this.#call(`/api/v1/words?language=${encodeURIComponent(language)}`);
  }

  /** @returns {Promise<Credentials>} */
  async begin(locale, customerToken) {
    const body = { locale, ...(customerToken ? { customer_token: customerToken } : {}) };
    try {
      return await this.#call("/api/v1/conversations", { method: "POST", body });
    } catch (problem) {
      // A login that has run out should not keep anyone from asking: go on as a guest.
      if (problem.code !== "bad_customer_token") throw problem;
      return this.begin(locale, null);
    }
  }

  show(credentials) {
    return this.#call(conversation(credentials), { credentials });
  }

  /** All messages after a number; with `wait`, once there is one, or after that many seconds. */
  read(credentials, after, { wait = 0, language = null, signal = null } = {}) {
    const query = new URLSearchParams({ after: String(after) });
    if (wait) query.set("wait", String(wait));
    if (language) query.set("language", language);
    const within = ANSWER_WITHIN + wait * 1000;
    const path = `${conversation(credentials)}/messages?${query}`;
    return this.#call(path, { credentials, within, signal });
  }

  send(credentials, send) {
    const path = `${conversation(credentials)}/messages?wait=0`;
    return this.#call(path, { method: "POST", body: send, credentials });
  }

  speak(credentials, language) {
    return this.#call(conversation(credentials), {
      method: "PATCH",
      body: { language },
      credentials,
    });
  }

  /** @returns {Promise<Blob>} */
  async transcript(credentials, language) {
    const path = `${conversation(credentials)}/transcript?language=${encodeURIComponent(language)}`;
    return (await this.#ask(path, { credentials })).blob();
  }

  /** @returns {WebSocket} */
  socket(credentials) {
    const url = new URL(`${conversation(credentials)}/stream`, this.base);
    url.protocol = url.protocol.replace("http", "ws");
    return new WebSocket(url);
  }

  /**
   * Uses XMLHttpRequest, since fetch does not tell how much of a body has been sent.
   * @param {Credentials} credentials
   * @param {Blob} photo
   * @param {(share: number) => void} progress 0 to 1
   * @param {AbortSignal} signal
   * @returns {Promise<{id: string, name: string, url: string}>}
   */
  upload(credentials, photo, progress, signal) {
    return new Promise((done, failed) => {
      const request = new XMLHttpRequest();
      request.open("POST", new URL(`${conversation(credentials)}/files`, this.base));
      request.setRequestHeader("Authorization", `Bearer ${credentials.token}`);
      request.responseType = "json";
      request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
      request.onload = () =>
        request.status === 201
          ? done(request.response)
          : failed(new Problem(request.status, request.response ?? {}));
      request.onerror = request.onabort = () => failed(new Problem(0));
      signal.addEventListener("abort", () => request.abort());
      const form = new FormData();
      form.append("file", photo, "photo.jpg");
      request.send(form);
    });
  }

  async #call(path, options = {}) {
    const response = await this.#ask(path, options);
    try {
      return await response.json();
    } catch {
      throw new Problem(0); // cut off in the middle
    }
  }

  async #ask(path, { method = "GET", body = null, credentials = null, within, signal } = {}) {
    const signals = [AbortSignal.timeout(within ?? ANSWER_WITHIN), ...(signal ? [signal] : [])];
    let response;
    try {
      response = await fetch(new URL(path, this.base), {
        method,
        signal: AbortSignal.any(signals),
        headers: {
          ...(body ? { "Content-Type": "application/json" } : {}),
          ...(credentials ? { Authorization: `Bearer ${credentials.token}` } : {}),
        },
        body: body ? JSON.stringify(body) : null,
        credentials: "omit",
      });
    } catch {
      throw new Problem(0);
    }
    if (response.ok) return response;
    throw new Problem(response.status, await response.json().catch(() => ({})));
  }
}

function conversation({ id }) {
  return `/api/v1/conversations/${encodeURIComponent(id)}`;
}
