// Random numbers that come again with the same seed.
export class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  // 0 to 1, 1 left out (mulberry32).
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  }

  between(low, high) {
    return low + this.next() * (high - low);
  }

  // A copy in another order.
  shuffled(list) {
    return list.map((value) => [this.next(), value]).sort(([a], [b]) => a - b).map(([, value]) => value);
  }
}
