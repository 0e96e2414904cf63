// Training: a session on the server, and the rhythm in which it goes on.

import { ask, nextFrame } from "./tools.js";

const LEAP = 20_000; // steps of one request, when training is caught up with
const [LEAST, MOST] = [0.008, 0.014]; // seconds of computing for each frame of the page
const LOST = "The weights are no finite numbers any more. Choose a smaller learning rate.";
const FRAME = 1000 / 60; // milliseconds

export class Training {
  /** shows: started(), frame(), playing(), paused() and problem(text), called when that changes. */
  constructor(settings, shows) {
    this.settings = settings;
    this.shows = shows;
    this.session = null; // its key
    this.start = null; // what the server said at its start: settings, points, names
    this.frame = null; // what it said last of the training
    this.playing = false;
    this.turn = 0; // counts the sessions begun, so that a late answer for an earlier one is ignored
    this.seconds = 0.01;
    this.loop = null; // while training runs: a promise that settles at its end
    this.beginning = Promise.resolve(); // settles when the session that is beginning has begun
  }

  /** Begins a session and trains it for some steps; resolves to whether it could. */
  begin(settings, steps = 0) {
    return (this.beginning = this.beginAs(++this.turn, settings, steps));
  }

  async beginAs(mine, settings, steps) {
    await this.pause();
    try {
      const { session, ...start } = await ask("/api/start", { settings });
      const frame = await ask("/api/advance", { session });
      if (mine !== this.turn) return false;
      Object.assign(this, { session, start, frame, settings: start.settings });
      this.shows.problem("");
      this.shows.started();
      while (this.frame.steps < steps && this.frame.finite) {
        const some = Math.min(LEAP, steps - this.frame.steps);
        const found = await ask("/api/advance", { session, steps: some });
        if (mine !== this.turn) return false;
        this.frame = found;
        this.shows.frame();
      }
      return true;
    } catch (error) {
      if (mine === this.turn) this.shows.problem(error.message);
      return false;
    }
  }

  /**
   * Trains until it is paused. `amount` says how much is to follow a frame, given that and how many
   * sixtieths of a second the last turn has taken.
   */
  play(amount) {
    this.playing = true;
    this.shows.playing();
    this.loop ??= this.run(amount).finally(() => (this.loop = null));
  }

  /** While the server trains, the page draws the frame before. */
  async run(amount) {
    await this.beginning;
    const mine = this.turn;
    let taken = FRAME;
    while (this.playing && mine === this.turn) {
      const begun = performance.now();
      const wanted = amount(this.frame, Math.max(1, Math.round(taken / FRAME)));
      const coming = this.request("/api/advance", { ...wanted, seconds: this.seconds });
      await nextFrame();
      this.shows.frame();
      await coming;
      taken = performance.now() - begun;
      this.keepPace(taken);
    }
    this.playing = false;
    this.shows.playing();
    if (mine !== this.turn) return;
    this.shows.frame();
    this.shows.paused();
  }

  /** Gives training more time if the page is smooth, less if it is not. */
  keepPace(milliseconds) {
    const wanted = this.seconds * (milliseconds > 1.1 * FRAME ? 0.9 : 1.05);
    this.seconds = Math.min(Math.max(wanted, LEAST), MOST);
  }

  /** Ends training; done when the frame on its way has arrived. */
  async pause() {
    this.playing = false;
    this.shows.playing();
    await this.loop;
  }

  /** Trains by so many steps or epochs, once. */
  async once(amount) {
    await this.beginning;
    await this.pause();
    await this.request("/api/advance", amount);
    this.shows.frame();
  }

  /** Sets a weight by hand; resolves to whether it could. */
  async edit(path, number) {
    const found = await this.request("/api/edit", { path, number });
    if (!found) return false;
    const others = this.settings.edits.filter(([steps, other]) => steps !== found.steps || other !== path);
    this.settings = { ...this.settings, edits: [...others, [found.steps, path, number]] };
    this.shows.frame();
    return true;
  }

  /** Asks for a frame, keeps it and resolves to it; to null if none has come. */
  async request(path, what) {
    const mine = this.turn;
    let found;
    try {
      found = await ask(path, { session: this.session, ...what });
    } catch (error) {
      this.playing = false;
      if (error.status === 404) this.begin(this.settings, this.frame.steps); // the server has begun anew
      else this.shows.problem(error.message);
      return null;
    }
    if (mine !== this.turn) return null;
    this.frame = found;
    this.shows.problem(found.finite ? "" : LOST);
    if (!found.finite) this.playing = false;
    return found;
  }
}
