/**
 * The line to the service: a WebSocket that resumes where it was cut, and where none can be had
 * (some proxies let none through) a long poll that says the same things.
 *
 * Whoever uses it hears frames as in docs/http-interface.md, whichever way they came.
 */

/** @typedef {import("./kept.js").Credentials} Credentials */
/** @typedef {"off" | "connecting" | "up" | "down"} State */

const FIRST_FRAME_WITHIN = 8_000;
const QUIET = 25_000;
const PONG_WITHIN = 10_000;
const PAUSE_FIRST = 500;
const PAUSE_AT_MOST = 30_000;
/** So often a WebSocket has to fail in a row, while nothing else is known, before we poll. */
const SOCKET_FAILURES = 2;
const POLL_SOCKET_AGAIN = 60_000;
const POLL_WAIT = 25;
const POLL_WAIT_STARTING = 3;

export class Line {
  /** @type {State} */
  state = "off";
  #run = null;
  #attempts = 0;
  #socketFailures = 0;
  /** @type {WebSocket | null} */
  #socket = null;
  #wake = () => {};

  /**
   * @param {import("./service.js").Service} service
   * @param {object} listener
   * @param {() => number} listener.after the last number that the page has
   * @param {(frame: any) => void} listener.heard
   * @param {(state: State) => void} listener.changed
   * @param {() => void} listener.gone the service does not know this conversation
   */
  constructor(service, listener) {
    this.service = service;
    this.listener = listener;
  }

  /** @param {Credentials} credentials */
  open(credentials) {
    this.close();
    const run = (this.#run = new Run(credentials));
    window.addEventListener("online", this.again);
    window.addEventListener("pageshow", this.again);
    document.addEventListener("visibilitychange", this.again);
    this.#keepUp(run);
  }

  close() {
    window.removeEventListener("online", this.again);
    window.removeEventListener("pageshow", this.again);
    document.removeEventListener("visibilitychange", this.again);
    this.#run?.end();
    this.#run = null;
    this.#attempts = 0;
    this.#become("off");
  }

  get up() {
    return this.state === "up";
  }

  /** Whether it left; an answer comes as a frame, or never. */
  send(frame) {
    if (!this.up || !this.#run) return false;
    if (this.#socket) this.#socket.send(JSON.stringify(frame));
    else this.#post(this.#run, frame);
    return true;
  }

  /** Something has changed for the better, perhaps: do not wait out the pause. */
  again = () => {
    if (document.visibilityState === "visible") this.#wake();
  };

  async #keepUp(run) {
    while (!run.over) {
      if (this.state !== "up") this.#become(this.#attempts ? "down" : "connecting");
      const polling = this.#socketFailures >= SOCKET_FAILURES;
      const planned = await (polling ? this.#poll(run) : this.#listen(run));
      if (run.over) return;
      if (planned) continue;
      this.#become("down");
      await this.#pause(run);
      this.#attempts += 1;
    }
  }

  /** Longer each time, and never the same for all pages that lost a server at the same moment. */
  #pause(run) {
    const longest = Math.min(PAUSE_AT_MOST, PAUSE_FIRST * 2 ** this.#attempts);
    return new Promise((done) => {
      const timer = setTimeout(done, longest * (0.5 + Math.random() / 2));
      this.#wake = done;
      run.signal.addEventListener("abort", done, { once: true });
      run.signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
    });
  }

  /** One WebSocket from its opening to its end. */
  #listen(run) {
    return new Promise((done) => {
      const socket = this.service.socket(run.credentials);
      let heard = false;
      let timer = setTimeout(() => over(), FIRST_FRAME_WITHIN);
      const over = (code = 0) => {
        clearTimeout(timer);
        socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
        socket.close();
        if (this.#socket === socket) this.#socket = null;
        this.#socketFailures = heard ? 0 : this.#socketFailures + 1;
        done();
        if (!run.over && (code === 4401 || code === 4404)) this.listener.gone();
      };
      const watch = () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          socket.send('{"type":"ping"}');
          timer = setTimeout(() => over(), PONG_WITHIN);
        }, QUIET);
      };
      socket.onopen = () =>
        socket.send(
          JSON.stringify({
            type: "hello",
            token: run.credentials.token,
            after: this.listener.after(),
          }),
        );
      socket.onmessage = ({ data }) => {
        watch();
        const frame = parsed(data);
        if (!heard) {
          heard = true;
          this.#socket = socket;
          this.#attempts = 0;
          this.#become("up");
        }
        if (frame) this.listener.heard(frame);
      };
      socket.onclose = ({ code }) => over(code);
      run.signal.addEventListener("abort", () => over(), { once: true });
    });
  }

  /** Long polls, until one fails, or (true) it is time to try a WebSocket again. */
  async #poll(run) {
    const until = Date.now() + POLL_SOCKET_AGAIN;
    try {
      const { holder, language, ready } = await this.service.show(run.credentials);
      if (run.over) return;
      this.#attempts = 0;
      this.#become("up");
      this.listener.heard({ type: "hello", holder, language, ready });
      let wait = 0;
      while (!run.over && Date.now() < until) {
        const { messages, typing, ready } = await this.service.read(
          run.credentials,
          this.listener.after(),
          { wait, signal: run.signal },
        );
        if (run.over) return;
        for (const message of messages) this.listener.heard({ type: "message", message });
        this.listener.heard({ type: "ready", ready });
        this.listener.heard({ type: "typing", on: typing });
        wait = ready && !typing ? POLL_WAIT : POLL_WAIT_STARTING;
      }
      this.#socketFailures = SOCKET_FAILURES - 1;
      return true;
    } catch (problem) {
      if (run.over) return;
      if (problem.gone) this.listener.gone();
      else this.#socketFailures = 0;
    }
    return false;
  }

  /** What would have been a frame, as a call. */
  async #post(run, { type, ...frame }) {
    try {
      if (type === "send") {
        await this.service.send(run.credentials, frame);
        if (run.over) return;
        this.listener.heard({ type: "accepted", id: frame.id, seq: null });
        this.listener.heard({ type: "typing", on: true });
      } else if (type === "language") {
        await this.service.speak(run.credentials, frame.language);
        if (!run.over) this.listener.heard({ type: "language", language: frame.language });
      }
    } catch (problem) {
      if (run.over) return;
      if (problem.status === 404) this.listener.gone();
      else if (type === "send" && (!problem.passing || problem.status === 429)) {
        const { code, title, retryAfter } = problem;
        const told = { code, title, retry_after: retryAfter };
        this.listener.heard({ type: "refused", id: frame.id, problem: told });
      }
    }
  }

  #become(state) {
    if (state === this.state) return;
    this.state = state;
    this.listener.changed(state);
  }
}

/** One opening of the line. Whatever still runs for an earlier one sees that it is over. */
class Run {
  #ending = new AbortController();

  constructor(credentials) {
    this.credentials = credentials;
    this.signal = this.#ending.signal;
  }

  get over() {
    return this.signal.aborted;
  }

  end() {
    this.#ending.abort();
  }
}

function parsed(data) {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
