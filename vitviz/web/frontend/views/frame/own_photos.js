// The visitor's own photos that this tab knows, the newest first. They are the tab's alone: nothing
// of them is stored, so after a reload it knows the one that its address names.

import { fill } from "../../lib/dom.js";
import { OwnPhoto } from "./own_photo.js";

/** @typedef {{id: string, url: string, credit?: string}} Told  an own photo as Python tells of it */

export const MOST = 6; // a file from a camera is held in memory

export class OwnPhotos {
  /** @type {OwnPhoto[]} */ all = [];
  /** The one that Python told of last. @type {string|undefined} */ #told;

  /** The photo that the server calls `id`. @param {string} id */
  find(id) {
    return this.all.find((photo) => photo.id === id);
  }

  /** Whether the tab has nothing of a photo but its name. @param {string} id */
  fileless(id) {
    const mine = this.find(id);
    return Boolean(mine && !mine.file);
  }

  /** The photo that the server called `id` before it forgot it. @param {string} id */
  renamed(id) {
    return this.all.find(({ before }) => before.includes(id));
  }

  /** Whether the file at this address of the tab is needed. @param {string} url */
  uses(url) {
    return this.all.some((photo) => photo.url === url);
  }

  /** One that the server has taken; beyond `MOST` the oldest goes. @param {OwnPhoto} photo */
  add(photo) {
    const kept = this.all.filter(({ id }) => id !== photo.id).slice(0, MOST - 1);
    const before = this.all;
    this.all = [photo, ...kept];
    before.filter((one) => !kept.includes(one)).forEach((one) => one.end());
  }

  /**
   * Python shows this one, or none: it may have come with the address, and the tab has no file of
   * it. One that was taken out does not come back while it is still on screen.
   * @param {Told|null} told
   */
  hear(told) {
    if (told && told.id !== this.#told && !this.find(told.id)) this.add(new OwnPhoto(told.id, "", null));
    const known = told && this.find(told.id);
    if (known) known.credit = told.credit;
    this.#told = told?.id;
  }

  /** Takes one out. @param {string} id @returns {string|undefined} the one that is in its place now */
  remove(id) {
    const at = this.all.findIndex((photo) => photo.id === id);
    if (at < 0) return undefined;
    this.all.splice(at, 1)[0].end();
    return (this.all[at] ?? this.all[at - 1])?.id;
  }
}

/** Those of this tab. */
export const owns = new OwnPhotos();

/** Gives the server the file of a photo that it has forgotten: the same one once. */
export class Recall {
  #asked = "";

  /** @param {import("../../view/host.js").Host} host */
  constructor(host) {
    this.host = host;
  }

  /**
   * What the server calls the photo from now on; null where its file is not here, was given before
   * or did not arrive: the sentence on the page says what to do.
   * @param {string} id
   */
  async again(id) {
    const mine = owns.find(id) ?? owns.renamed(id);
    if (!mine?.file || this.#asked === id) return null;
    this.#asked = id;
    const given = mine.give((file, signal) => this.host.post("api/photo", file, { progress: () => {}, signal }));
    return given.catch(() => null);
  }
}

/**
 * An own photo for the strip: its file here, else what the server has. What the address alone
 * brought may be somebody else's.
 * @param {OwnPhoto} photo
 * @param {import("../../lib/types.js").Words} words
 * @param {(address: string) => string} address  of what the server has
 * @returns {import("./strip.js").Photo}
 */
export function offered({ id, url, file, credit }, words, address) {
  const there = address(`api/thumb/${id}.jpg`);
  return { id, credit, own: true, title: file ? fill(words.yours, { name: file.name }) : words.uploaded,
    ...(url ? { url, fallback: there } : { url: there }) };
}
