/**
 * What outlives a reload, shared by all tabs of the shop: which conversation it is, how far it was
 * read, and each send until the service has accepted it.
 *
 * Each send has an entry of its own, so that two tabs never overwrite each other's list. Where the
 * browser forbids storage (private windows, strict settings), memory does, for as long as the page.
 */

/**
 * @typedef {object} Credentials
 * @property {string} id
 * @property {string} token
 * @property {string} language
 * @property {string} [chosen] the language the shopper picked for the whole conversation
 */

/**
 * @typedef {object} Entry a send that is not accepted yet
 * @property {string} id the uuid made by the page
 * @property {string | null} of the conversation for which it was made; null: there was none yet
 * @property {number} made milliseconds, for the order
 * @property {Record<string, any>} send as the service gets it, without the id
 * @property {string} shown what the shopper sees of it
 * @property {{url: string, name: string}[]} photos
 * @property {string | null} problem why it was refused for good
 */

const STORAGE_REACHES_TABS = 250;

export class Kept {
  /** @param {string} service whose conversations these are */
  constructor(service) {
    this.prefix = `returns-chat ${service} `;
    this.storage = usable(() => window.localStorage) ?? memory();
  }

  /** @returns {any} null when there is nothing, or nothing readable */
  get(name) {
    try {
      return JSON.parse(this.storage.getItem(this.prefix + name) ?? "null");
    } catch {
      return null;
    }
  }

  /** Null forgets. A full storage loses the protection against reloads, never the message itself. */
  set(name, value) {
    try {
      if (value === null) this.storage.removeItem(this.prefix + name);
      else this.storage.setItem(this.prefix + name, JSON.stringify(value));
    } catch (error) {
      console.warn("The browser keeps nothing for the chat.", error);
    }
  }

  /** @returns {Credentials | null} */
  get credentials() {
    return this.get("conversation");
  }

  set credentials(credentials) {
    this.set("conversation", credentials);
  }

  /** @returns {Entry[]} in the order in which they were made */
  entries() {
    const start = `${this.prefix}send `;
    return Object.keys(this.storage)
      .filter((key) => key.startsWith(start))
      .map((key) => this.get(key.slice(this.prefix.length)))
      .filter(Boolean)
      .sort((a, b) => a.made - b.made);
  }

  /** @param {Entry} entry */
  keep(entry) {
    this.set(`send ${entry.id}`, entry);
  }

  drop(id) {
    this.set(`send ${id}`, null);
  }

  /**
   * @param {(name: string) => void} listener hears the names that another tab has changed
   * @returns {() => void} ends the listening
   */
  listen(listener) {
    const heard = ({ key }) => {
      if (key === null) listener("conversation");
      else if (key.startsWith(this.prefix)) listener(key.slice(this.prefix.length));
    };
    window.addEventListener("storage", heard);
    return () => window.removeEventListener("storage", heard);
  }

  /**
   * Runs the work in one tab at a time, where the browser has locks (pages without https have none).
   * What is stored reaches the other tabs a moment later than the lock would, so the lock is held on
   * for that moment, or the next tab would not see what this one has done.
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  alone(work) {
    if (!navigator.locks) return work();
    return new Promise((done, failed) => {
      const held = async () => {
        await work().then(done, failed);
        await new Promise((passed) => setTimeout(passed, STORAGE_REACHES_TABS));
      };
      navigator.locks.request(`${this.prefix}begin`, held).catch(failed);
    });
  }
}

/** What belongs to this tab alone: the text being written, and whether the panel is open. */
export class Draft extends Kept {
  constructor(service) {
    super(service);
    this.storage = usable(() => window.sessionStorage) ?? memory();
  }
}

function usable(open) {
  try {
    const storage = open();
    storage.setItem("returns-chat", "");
    storage.removeItem("returns-chat");
    return storage;
  } catch {
    return null;
  }
}

function memory() {
  const items = Object.create(null);
  const quiet = { enumerable: false };
  return Object.defineProperties(items, {
    getItem: { ...quiet, value: (key) => items[key] ?? null },
    setItem: { ...quiet, value: (key, value) => void (items[key] = value) },
    removeItem: { ...quiet, value: (key) => void delete items[key] },
  });
}
