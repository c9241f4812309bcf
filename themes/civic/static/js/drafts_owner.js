// One tab at a time writes a draft: two would overwrite each other.
const name = (id) => `motcua.draft.${id}`;
const PATIENCE = 3000;

export class Owner {
  // `lost` runs first when another tab takes over, and may still write.
  constructor(id, lost) {
    Object.assign(this, { id, lost, release: null, channel: new BroadcastChannel("motcua.drafts") });
    this.channel.addEventListener("message", ({ data }) => { if (data.give === id) this.give(); });
  }

  // Whether the draft is ours now; with `insist` the tab that has it is asked to give it up.
  async take(insist = false) {
    if (this.release) return true;
    if (!insist) return this.hold({ ifAvailable: true });
    this.channel.postMessage({ give: this.id });
    const waited = await this.hold({ signal: AbortSignal.timeout(PATIENCE) });
    return waited || this.hold({ steal: true });
  }

  hold(options) {
    return new Promise((resolve) => {
      navigator.locks.request(name(this.id), options, (lock) => {
        resolve(Boolean(lock));
        return lock && new Promise((release) => { this.release = release; });
      }).catch(() => {
        resolve(false);
        if (this.release) this.gone();
      });
    });
  }

  async give() {
    if (!this.release) return;
    const release = this.release;
    await this.lost();
    this.release = null;
    release();
  }

  gone() {
    this.release = null;
    this.lost();
  }

  close() {
    this.release?.();
    this.release = null;
    this.channel.close();
  }
}
