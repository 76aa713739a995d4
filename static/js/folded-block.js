/* A struct in Wagtail's editor that is drawn when somebody comes to it: its panel is open and on the screen, a new one
   takes the focus, or a fault is in it. Until then it is one hidden field, read by lessons/exercises/folded.py. */
(() => {
  "use strict";
  const { StructBlockDefinition } = window.wagtailStreamField.blocks;

  // What is folded away does not come on the screen; of sixty that are opened at once only those that one can see do.
  const watch = new IntersectionObserver(
    (seen) => seen.forEach(({ isIntersecting, target }) => { if (isIntersecting) target.folded.draw(); }),
    { rootMargin: "200px" },
  );

  /** Do what changes fields but no content, and keep the editor from taking that for something to save. */
  const unnoticed = (form, work) => {
    const unsaved = form && window.wagtail.app.getControllerForElementAndIdentifier(form, "w-unsaved");
    unsaved?.check(); // What was typed a moment ago counts.
    const clean = unsaved?.initialFormData && !unsaved.hasEditsValue;
    work();
    if (clean) unsaved.setInitialFormData();
  };

  class FoldedBlock {
    constructor(blockDef, placeholder, prefix, state, render) {
      Object.assign(this, { blockDef, type: blockDef.name, prefix, state, render, drawn: null });
      this.element = document.createElement("div");
      this.element.style.minBlockSize = "20rem";
      this.element.folded = this;
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: `${prefix}-folded`, value: JSON.stringify(state) });
      this.element.append(field);
      placeholder.replaceWith(this.element);
      watch.observe(this.element);
      queueMicrotask(() => this.settle());
    }

    /** Once the list stands there, folded: open an empty one, and draw the fields that a colleague's comment hangs on. */
    settle() {
      const panel = this.element.closest("[data-panel]");
      if (!this.getTextLabel()) panel?.querySelector("[data-panel-toggle][aria-expanded=false]")?.click();
      const { contentpath } = panel?.closest("[data-contentpath]")?.dataset || {};
      if (contentpath && document.getElementById("comments-data")?.textContent.includes(contentpath)) this.draw();
    }

    /** Draw the fields in the place of the hidden one, once. */
    draw() {
      if (this.drawn) return this.drawn;
      watch.unobserve(this.element);
      unnoticed(this.element.closest("form"), () => {
        const place = document.createElement("div");
        this.element.replaceChildren(place);
        this.element.style.minBlockSize = "";
        this.drawn = this.render(place);
      });
      return this.drawn;
    }

    get container() { return this.draw().container; }
    get childBlocks() { return this.draw().childBlocks; }
    getState() { return this.drawn ? this.drawn.getState() : this.state; }
    getValue() { return this.draw().getValue(); }
    setState(state) { this.draw().setState(state); }
    setError(error) { if (error) this.draw().setError(error); }
    focus(options) { this.draw().focus(options); }

    // A copy is another one: it gets a key of its own when it is saved.
    getDuplicatedState() { return { ...this.draw().getDuplicatedState(), key: "" }; }

    getTextLabel(options) {
      if (this.drawn) return this.drawn.getTextLabel(options);
      const text = this.blockDef.meta.labelFormat.replace(/\{(\w+)\}/g, (_all, name) => this.state[name] ?? "").trim();
      const most = options?.maxLength || Infinity;
      return text.length > most ? `${text.slice(0, most - 1)}…` : text;
    }
  }

  class FoldedBlockDefinition extends StructBlockDefinition {
    render(placeholder, prefix, state, error) {
      const render = (place, fault) => super.render(place, prefix, state, fault);
      return error ? render(placeholder, error) : new FoldedBlock(this, placeholder, prefix, state, render);
    }
  }

  window.telepath.register("lessons.FoldedBlock", FoldedBlockDefinition);
})();
