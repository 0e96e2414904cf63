// A small field in which a weight or a bias is set by hand.

import { element, mark } from "./tools.js";

export class Editor {
  /** set(parameter, number) resolves to whether the number could be set. */
  constructor(box, set) {
    this.box = box;
    this.set = set;
    this.name = element("span", { "aria-hidden": "true" });
    this.field = element("input", { type: "text", inputmode: "decimal", autocomplete: "off", size: "9" });
    this.form = element("form", { class: "editor", hidden: "" }, this.name, this.field);
    this.form.addEventListener("submit", (event) => this.enter(event));
    this.form.addEventListener("keydown", (event) => event.key === "Escape" && this.close(true));
    this.field.addEventListener("input", () => this.field.removeAttribute("aria-invalid"));
    this.field.addEventListener("blur", () => this.close(false));
  }

  /** Opens at a place of the box. */
  open(parameter, [x, y]) {
    this.parameter = parameter;
    this.name.replaceChildren(parameter.symbol(), " =");
    mark(this.field, "aria-label", `${parameter.words}. Enter sets it, Escape leaves it`);
    this.field.removeAttribute("aria-invalid");
    this.shown = this.field.value = String(Number(parameter.value.toPrecision(6)));
    this.form.hidden = false;
    const half = this.form.offsetWidth / 2;
    this.form.style.left = `${Math.min(Math.max(x, half), this.box.scrollWidth - half)}px`;
    this.form.style.top = `${Math.max(y, this.form.offsetHeight / 2)}px`;
    this.field.focus();
    this.field.select();
  }

  async enter(event) {
    event.preventDefault();
    const text = this.field.value.trim().replace("−", "-").replace(",", ".");
    const number = Number(text);
    const changed = this.field.value !== this.shown;
    if (!text || !Number.isFinite(number) || (changed && !(await this.set(this.parameter, number)))) {
      mark(this.field, "aria-invalid", "true");
      this.field.select();
    } else {
      this.close(true);
    }
  }

  close(back) {
    if (this.form.hidden) return;
    this.form.hidden = true;
    if (back) this.parameter.hit.focus();
  }
}
