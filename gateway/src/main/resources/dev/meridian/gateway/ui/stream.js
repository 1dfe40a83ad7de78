// The WebSocket at /stream: subscriptions that outlive connections. Each goes on from its cursor,
// so that no crossing is lost or told twice while the gateway is away.

import { streamUrl } from "./api.js";

const SILENCE = 50_000; // the gateway says something every 15 s
const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;

/**
 * @param hear functions by what happens: `state(word, seconds)`, `crossing(crossing)`,
 *   `positions(rows)`, `gap(region)`, `error(detail)`
 */
export class Stream {
  #hear;
  #wanted = new Map(); // by our name: {wire, filter, cursor}
  #socket = null;
  #serial = 0;
  #wait = FIRST_WAIT;
  #timer = 0;
  #watch = 0;

  constructor(hear) {
    this.#hear = hear;
    window.addEventListener("online", () => this.#retryNow());
  }

  /** Connects, and again and again. */
  open() {
    clearTimeout(this.#timer);
    this.#hear.state("connecting");
    const socket = new WebSocket(streamUrl());
    this.#socket = socket;
    socket.onopen = () => this.#opened();
    socket.onmessage = (message) => this.#frame(JSON.parse(message.data));
    socket.onclose = () => socket === this.#socket && this.#closed();
    this.#beat();
  }

  /**
   * Subscribes to what a filter lets through, in place of what had this name before. What follows
   * the cursor of the one before is told.
   */
  want(name, filter) {
    const before = this.#wanted.get(name);
    const now = { wire: `${name}-${++this.#serial}`, filter, cursor: before?.cursor };
    this.#wanted.set(name, now);
    if (before) this.#say({ type: "unsubscribe", id: before.wire });
    this.#subscribe(now);
  }

  /** Positions have no past that one could go on from. */
  #subscribe({ wire, filter, cursor }) {
    const from = cursor && !filter.positions ? { cursor } : {};
    this.#say({ type: "subscribe", id: wire, ...filter, ...from });
  }

  #say(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #opened() {
    this.#wait = FIRST_WAIT;
    this.#wanted.forEach((subscription) => this.#subscribe(subscription));
    this.#hear.state("live");
  }

  #closed() {
    clearTimeout(this.#watch);
    const wait = this.#wait * (0.75 + Math.random() / 2);
    this.#wait = Math.min(LONGEST_WAIT, this.#wait * 2);
    this.#hear.state("lost", wait / 1000);
    this.#timer = setTimeout(() => this.open(), wait);
  }

  #retryNow() {
    if (this.#socket?.readyState === WebSocket.CLOSED) this.open();
  }

  /** A connection that says nothing for long is none. */
  #beat() {
    clearTimeout(this.#watch);
    const socket = this.#socket;
    this.#watch = setTimeout(() => {
      socket.onclose = null;
      socket.close();
      this.#closed();
    }, SILENCE);
  }

  #frame(frame) {
    this.#beat();
    this.#keepCursor(frame);
    switch (frame.type) {
      case "crossing":
        this.#hear.crossing(frame.crossing);
        break;
      case "positions":
        this.#hear.positions(frame.positions);
        break;
      case "gap":
        this.#hear.gap(frame.region);
        break;
      case "error":
        // What was unsubscribed while the connection was away is not known there.
        if (!frame.id || this.#isWanted(frame.id)) this.#hear.error(frame.detail);
        break;
    }
  }

  #isWanted(wire) {
    return [...this.#wanted.values()].some((subscription) => subscription.wire === wire);
  }

  #keepCursor({ cursor, id, subscriptions = [id] }) {
    if (!cursor) return;
    for (const subscription of this.#wanted.values()) {
      if (subscriptions.includes(subscription.wire)) subscription.cursor = cursor;
    }
  }
}
