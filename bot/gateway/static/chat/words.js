/**
 * The page's words in one language, from the service; kept by the browser, so that the chat has a
 * face while the service cannot be reached.
 */

export class Words {
  /**
   * @param {{language: string, direction: "ltr" | "rtl", languages: {code: string, name: string}[],
   *   words: Record<string, string>}} given
   */
  constructor(given) {
    this.language = given.language;
    this.direction = given.direction;
    this.languages = given.languages;
    this.words = given.words;
  }

  /**
   * @param {string} name
   * @param {Record<string, string | number>} [values] for its {placeholders}
   */
  say(name, values = {}) {
    const text = this.words[name] ?? name;
    return text.replace(/\{(\w+)\}/g, (whole, key) =>
      key in values ? String(values[key]) : whole,
    );
  }

  /** The clock time of a message. */
  time(at) {
    return this.#format({ hour: "numeric", minute: "2-digit" }).format(new Date(at));
  }

  /** Today, yesterday, or the date. */
  day(at) {
    const ago = Math.round((midnight(new Date()) - midnight(new Date(at))) / 86_400_000);
    if (ago === 0 || ago === 1) {
      const relative = new Intl.RelativeTimeFormat(this.language, { numeric: "auto" });
      const day = relative.format(-ago, "day");
      return day.charAt(0).toLocaleUpperCase(this.language) + day.slice(1);
    }
    const year = ago > 300 ? { year: "numeric" } : {};
    return this.#format({ weekday: "long", day: "numeric", month: "long", ...year }).format(
      new Date(at),
    );
  }

  /** Day and clock time, short, for the steps of a case. */
  moment(at) {
    return this.#format({
      day: "numeric",
      month: "short",
      hour: "numeric",
      minute: "2-digit",
    }).format(new Date(at));
  }

  number(value, options = {}) {
    return new Intl.NumberFormat(this.language, options).format(value);
  }

  /** The browser knows the region, and so whether the clock goes to 12 or to 24. */
  #format(options) {
    const same = navigator.languages.find((tag) => tag.split("-")[0] === this.language);
    return new Intl.DateTimeFormat(same ?? this.language, options);
  }
}

export function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
