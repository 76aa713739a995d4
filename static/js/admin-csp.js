// Starts what Wagtail's admin would start from inline scripts, which our content policy forbids.
// Server side and reason: course/operations/admin_csp.py. Stimulus also connects what InlinePanel inserts later.
class XInit extends window.StimulusModule.Controller {
  static values = { call: String, create: String, target: String, options: Object };

  connect() {
    if (document.readyState === 'loading') {
      document.addEventListener('DOMContentLoaded', () => this.run(), { once: true });
    } else {
      this.run();
    }
  }

  run() {
    // A row that is moved connects again; the empty form of an InlinePanel still has its placeholder.
    if (this.done || this.targetValue.includes('__prefix__')) return;
    this.done = true;
    const values = this.hasTargetValue ? [this.targetValue, this.optionsValue] : [this.optionsValue];
    if (this.hasCallValue) window[this.callValue](...values);
    if (this.hasCreateValue) new window[this.createValue](...values);
  }
}

window.wagtail.app.register('x-init', XInit);
