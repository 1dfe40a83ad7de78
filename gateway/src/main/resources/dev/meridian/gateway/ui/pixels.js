// A picture that small ones are stamped on, pixel by pixel. Thousands of stamps take two
// milliseconds; as many calls of a canvas take thirty where no graphics card draws them.

const OPAQUE = 128; // of 255

export class Pixels {
  #image = null;
  #words = new Uint32Array(0);

  /** Begins an empty picture, in device pixels. */
  begin(width, height) {
    if (this.#image?.width !== width || this.#image?.height !== height) {
      this.#image = new ImageData(width, height);
      this.#words = new Uint32Array(this.#image.data.buffer);
    } else {
      this.#words.fill(0);
    }
  }

  /** Puts a square of `cell` pixels with its middle there. Pixels that shine through do not cover others. */
  stamp(square, cell, x, y) {
    const { width, height } = this.#image;
    const words = this.#words;
    const left = Math.round(x - cell / 2);
    const top = Math.round(y - cell / 2);
    const from = Math.max(0, -left);
    const to = Math.min(cell, width - left);
    const last = Math.min(cell, height - top);
    for (let row = Math.max(0, -top); row < last; row++) {
      const start = (top + row) * width + left;
      for (let column = from; column < to; column++) {
        const word = square[row * cell + column];
        const alpha = word >>> 24;
        if (alpha >= OPAQUE || (alpha > 0 && words[start + column] === 0)) words[start + column] = word;
      }
    }
  }

  /** Puts the picture on a canvas of its size, in place of what was there. */
  put(pen) {
    pen.putImageData(this.#image, 0, 0);
  }
}
