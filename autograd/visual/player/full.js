/** The player on the whole screen or, where a frame forbids that, on all of its page. */
class FullScreen {
  constructor(host, changed) {
    this.host = host;
    this.changed = changed;
    this.isOn = false;
    this.left = () => document.fullscreenElement !== host && this.set(false); // by the browser's own key
  }

  async toggle() {
    if (this.isOn) return this.leave();
    try {
      await this.host.requestFullscreen();
      document.addEventListener("fullscreenchange", this.left);
    } catch {
      // It is forbidden, or there is no such thing: the page is filled instead.
    }
    return this.set(true);
  }

  leave() {
    if (document.fullscreenElement === this.host) document.exitFullscreen();
    this.set(false);
  }

  set(isOn) {
    this.isOn = isOn;
    if (!isOn) document.removeEventListener("fullscreenchange", this.left);
    this.host.toggleAttribute("data-full", isOn);
    this.changed(isOn);
  }
}
